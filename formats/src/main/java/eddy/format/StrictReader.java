package eddy.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Decodes text and refuses, with its place, whatever is none in its encoding; skips a byte order
 * mark.
 */
final class StrictReader extends Reader {
  private static final int CHUNK = 1 << 15;

  private final InputStream in;
  private final String name;
  private final String advice;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).limit(0);
  private final CharBuffer chars;
  private long bytesBefore;
  private long line = 1;
  private boolean ended;

  /**
   * Begins to read.
   *
   * @param advice what the user can do about bytes that are no text
   */
  StrictReader(InputStream in, String name, Charset encoding, String advice) throws IOException {
    this.in = in;
    this.name = name;
    this.advice = advice;
    decoder =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    // So large that a decoded chunk always fits.
    chars = CharBuffer.allocate((int) Math.ceil(CHUNK * decoder.maxCharsPerByte())).limit(0);
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
            "%s, line %d (byte %d): expected %s text but found the byte 0x%02X. %s"
                .formatted(name, line, place, decoder.charset().name(), found, advice));
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
