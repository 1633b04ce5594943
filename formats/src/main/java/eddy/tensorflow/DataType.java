package eddy.tensorflow;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** TensorFlow's number types with their numbers in files; texts and other types are not here. */
enum DataType {
  FLOAT(1, 4),
  DOUBLE(2, 8),
  INT32(3, 4),
  UINT8(4, 1),
  INT16(5, 2),
  INT8(6, 1),
  INT64(9, 8),
  BOOL(10, 1),
  BFLOAT16(14, 2),
  HALF(19, 2);

  private final int number;
  private final int bytes;

  DataType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  static Optional<DataType> of(long number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** How many bytes a number takes. */
  int bytes() {
    return bytes;
  }

  /** Whether its numbers are real ones. */
  boolean real() {
    return switch (this) {
      case FLOAT, DOUBLE, BFLOAT16, HALF -> true;
      default -> false;
    };
  }

  /** The next number. */
  double read(ByteBuffer from) {
    return switch (this) {
      case FLOAT -> from.getFloat();
      case DOUBLE -> from.getDouble();
      case INT32 -> from.getInt();
      case UINT8, BOOL -> from.get() & 0xff;
      case INT16 -> from.getShort();
      case INT8 -> from.get();
      case INT64 -> from.getLong();
      case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
      case HALF -> Float.float16ToFloat(from.getShort());
    };
  }
}
