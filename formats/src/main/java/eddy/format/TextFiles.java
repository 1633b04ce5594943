package eddy.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opens text files: strict UTF-8, plain or compressed with gzip, whatever their names. */
public final class TextFiles {
  private static final int BUFFER = 1 << 16;

  private TextFiles() {}

  /**
   * Opens a file.
   *
   * @return a reader that throws {@link BadInput} with file, line and byte at bytes that are no
   *     UTF-8 text, and at damaged compression
   * @throws BadInput if there is no such file, or it is a folder, unreadable or empty
   */
  public static BufferedReader open(Path path) {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": expected a text file but found a folder.");
    }
    try {
      return open(Files.newInputStream(path), path.toString());
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  /**
   * Opens a stream, for instance standard input.
   *
   * @param in read and closed by the reader
   * @param name what to call it in a message
   */
  public static BufferedReader open(InputStream in, String name) {
    try {
      Utf8Reader text = new Utf8Reader(inflated(in), name);
      if (!text.hasText()) {
        in.close();
        throw new BadInput(name + ": the file is empty.");
      }
      return new BufferedReader(text, BUFFER);
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream inflated(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    return gzip ? new GZIPInputStream(start, BUFFER) : start;
  }
}
