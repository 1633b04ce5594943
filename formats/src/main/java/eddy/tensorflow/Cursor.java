package eddy.tensorflow;

import eddy.format.BadInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A place in some bytes of a file, from where numbers and parts are taken one after another. */
final class Cursor {
  private final String source;
  private final ByteBuffer bytes;

  /**
   * Begins at the first byte.
   *
   * @param source what to call the bytes in a message
   * @param bytes not copied
   */
  Cursor(String source, ByteBuffer bytes) {
    this.source = source;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  Cursor(String source, byte[] bytes) {
    this(source, ByteBuffer.wrap(bytes));
  }

  String source() {
    return source;
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  int remaining() {
    return bytes.remaining();
  }

  /** A number in as few bytes as it needs, seven bits in each, the lowest first. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      require(1);
      byte next = bytes.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw bad("a number takes more than ten bytes.");
  }

  /** A varint that counts bytes, of which there can't be more than are left. */
  int count() {
    return count(bytes.remaining());
  }

  /** A varint that counts bytes, of which there are so many. */
  int count(int most) {
    long count = varint();
    if (count < 0 || count > most) {
      throw bad("it announces " + count + " bytes where there are " + most + ".");
    }
    return (int) count;
  }

  int fixed32() {
    require(4);
    return bytes.getInt();
  }

  long fixed64() {
    require(8);
    return bytes.getLong();
  }

  /** The next bytes, not copied. */
  ByteBuffer take(int count) {
    require(count);
    ByteBuffer part = bytes.slice(bytes.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + count);
    return part;
  }

  /** The bytes of a buffer as text, its position left where it is. */
  static String text(ByteBuffer part) {
    return StandardCharsets.UTF_8.decode(part.duplicate()).toString();
  }

  BadInput bad(String message) {
    return new BadInput(source + ": " + message);
  }

  private void require(int count) {
    if (count < 0 || count > bytes.remaining()) {
      throw bad("it ends in the middle.");
    }
  }
}
