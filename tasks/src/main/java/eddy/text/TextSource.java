package eddy.text;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file, or a part of one, that can be read any number of times without ever being held.
 *
 * @param file plain or compressed with gzip
 * @param encoding usually UTF-8
 * @param from where the part begins, in characters (UTF-16 units); the first line that begins there
 *     or later belongs to it
 * @param to where the part ends; the last line that begins before it belongs to it
 */
public record TextSource(Path file, Charset encoding, long from, long to) {
  /** Longer lines are read in pieces. */
  private static final int LONGEST = 1 << 16;

  /** Receives a text. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Receives the next line, or a piece of a very long one.
     *
     * @param endsLine whether it is the last piece of its line
     */
    void accept(String piece, boolean endsLine);
  }

  /** A whole file. */
  public static TextSource of(Path file, Charset encoding) {
    return new TextSource(file, encoding, 0, Long.MAX_VALUE);
  }

  /**
   * Cuts it at line ends.
   *
   * @param shares of the characters, for instance 80, 10, 10
   */
  public List<TextSource> split(int... shares) {
    long total = 0;
    for (int share : shares) {
      total += share;
    }
    long length = characters();
    long begin = Math.max(from, 0);
    List<TextSource> parts = new ArrayList<>();
    long sum = 0;
    for (int share : shares) {
      long start = begin + length * sum / total;
      sum += share;
      parts.add(new TextSource(file, encoding, start, begin + length * sum / total));
    }
    return parts;
  }

  /** How many characters (UTF-16 units, line ends included) it has. */
  public long characters() {
    long[] count = {0};
    read((piece, endsLine) -> count[0] += piece.length() + (endsLine ? 1 : 0));
    return count[0];
  }

  /**
   * Reads it from beginning to end.
   *
   * @throws BadInput with file and line if the file is missing or no text in its encoding
   */
  public void read(Reader reader) {
    try (Lines lines = TextFiles.lines(file, encoding, LONGEST)) {
      while (lines.next() && lines.position() < to) {
        if (lines.position() >= from) {
          reader.accept(lines.piece(), lines.endsLine());
        }
      }
    }
  }
}
