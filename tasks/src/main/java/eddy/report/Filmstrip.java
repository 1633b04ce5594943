package eddy.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Pictures side by side, below each some shares with a bar.
 *
 * @param heading what stands above them
 */
public record Filmstrip(String heading, List<Picture> pictures) implements Section {

  /**
   * A picture.
   *
   * @param height its lines
   * @param width pixels of a line
   * @param pixels [height, width, channels], grey or red, green and blue; not copied
   * @param caption what stands below it
   * @param shares from 0 to 1, by their names
   */
  public record Picture(
      int height, int width, byte[] pixels, String caption, SequencedMap<String, Double> shares) {
    /**
     * A picture with its shares.
     *
     * @throws IllegalArgumentException if there are not as many pixels as the sizes say
     */
    public Picture {
      if (pixels.length != height * width && pixels.length != height * width * 3) {
        throw new IllegalArgumentException(
            "Filmstrip: expected %d x %d pixels of 1 or 3 bytes but got %d bytes."
                .formatted(height, width, pixels.length));
      }
      shares = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shares));
    }
  }

  public Filmstrip {
    pictures = List.copyOf(pictures);
  }

  @Override
  public String body() {
    StringBuilder html = new StringBuilder("<div class=\"strip\">\n");
    for (Picture picture : pictures) {
      html.append("<figure><img alt=\"\" src=\"");
      html.append(Png.address(picture.height, picture.width, picture.pixels)).append("\">");
      html.append("<figcaption>").append(Html.escape(picture.caption));
      picture.shares.forEach((name, share) -> html.append(bar(name, share)));
      html.append("</figcaption></figure>\n");
    }
    return html.append("</div>\n").toString();
  }

  private static String bar(String name, double share) {
    return "<span style=\"--share:%d%%\">%s %s</span>"
        .formatted(
            Math.round(100 * share), Html.escape(name), String.format(Locale.ROOT, "%.2f", share));
  }
}
