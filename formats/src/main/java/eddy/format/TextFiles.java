package eddy.format;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opens text files, plain or gzipped. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * Opens a UTF-8 text file; a gzipped one is recognized by its first two bytes.
   *
   * @throws BadInput if the file is missing, empty or a directory
   */
  public static BufferedReader open(Path file) {
    if (!Files.exists(file)) {
      throw new BadInput(file + ": there is no such file.");
    }
    if (Files.isDirectory(file)) {
      throw new BadInput(file + ": expected a file but this is a directory.");
    }
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(file));
      in.mark(2);
      int first = in.read();
      int second = in.read();
      in.reset();
      if (first < 0) {
        in.close();
        throw new BadInput(file + ": the file is empty.");
      }
      InputStream text = first == 0x1f && second == 0x8b ? new GZIPInputStream(in) : in;
      return new BufferedReader(
          new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
    } catch (IOException e) {
      throw new BadInput(file + ": cannot be read (" + e.getMessage() + ").", e);
    }
  }
}
