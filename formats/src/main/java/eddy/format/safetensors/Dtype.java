package eddy.format.safetensors;

import java.nio.ByteBuffer;

/**
 * The number types of safetensors; Eddy computes with the floating-point ones of 16 bits and up.
 */
public enum Dtype {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  U16(2),
  I16(2),
  F16(2),
  BF16(2),
  U32(4),
  I32(4),
  F32(4),
  U64(8),
  I64(8),
  F64(8);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** How many bytes a number takes. */
  public int bytes() {
    return bytes;
  }

  /** Whether numbers of this type are read as floats. */
  public boolean readable() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /**
   * Takes numbers from little-endian bytes; 16 bits widen exactly, 64 bits round to the nearest.
   *
   * @param from read from its position; must hold the numbers
   * @param to modified from {@code start} on
   */
  void read(ByteBuffer from, float[] to, int start, int count) {
    switch (this) {
      case F32 -> from.asFloatBuffer().get(to, start, count);
      case F64 -> {
        for (int i = 0; i < count; i++) {
          to[start + i] = (float) from.getDouble();
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          to[start + i] = Float.float16ToFloat(from.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          to[start + i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
      default -> throw new IllegalArgumentException("Dtype: " + this + " is not read as floats.");
    }
  }
}
