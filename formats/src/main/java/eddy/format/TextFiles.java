package eddy.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Opens text files: strictly UTF-8 or another encoding, plain or compressed with gzip, whatever
 * their names.
 */
public final class TextFiles {
  private static final int BUFFER = 1 << 16;
  private static final String ENCODING =
      "Save the file as UTF-8; the trainings on texts, labelled texts and tags take --encoding.";

  private TextFiles() {}

  /**
   * Opens a file in UTF-8.
   *
   * @return a reader that throws {@link BadInput} with file, line and byte at bytes that are no
   *     UTF-8 text, and at damaged compression
   * @throws BadInput if there is no such file, or it is a folder, unreadable or empty
   */
  public static BufferedReader open(Path path) {
    return open(stream(path), path.toString());
  }

  /**
   * Opens a stream in UTF-8, for instance standard input.
   *
   * @param in read and closed by the reader
   * @param name what to call it in a message
   */
  public static BufferedReader open(InputStream in, String name) {
    return open(in, name, StandardCharsets.UTF_8, "Save the file as UTF-8.");
  }

  /**
   * Opens a stream in another encoding.
   *
   * @param in read and closed by the reader
   * @param name what to call it in a message
   */
  public static BufferedReader open(InputStream in, String name, Charset encoding) {
    return open(in, name, encoding, ENCODING);
  }

  /**
   * Opens a file to be read line by line.
   *
   * @param longest characters a piece of a line, see {@link Lines}
   * @throws BadInput as {@link #open(Path)} does, with the advice to use {@code --encoding}
   */
  public static Lines lines(Path path, Charset encoding, int longest) {
    return lines(stream(path), path.toString(), encoding, longest);
  }

  /**
   * Opens a stream to be read line by line.
   *
   * @param in read, and closed with the lines
   * @param name what to call it in a message
   * @param longest characters a piece of a line, see {@link Lines}
   */
  public static Lines lines(InputStream in, String name, Charset encoding, int longest) {
    return new Lines(open(in, name, encoding), name, longest);
  }

  /**
   * The encoding of a name, as the option {@code --encoding} takes it.
   *
   * @throws BadInput if there is none of this name
   */
  public static Charset encoding(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "--encoding: expected an encoding such as UTF-8, UTF-16, GB18030, Big5, Shift_JIS or"
              + " windows-1252 but found "
              + BadInput.quote(name)
              + ".",
          e);
    }
  }

  /**
   * The bytes of a file.
   *
   * @throws BadInput if there is no such file, or it is a folder or unreadable
   */
  public static InputStream stream(Path path) {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": expected a text file but found a folder.");
    }
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  private static BufferedReader open(InputStream in, String name, Charset encoding, String advice) {
    try {
      StrictReader text = new StrictReader(inflated(in), name, encoding, advice);
      if (!text.hasText()) {
        throw new BadInput(name + ": the file is empty.");
      }
      return new BufferedReader(text, BUFFER);
    } catch (IOException e) {
      throw closed(in, new BadInput(name + ": cannot be read: " + e.getMessage(), e));
    } catch (BadInput e) {
      throw closed(in, e);
    }
  }

  /** The refusal of a stream that no reader will close any more. */
  private static BadInput closed(InputStream in, BadInput refusal) {
    try {
      in.close();
    } catch (IOException e) {
      refusal.addSuppressed(e);
    }
    return refusal;
  }

  private static InputStream inflated(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(in, 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    return gzip ? new GZIPInputStream(start, BUFFER) : start;
  }
}
