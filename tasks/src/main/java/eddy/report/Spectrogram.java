package eddy.report;

import java.util.List;
import java.util.Locale;

/**
 * Numbers over time as a grey picture, with words below the time at which they begin.
 *
 * @param heading what stands above it
 * @param values {@code [time][from low to high]}, not copied; light is small
 * @param seconds how long all of it lasts
 * @param marks what stands below, by time
 */
public record Spectrogram(String heading, double[][] values, double seconds, List<Mark> marks)
    implements Section {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 160;
  private static final int LINE = 18;

  /**
   * A word.
   *
   * @param at seconds from the beginning
   * @param text what stands there
   */
  public record Mark(double at, String text) {}

  public Spectrogram {
    marks = List.copyOf(marks);
    for (double[] column : values) {
      if (column.length != values[0].length || column.length == 0) {
        throw new IllegalArgumentException(
            "Spectrogram: expected columns of one height in \"%s\" but got %d and %d."
                .formatted(heading, values[0].length, column.length));
      }
    }
  }

  @Override
  public String body() {
    if (values.length == 0) {
      return "<p>Nothing was heard.</p>\n";
    }
    StringBuilder html = new StringBuilder("<div class=\"wide\"><svg viewBox=\"0 0 ");
    html.append(WIDTH).append(' ').append(HEIGHT + LINE + 6).append("\" width=\"").append(WIDTH);
    html.append("\" role=\"img\">\n<image preserveAspectRatio=\"none\" width=\"").append(WIDTH);
    html.append("\" height=\"").append(HEIGHT).append("\" href=\"");
    html.append(picture()).append("\"/>\n");
    for (Mark mark : marks) {
      String x = String.format(Locale.ROOT, "%.1f", WIDTH * mark.at / seconds);
      html.append("<line x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"%d\" ".formatted(x, x, HEIGHT + 4));
      html.append("stroke=\"var(--line-2)\"/>");
      html.append("<text x=\"%s\" y=\"%d\" fill=\"currentColor\">".formatted(x, HEIGHT + LINE));
      html.append(Html.escape(mark.text)).append("</text>\n");
    }
    return html.append("</svg></div>\n").toString();
  }

  private String picture() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] column : values) {
      for (double value : column) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    int rows = values[0].length;
    byte[] pixels = new byte[rows * values.length];
    for (int row = 0; row < rows; row++) {
      for (int t = 0; t < values.length; t++) {
        double share = high > low ? (values[t][rows - 1 - row] - low) / (high - low) : 0;
        pixels[row * values.length + t] = (byte) Math.round(255 * (1 - share));
      }
    }
    return Png.address(rows, values.length, pixels);
  }
}
