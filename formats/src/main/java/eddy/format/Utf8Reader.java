package eddy.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 and refuses, with its place, whatever is none; skips a byte order mark. */
final class Utf8Reader extends Reader {
  private static final int CHUNK = 1 << 15;

  private final InputStream in;
  private final String name;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  // As many characters as bytes, so that a decoded chunk always fits.
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(CHUNK).limit(0);
  private long bytesBefore;
  private long line = 1;
  private boolean ended;

  Utf8Reader(InputStream in, String name) throws IOException {
    this.in = in;
    this.name = name;
    decodeMore();
    if (chars.hasRemaining() && chars.get(0) == '\uFEFF') {
      chars.get();
    }
  }

  /** Whether there is any text left. */
  boolean hasText() throws IOException {
    while (!chars.hasRemaining() && !ended) {
      decodeMore();
    }
    return chars.hasRemaining();
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (!hasText()) {
      return -1;
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void decodeMore() throws IOException {
    chars.clear();
    while (chars.position() == 0 && !ended) {
      fillBytes();
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (result.isError()) {
        countLines(chars.duplicate().flip());
        long place = bytesBefore + bytes.position();
        int found = bytes.get(bytes.position()) & 0xff;
        throw new BadInput(
            ("%s, line %d (byte %d): expected UTF-8 text but found the byte 0x%02X."
                    + " Save the file as UTF-8.")
                .formatted(name, line, place, found));
      }
    }
    chars.flip();
    countLines(chars.duplicate());
  }

  private void fillBytes() throws IOException {
    bytesBefore += bytes.position();
    bytes.compact();
    try {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (count < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + count);
      }
    } catch (IOException e) {
      throw new BadInput(
          name + ", line " + line + ": the file is damaged or cut short: " + e.getMessage(), e);
    }
    bytes.flip();
  }

  private void countLines(CharBuffer decoded) {
    while (decoded.hasRemaining()) {
      char c = decoded.get();
      if (c == '\n') {
        line++;
      } else if (c == 0) {
        throw new BadInput(
            name
                + ", line "
                + line
                + ": expected text but found a zero byte; is this a text file?");
      }
    }
  }
}
