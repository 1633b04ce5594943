package eddy.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

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
    html.append("\" height=\"").append(HEIGHT).append("\" href=\"data:image/png;base64,");
    html.append(Base64.getEncoder().encodeToString(png())).append("\"/>\n");
    for (Mark mark : marks) {
      String x = String.format(Locale.ROOT, "%.1f", WIDTH * mark.at / seconds);
      html.append("<line x1=\"%s\" x2=\"%s\" y1=\"0\" y2=\"%d\" ".formatted(x, x, HEIGHT + 4));
      html.append("stroke=\"var(--line-2)\"/>");
      html.append("<text x=\"%s\" y=\"%d\" fill=\"currentColor\">".formatted(x, HEIGHT + LINE));
      html.append(Html.escape(mark.text)).append("</text>\n");
    }
    return html.append("</svg></div>\n").toString();
  }

  private byte[] png() {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] column : values) {
      for (double value : column) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    int rows = values[0].length;
    byte[] pixels = new byte[rows * (values.length + 1)];
    for (int row = 0; row < rows; row++) {
      // Each row begins with its filter, none.
      int at = row * (values.length + 1) + 1;
      for (int t = 0; t < values.length; t++) {
        double share = high > low ? (values[t][rows - 1 - row] - low) / (high - low) : 0;
        pixels[at + t] = (byte) Math.round(255 * (1 - share));
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(values.length).putInt(rows);
    // Eight bits of grey.
    header.put((byte) 8);
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", deflated(pixels));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, 4 + data.length);
    png.writeBytes(chunk.putInt((int) sum.getValue()).array());
  }
}
