package eddy.text;

import eddy.format.BadInput;
import eddy.format.Lines;
import eddy.format.TextFiles;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text file, or a part of one, that is read as often as needed and never held.
 *
 * @param file plain or compressed with gzip
 * @param encoding usually UTF-8
 * @param from where the part begins, in UTF-16 units from the beginning of the file
 * @param to where it ends; a line belongs to the part in which it begins
 */
public record TextSource(Path file, Charset encoding, long from, long to) {
  /** Longer lines come in pieces. */
  private static final int LONGEST = 1 << 16;

  /** Receives a text. */
  @FunctionalInterface
  interface Reader {
    /** Receives a line, or a piece of a very long one, and whether its line ends there. */
    void accept(String piece, boolean endsLine);
  }

  /** A whole file. */
  public static TextSource of(Path file, Charset encoding) {
    return new TextSource(file, encoding, 0, Long.MAX_VALUE);
  }

  /**
   * Cuts a file into parts, between lines.
   *
   * @param shares of each part, for instance 80, 10 and 10
   * @throws BadInput with file and line if the file is missing or no text in its encoding
   */
  public static List<TextSource> split(Path file, Charset encoding, double... shares) {
    long length;
    try (Lines lines = open(file, encoding)) {
      while (lines.next()) {
        // Only where the file ends is of interest.
      }
      length = lines.position();
    }
    double total = Arrays.stream(shares).sum();
    List<TextSource> parts = new ArrayList<>();
    double sum = 0;
    long from = 0;
    for (double share : shares) {
      sum += share;
      long to = Math.round(length * (sum / total));
      parts.add(new TextSource(file, encoding, from, to));
      from = to;
    }
    return parts;
  }

  /**
   * How many characters (Unicode code points) it has, the end of each line counted as one.
   *
   * @throws BadInput as reading does
   */
  public long characters() {
    long[] count = {0};
    read((piece, endsLine) ->
        count[0] += piece.codePointCount(0, piece.length()) + (endsLine ? 1 : 0));
    return count[0];
  }

  /**
   * Reads it from beginning to end.
   *
   * @throws BadInput with file and line if the file is missing or no text in its encoding
   */
  void read(Reader reader) {
    try (Lines lines = open(file, encoding)) {
      while (lines.next() && lines.position() < to) {
        if (lines.position() >= from) {
          reader.accept(lines.piece(), lines.endsLine());
        }
      }
    }
  }

  private static Lines open(Path file, Charset encoding) {
    return TextFiles.lines(file, encoding, LONGEST);
  }
}
