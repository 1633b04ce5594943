package eddy.pytorch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The number types of PyTorch's storages, under the names that a file asks for them by. */
enum StorageType {
  DOUBLE("DoubleStorage", 8),
  FLOAT("FloatStorage", 4),
  HALF("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1),
  BYTE("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String className;
  private final int bytes;

  StorageType(String className, int bytes) {
    this.className = className;
    this.bytes = bytes;
  }

  /** The type of a class of PyTorch, such as {@code torch.FloatStorage}, if it is a storage. */
  static Optional<StorageType> of(String global) {
    return Arrays.stream(values())
        .filter(type ->
            global.equals("torch." + type.className)
                || global.equals("torch.cuda." + type.className))
        .findFirst();
  }

  /** How many bytes a number takes. */
  int bytes() {
    return bytes;
  }

  /** Takes numbers, which round to the nearest float where they are wider. */
  void read(ByteBuffer from, float[] to, int start, int count) {
    for (int i = start; i < start + count; i++) {
      to[i] =
          switch (this) {
            case DOUBLE -> (float) from.getDouble();
            case FLOAT -> from.getFloat();
            case HALF -> Float.float16ToFloat(from.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
            case LONG -> from.getLong();
            case INT -> from.getInt();
            case SHORT -> from.getShort();
            case CHAR -> from.get();
            case BYTE, BOOL -> from.get() & 0xff;
          };
    }
  }
}
