package eddy.tensorflow;

import eddy.format.BadInput;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operations of a graph of TensorFlow whose variables have become constants.
 *
 * <p>Messages: tensorflow/core/framework, {@code graph.proto}, {@code node_def.proto}, {@code
 * attr_value.proto}, {@code tensor.proto}.
 *
 * @param operations in the order of the file, which is any
 */
public record FrozenGraph(List<Operation> operations) {
  private static final long SIZE_LIMIT = 1L << 30;
  private static final int TRIAL = 1 << 16;

  public FrozenGraph {
    operations = List.copyOf(operations);
  }

  /**
   * An operation.
   *
   * @param type what it does, such as {@code MatMul}
   * @param inputs what it takes: {@code NAME} or {@code NAME:2} for the third output of an
   *     operation, {@code ^NAME} for one that only must come before
   * @param attributes by name: {@code Long}, {@code Double}, {@code Boolean}, {@code String},
   *     {@code long[]} for a shape or a list of whole numbers, {@link Constant}, {@link DataKind};
   *     others are left out
   */
  public record Operation(
      String name, String type, List<String> inputs, Map<String, Object> attributes) {
    public Operation {
      inputs = List.copyOf(inputs);
      attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
  }

  /**
   * A constant tensor.
   *
   * @param real whether its numbers are real ones; whole ones and truths otherwise
   * @param data row by row
   */
  public record Constant(boolean real, Shape shape, double[] data) {}

  /** The kinds of numbers that an attribute names. */
  public enum DataKind {
    REAL,
    WHOLE,
    TRUTH,
    OTHER
  }

  /** Whether a file's content says that {@link #read} should try. */
  public static boolean recognizes(Path path) {
    try (var in = Files.newInputStream(path)) {
      // The first field of a graph is a node, whose first fields are its name and operator.
      ByteBuffer start = ByteBuffer.wrap(in.readNBytes(TRIAL));
      Cursor cursor = new Cursor(path.toString(), start);
      if (cursor.varint() != (1 << 3 | 2)) {
        return false;
      }
      Cursor node =
          new Cursor(
              path.toString(), cursor.take((int) Math.min(cursor.varint(), cursor.remaining())));
      if (node.varint() != (1 << 3 | 2)) {
        return false;
      }
      node.take(node.count());
      return node.varint() == (2 << 3 | 2)
          && Cursor.text(node.take(node.count())).matches("[A-Za-z]\\w*");
    } catch (IOException | BadInput _) {
      return false;
    }
  }

  /**
   * Reads a graph.
   *
   * @throws BadInput if the file is missing or damaged
   */
  public static FrozenGraph read(Path path) {
    try {
      if (Files.size(path) > SIZE_LIMIT) {
        throw new BadInput(path + ": expected a graph of at most " + SIZE_LIMIT + " bytes.");
      }
      List<Operation> operations = new ArrayList<>();
      Message graph = new Message(path.toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
      for (Message node : graph.messages(1)) {
        operations.add(operation(path, node));
      }
      if (operations.isEmpty()) {
        throw new BadInput(path + ": expected a graph of TensorFlow but found no operation in it.");
      }
      return new FrozenGraph(operations);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  private static Operation operation(Path path, Message node) {
    Map<String, Object> attributes = new TreeMap<>();
    for (Message entry : node.messages(5)) {
      Message value = new Message(path + ", " + node.text(1), entry.bytes(2));
      String name = entry.text(1);
      if (value.has(2)) {
        attributes.put(name, value.text(2));
      } else if (value.has(1)) {
        attributes.put(name, value.message(1).numbers(3));
      } else if (value.has(3)) {
        attributes.put(name, value.number(3));
      } else if (value.has(4)) {
        attributes.put(name, (double) Float.intBitsToFloat((int) value.number(4)));
      } else if (value.has(5)) {
        attributes.put(name, value.number(5) != 0);
      } else if (value.has(6)) {
        attributes.put(name, kind(value.number(6)));
      } else if (value.has(7)) {
        attributes.put(name, TensorMessage.dimensions(value.message(7)));
      } else if (value.has(8) && DataType.of(value.message(8).number(1)).isPresent()) {
        attributes.put(name, TensorMessage.constant(value.message(8)));
      }
    }
    return new Operation(node.text(1), node.text(2), node.texts(3), attributes);
  }

  private static DataKind kind(long number) {
    return DataType.of(number)
        .map(type ->
            type == DataType.BOOL ? DataKind.TRUTH : type.real() ? DataKind.REAL : DataKind.WHOLE)
        .orElse(DataKind.OTHER);
  }
}
