package eddy.tensorflow;

import java.nio.ByteBuffer;

/**
 * Unpacks a block that Snappy packed: runs of bytes, and references to bytes before.
 *
 * <p>Format: google/snappy, {@code format_description.txt}.
 */
final class Snappy {
  /** The longest run that a reference makes of its three bytes. */
  private static final int LONGEST = 64;

  private Snappy() {}

  static byte[] unpack(Cursor in) {
    long length = in.varint();
    if (length < 0 || length > (long) LONGEST * in.remaining()) {
      throw in.bad("a packed block announces " + length + " bytes, more than it can hold.");
    }
    byte[] out = new byte[(int) length];
    int at = 0;
    while (!in.atEnd()) {
      int tag = in.take(1).get() & 0xff;
      if ((tag & 3) == 0) {
        int count = 1 + (tag >> 2 < 60 ? tag >> 2 : little(in, (tag >> 2) - 59));
        ByteBuffer literal = in.take(count);
        require(in, count <= out.length - at);
        literal.get(out, at, count);
        at += count;
      } else {
        int count = (tag & 3) == 1 ? 4 + (tag >> 2 & 7) : 1 + (tag >> 2);
        int back =
            switch (tag & 3) {
              case 1 -> (tag >> 5) << 8 | little(in, 1);
              case 2 -> little(in, 2);
              default -> little(in, 4);
            };
        require(in, back > 0 && back <= at && count <= out.length - at);
        // Byte by byte, since a reference may reach into what it writes itself.
        for (int i = 0; i < count; i++, at++) {
          out[at] = out[at - back];
        }
      }
    }
    require(in, at == out.length);
    return out;
  }

  private static int little(Cursor in, int count) {
    ByteBuffer bytes = in.take(count);
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes.get() & 0xff) << 8 * i;
    }
    return value;
  }

  private static void require(Cursor in, boolean fits) {
    if (!fits) {
      throw in.bad("a packed block refers to bytes that it does not have.");
    }
  }
}
