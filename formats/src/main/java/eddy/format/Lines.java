package eddy.format;

import java.io.IOException;
import java.io.Reader;

/**
 * A text line by line. Only {@code \n} and {@code \r\n} end a line; every other character belongs
 * to it, be it a tab, a quote, a lone {@code \r} or U+0085.
 *
 * <p>A line longer than a limit comes in pieces, cut before a blank where there is one and never
 * inside a surrogate pair, so that a file that is one endless line can be read as well.
 *
 * {@snippet :
 * while (lines.next()) {
 *   use(lines.piece(), lines.number());
 * }
 * }
 */
public final class Lines implements AutoCloseable {
  private static final int BUFFER = 1 << 15;

  private final Reader reader;
  private final String name;
  private final int longest;
  private final char[] buffer = new char[BUFFER];
  private int at;
  private int filled;
  // Read but not yet handed out.
  private final StringBuilder rest = new StringBuilder();
  private String piece = "";
  private boolean endsLine = true;
  private long number;
  private long position;
  private long nextPosition;

  Lines(Reader reader, String name, int longest) {
    if (longest < 2) {
      throw new IllegalArgumentException(
          "Lines: a piece must have room for 2 characters but longest is " + longest + ".");
    }
    this.reader = reader;
    this.name = name;
    this.longest = longest;
  }

  /** Goes on to the next line or piece of one; false at the end of the text. */
  public boolean next() {
    position = nextPosition;
    if (endsLine) {
      number++;
    }
    while (true) {
      if (at == filled && !fill()) {
        if (rest.isEmpty()) {
          return false;
        }
        return end(rest.length(), 0);
      }
      int from = at;
      int room = (int) Math.min(filled, (long) from + longest + 1 - rest.length());
      while (at < room && buffer[at] != '\n') {
        at++;
      }
      rest.append(buffer, from, at - from);
      if (at < room) {
        at++;
        int length = rest.length();
        boolean carriage = length > 0 && rest.charAt(length - 1) == '\r';
        return carriage ? end(length - 1, 2) : end(length, 1);
      }
      if (rest.length() > longest) {
        return cut();
      }
    }
  }

  /** The line, or the piece of it, without its end. */
  public String piece() {
    return piece;
  }

  /** Whether the piece is a whole line or the last of one; the text's last line needs no end. */
  public boolean endsLine() {
    return endsLine;
  }

  /** The number of the line, from 1. */
  public long number() {
    return number;
  }

  /**
   * How many characters (UTF-16 units, line ends included) come before the piece; after the last
   * one, how many there are.
   */
  public long position() {
    return position;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private boolean end(int length, int terminator) {
    piece = rest.substring(0, length);
    rest.setLength(0);
    endsLine = true;
    nextPosition = position + length + terminator;
    return true;
  }

  /** Hands out what fits, up to the last blank after a word, if any. */
  private boolean cut() {
    int length = longest;
    while (length > 0 && !(isBlank(rest.charAt(length)) && !isBlank(rest.charAt(length - 1)))) {
      length--;
    }
    if (length == 0) {
      length = Character.isLowSurrogate(rest.charAt(longest)) ? longest - 1 : longest;
    }
    piece = rest.substring(0, length);
    rest.delete(0, length);
    endsLine = false;
    nextPosition = position + length;
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private boolean fill() {
    try {
      filled = Math.max(0, reader.read(buffer, 0, BUFFER));
      at = 0;
      return filled > 0;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private BadInput unreadable(IOException cause) {
    return new BadInput(name + ": cannot be read: " + cause.getMessage(), cause);
  }
}
