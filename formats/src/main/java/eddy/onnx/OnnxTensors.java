package eddy.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import eddy.format.BadInput;
import eddy.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The tensors of ONNX files: real numbers of any width become floats, whole ones and truths longs.
 *
 * <p>Nothing is allocated before the bytes have been found to be as many as the shape asks for.
 * Numbers may lie in another file of the model's folder, never outside of it.
 */
public final class OnnxTensors {
  private OnnxTensors() {}

  /** Whether a type is of real numbers; those of 64 bits are rounded to 32. */
  public static boolean isReal(int type) {
    return switch (type) {
      case DataType.FLOAT_VALUE,
          DataType.DOUBLE_VALUE,
          DataType.FLOAT16_VALUE,
          DataType.BFLOAT16_VALUE ->
          true;
      default -> false;
    };
  }

  /** Whether a type is of whole numbers. */
  public static boolean isInteger(int type) {
    return switch (type) {
      case DataType.INT8_VALUE,
          DataType.INT16_VALUE,
          DataType.INT32_VALUE,
          DataType.INT64_VALUE,
          DataType.UINT8_VALUE,
          DataType.UINT16_VALUE,
          DataType.UINT32_VALUE,
          DataType.UINT64_VALUE ->
          true;
      default -> false;
    };
  }

  /** Whether a type is of truths. */
  public static boolean isBoolean(int type) {
    return type == DataType.BOOL_VALUE;
  }

  /** The name of a type, for messages. */
  public static String name(int type) {
    DataType known = DataType.forNumber(type);
    return known == null ? "type " + type : known.name();
  }

  /** The sizes of a tensor's dimensions. */
  public static Shape shape(Path path, TensorProto tensor) {
    int[] sizes = new int[tensor.getDimsCount()];
    for (int i = 0; i < sizes.length; i++) {
      long size = tensor.getDims(i);
      if (size < 0 || size > Integer.MAX_VALUE) {
        throw bad(path, tensor, "expected dimensions from 0 to 2^31-1 but found " + size + ".");
      }
      sizes[i] = (int) size;
    }
    try {
      return Shape.of(sizes);
    } catch (IllegalArgumentException e) {
      throw bad(path, tensor, e.getMessage());
    }
  }

  /**
   * The numbers of a tensor of reals.
   *
   * @param path the model's file, for messages and for the folder of what lies outside of it
   * @throws BadInput if its type is another, or its bytes are not as many as its shape asks for
   */
  public static float[] reals(Path path, TensorProto tensor) {
    int type = tensor.getDataType();
    int size = shape(path, tensor).size();
    boolean raw = tensor.hasRawData() || external(tensor);
    if (raw) {
      int width = type == DataType.DOUBLE_VALUE ? 8 : type == DataType.FLOAT_VALUE ? 4 : 2;
      ByteBuffer bytes = bytes(path, tensor, (long) size * width);
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] =
            switch (type) {
              case DataType.FLOAT_VALUE -> bytes.getFloat();
              case DataType.DOUBLE_VALUE -> (float) bytes.getDouble();
              case DataType.FLOAT16_VALUE -> Float.float16ToFloat(bytes.getShort());
              case DataType.BFLOAT16_VALUE -> Float.intBitsToFloat(bytes.getShort() << 16);
              default -> throw wrongType(path, tensor);
            };
      }
      return values;
    }
    switch (type) {
      case DataType.FLOAT_VALUE -> requireCount(path, tensor, tensor.getFloatDataCount(), size);
      case DataType.DOUBLE_VALUE -> requireCount(path, tensor, tensor.getDoubleDataCount(), size);
      default -> requireCount(path, tensor, tensor.getInt32DataCount(), size);
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          switch (type) {
            case DataType.FLOAT_VALUE -> tensor.getFloatData(i);
            case DataType.DOUBLE_VALUE -> (float) tensor.getDoubleData(i);
            case DataType.FLOAT16_VALUE -> Float.float16ToFloat((short) tensor.getInt32Data(i));
            case DataType.BFLOAT16_VALUE -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
            default -> throw wrongType(path, tensor);
          };
    }
    return values;
  }

  /**
   * The numbers of a tensor of whole numbers or truths.
   *
   * @param path the model's file, for messages and for the folder of what lies outside of it
   * @throws BadInput if its type is another, or its bytes are not as many as its shape asks for
   */
  public static long[] integers(Path path, TensorProto tensor) {
    int type = tensor.getDataType();
    int size = shape(path, tensor).size();
    if (tensor.hasRawData() || external(tensor)) {
      ByteBuffer bytes = bytes(path, tensor, (long) size * width(path, tensor));
      long[] values = new long[size];
      for (int i = 0; i < size; i++) {
        values[i] =
            switch (type) {
              case DataType.INT8_VALUE -> bytes.get();
              case DataType.UINT8_VALUE, DataType.BOOL_VALUE -> Byte.toUnsignedLong(bytes.get());
              case DataType.INT16_VALUE -> bytes.getShort();
              case DataType.UINT16_VALUE -> Short.toUnsignedLong(bytes.getShort());
              case DataType.INT32_VALUE -> bytes.getInt();
              case DataType.UINT32_VALUE -> Integer.toUnsignedLong(bytes.getInt());
              default -> bytes.getLong();
            };
      }
      return values;
    }
    width(path, tensor);
    boolean wide = type == DataType.UINT32_VALUE || type == DataType.UINT64_VALUE;
    boolean longs = type == DataType.INT64_VALUE;
    int count =
        longs
            ? tensor.getInt64DataCount()
            : wide ? tensor.getUint64DataCount() : tensor.getInt32DataCount();
    requireCount(path, tensor, count, size);
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          longs ? tensor.getInt64Data(i) : wide ? tensor.getUint64Data(i) : tensor.getInt32Data(i);
    }
    return values;
  }

  /** A tensor of floats. */
  public static TensorProto of(String name, Shape shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * shape.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, 0, shape.size());
    return tensor(name, DataType.FLOAT, shape).setRawData(ByteString.copyFrom(bytes)).build();
  }

  /** A tensor of longs. */
  public static TensorProto of(String name, Shape shape, long[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * shape.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values, 0, shape.size());
    return tensor(name, DataType.INT64, shape).setRawData(ByteString.copyFrom(bytes)).build();
  }

  private static TensorProto.Builder tensor(String name, DataType type, Shape shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    for (int size : shape.toArray()) {
      tensor.addDims(size);
    }
    return tensor;
  }

  private static int width(Path path, TensorProto tensor) {
    return switch (tensor.getDataType()) {
      case DataType.INT8_VALUE, DataType.UINT8_VALUE, DataType.BOOL_VALUE -> 1;
      case DataType.INT16_VALUE, DataType.UINT16_VALUE -> 2;
      case DataType.INT32_VALUE, DataType.UINT32_VALUE -> 4;
      case DataType.INT64_VALUE, DataType.UINT64_VALUE -> 8;
      default -> throw wrongType(path, tensor);
    };
  }

  private static boolean external(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private static ByteBuffer bytes(Path path, TensorProto tensor, long count) {
    byte[] bytes;
    if (external(tensor)) {
      bytes = externalBytes(path, tensor, count);
    } else {
      requireCount(path, tensor, tensor.getRawData().size(), count);
      bytes = tensor.getRawData().toByteArray();
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] externalBytes(Path path, TensorProto tensor, long count) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    Path file = inside(path, tensor, location);
    try {
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      long size = Files.size(file);
      long length = Long.parseLong(entries.getOrDefault("length", "" + (size - offset)));
      requireCount(path, tensor, length, count);
      if (offset < 0 || count > Integer.MAX_VALUE - 8 || offset > size - length) {
        throw bad(
            path,
            tensor,
            "expected bytes %d to %d of %s, which has %d."
                .formatted(offset, offset + length, location, size));
      }
      try (InputStream in = Files.newInputStream(file)) {
        in.skipNBytes(offset);
        return in.readNBytes((int) count);
      }
    } catch (NumberFormatException e) {
      throw bad(path, tensor, "expected an offset and a length in numbers: " + e.getMessage());
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
  }

  /** The file of outside data, which no name and no link may lead out of the model's folder. */
  private static Path inside(Path path, TensorProto tensor, String location) {
    try {
      Path folder = path.toAbsolutePath().normalize().getParent().toRealPath();
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder) || file.equals(folder)) {
        throw leaves(path, tensor, location);
      }
      if (!Files.isRegularFile(file)) {
        throw bad(path, tensor, "its numbers are in the file " + location + ", which is missing.");
      }
      if (!file.toRealPath().startsWith(folder)) {
        throw leaves(path, tensor, location);
      }
      return file;
    } catch (java.nio.file.InvalidPathException e) {
      throw leaves(path, tensor, location);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  private static BadInput leaves(Path path, TensorProto tensor, String location) {
    return bad(
        path,
        tensor,
        "expected its numbers in a file of the model's folder but found the path "
            + BadInput.quote(location)
            + ".");
  }

  private static void requireCount(Path path, TensorProto tensor, long found, long expected) {
    if (found != expected) {
      throw bad(
          path,
          tensor,
          "expected %d numbers or bytes for shape %s but found %d."
              .formatted(expected, tensor.getDimsList(), found));
    }
  }

  private static BadInput wrongType(Path path, TensorProto tensor) {
    return bad(
        path, tensor, "numbers of type " + name(tensor.getDataType()) + " are not supported.");
  }

  private static BadInput bad(Path path, TensorProto tensor, String reason) {
    return new BadInput(path + ": tensor " + BadInput.quote(tensor.getName()) + ": " + reason);
  }
}
