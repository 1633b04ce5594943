package eddy.frames;

import eddy.format.BadInput;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/**
 * A picture, a byte for each number.
 *
 * @param channels 3 for red, green and blue, or 1 for grey
 * @param pixels [height, width, channels]; not modified
 */
record Frame(int height, int width, int channels, byte[] pixels) {
  /** Lines, or pixels of a line, at most: videos have fewer. */
  private static final int MOST = 8192;

  /**
   * Refuses a size that only damage or malice would ask memory for.
   *
   * @param place what has that size, as messages begin
   */
  static void requireSize(int height, int width, String place) {
    if (height > MOST || width > MOST) {
      throw new BadInput(
          "%s: expected frames of %dx%d at most but found %dx%d. Make them smaller, by another program."
              .formatted(place, MOST, MOST, height, width));
    }
  }

  /** A decoded picture; what is transparent becomes black, in shares where it is so in part. */
  static Frame of(BufferedImage image, boolean color) {
    int width = image.getWidth();
    int height = image.getHeight();
    int channels = color ? 3 : 1;
    byte[] pixels = new byte[Math.multiplyExact(height * channels, width)];
    int[] line = new int[width];
    for (int y = 0; y < height; y++) {
      readLine(image, y, line);
      for (int x = 0; x < width; x++) {
        put(line[x], pixels, (y * width + x) * channels, color);
      }
    }
    return new Frame(height, width, channels, pixels);
  }

  /**
   * A line as alpha, red, green and blue. Of grey pictures these are the samples of the file: asked
   * for colors, the JDK would give others, as if the grey were linear.
   */
  private static void readLine(BufferedImage image, int y, int[] line) {
    ColorModel model = image.getColorModel();
    boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    if (!grey || model instanceof IndexColorModel) {
      image.getRGB(0, y, line.length, 1, line, 0, line.length);
      return;
    }
    int shift = model.getComponentSize(0) - Byte.SIZE;
    for (int x = 0; x < line.length; x++) {
      int value = image.getRaster().getSample(x, y, 0) >> shift;
      int alpha = model.hasAlpha() ? image.getRaster().getSample(x, y, 1) >> shift : 0xff;
      line[x] = alpha << 24 | value << 16 | value << 8 | value;
    }
  }

  /** Grey is the luma of ITU-R BT.601. */
  private static void put(int argb, byte[] pixels, int at, boolean color) {
    int alpha = argb >>> 24;
    int red = (argb >> 16 & 0xff) * alpha / 255;
    int green = (argb >> 8 & 0xff) * alpha / 255;
    int blue = (argb & 0xff) * alpha / 255;
    if (color) {
      pixels[at] = (byte) red;
      pixels[at + 1] = (byte) green;
      pixels[at + 2] = (byte) blue;
    } else {
      pixels[at] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }
  }

  /** Three channels of one, or one of three; the picture itself if it has as many. */
  Frame colored(boolean color) {
    if (color == (channels == 3)) {
      return this;
    }
    byte[] other = new byte[height * width * (color ? 3 : 1)];
    for (int i = 0; i < height * width; i++) {
      int at = i * channels;
      int red = pixels[at] & 0xff;
      int green = color ? red : pixels[at + 1] & 0xff;
      int blue = color ? red : pixels[at + 2] & 0xff;
      put(0xff000000 | red << 16 | green << 8 | blue, other, color ? 3 * i : i, color);
    }
    return new Frame(height, width, color ? 3 : 1, other);
  }

  /**
   * The picture in another size: each new pixel is the mean of the area that it covers, its parts
   * of old pixels counting as much as they share. The sides may change by different factors.
   */
  Frame resized(int lines, int columns) {
    if (lines == height && columns == width) {
      return this;
    }
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    values = means(values, height, width, columns, channels);
    values = means(values, 1, height, lines, columns * channels);
    byte[] mixed = new byte[values.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (byte) Math.round(values[i]);
    }
    return new Frame(lines, columns, channels, mixed);
  }

  /** Brings the middle axis of [outer, old, inner] to another size. */
  private static float[] means(float[] from, int outer, int old, int size, int inner) {
    float[] to = new float[Math.multiplyExact(outer * size, inner)];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < size; i++) {
        double first = (double) i * old / size;
        double last = (double) (i + 1) * old / size;
        for (int k = (int) first; k < Math.min(old, last); k++) {
          double share = (Math.min(k + 1, last) - Math.max(k, first)) / (last - first);
          for (int n = 0; n < inner; n++) {
            to[(o * size + i) * inner + n] += (float) (share * from[(o * old + k) * inner + n]);
          }
        }
      }
    }
    return to;
  }
}
