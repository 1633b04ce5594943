package eddy.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Pictures inside a page. */
final class Png {
  private Png() {}

  /**
   * An address that holds a picture, for {@code src} and {@code href}.
   *
   * @param pixels [height, width, channels], 1 channel of grey, or red, green and blue
   */
  static String address(int height, int width, byte[] pixels) {
    int line = pixels.length / height;
    byte[] filtered = new byte[height * (line + 1)];
    for (int y = 0; y < height; y++) {
      // Each line begins with its filter, none.
      System.arraycopy(pixels, y * line, filtered, y * (line + 1) + 1, line);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    // Eight bits of grey, or of each color.
    header.put((byte) 8).put((byte) (line == width ? 0 : 2));
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", deflated(filtered));
    chunk(png, "IEND", new byte[0]);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
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
