package eddy.tensorflow;

import eddy.format.BadInput;
import eddy.tensor.Shape;
import java.nio.ByteBuffer;

/** Reads the messages in which TensorFlow puts a shape, and a tensor into a graph. */
final class TensorMessage {
  private static final int RANK_LIMIT = 32;

  /** A short list of numbers stands for a tensor of this size at most, filled with the last. */
  private static final int FILL_LIMIT = 1 << 20;

  private TensorMessage() {}

  /** The shape of a tensor, of which all dimensions are known. */
  static Shape shape(Message message) {
    long[] dimensions = dimensions(message);
    int[] sizes = new int[dimensions.length];
    for (int i = 0; i < sizes.length; i++) {
      if (dimensions[i] < 0 || dimensions[i] > Integer.MAX_VALUE) {
        throw new BadInput(message.source() + ": a dimension of " + dimensions[i] + " is no size.");
      }
      sizes[i] = (int) dimensions[i];
    }
    try {
      return Shape.of(sizes);
    } catch (IllegalArgumentException e) {
      throw new BadInput(message.source() + ": " + e.getMessage(), e);
    }
  }

  /** The sizes of all dimensions, -1 for an unknown one. */
  static long[] dimensions(Message message) {
    long[] sizes = message.messages(2).stream().mapToLong(each -> each.number(1)).toArray();
    if (sizes.length > RANK_LIMIT) {
      throw new BadInput(message.source() + ": expected at most 32 dimensions.");
    }
    return sizes;
  }

  /** The tensor of a constant, if it holds numbers. */
  static FrozenGraph.Constant constant(Message message) {
    DataType type =
        DataType.of(message.number(1))
            .orElseThrow(() ->
                new BadInput(
                    message.source()
                        + ": expected numbers but found a constant of type "
                        + message.number(1)
                        + "."));
    Shape shape = shape(message.message(2));
    ByteBuffer content = message.bytes(4);
    double[] data;
    if (content.hasRemaining()) {
      if (content.remaining() != (long) shape.size() * type.bytes()) {
        throw bad(message, shape, content.remaining() / type.bytes());
      }
      data = new double[shape.size()];
      for (int i = 0; i < data.length; i++) {
        data[i] = type.read(content);
      }
    } else {
      data = filled(message, shape, listed(message, type));
    }
    return new FrozenGraph.Constant(type.real(), shape, data);
  }

  private static double[] filled(Message message, Shape shape, double[] listed) {
    int size = shape.size();
    if (listed.length > size || (size > listed.length && size > FILL_LIMIT)) {
      throw bad(message, shape, listed.length);
    }
    double[] data = new double[size];
    for (int i = 0; i < size; i++) {
      data[i] = listed.length == 0 ? 0 : listed[Math.min(i, listed.length - 1)];
    }
    return data;
  }

  private static double[] listed(Message message, DataType type) {
    long[] numbers =
        switch (type) {
          case FLOAT -> message.fixed(5, 4);
          case DOUBLE -> message.fixed(6, 8);
          case INT64 -> message.numbers(10);
          case BOOL -> message.numbers(11);
          case HALF, BFLOAT16 -> message.numbers(13);
          case INT32, UINT8, INT16, INT8 -> message.numbers(7);
        };
    double[] listed = new double[numbers.length];
    for (int i = 0; i < listed.length; i++) {
      listed[i] =
          switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) numbers[i]);
            case DOUBLE -> Double.longBitsToDouble(numbers[i]);
            case HALF -> Float.float16ToFloat((short) numbers[i]);
            case BFLOAT16 -> Float.intBitsToFloat((int) numbers[i] << 16);
            default -> numbers[i];
          };
    }
    return listed;
  }

  private static BadInput bad(Message message, Shape shape, int found) {
    return new BadInput(
        "%s: expected the %d numbers of %s but found %d."
            .formatted(message.source(), shape.size(), shape, found));
  }
}
