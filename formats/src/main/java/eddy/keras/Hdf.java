package eddy.keras;

import eddy.format.BadInput;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.message.DataLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * An HDF5 file in memory, of which groups, plain arrays of numbers and attributes of text are read.
 *
 * <p>In memory there is no other file that a link could lead to; links are refused, and so is an
 * array whose numbers don't lie in the file as they are, which could grow.
 */
final class Hdf {
  private final Path path;
  private final HdfFile file;
  private final long size;

  private Hdf(Path path, HdfFile file, long size) {
    this.path = path;
    this.file = file;
    this.size = size;
  }

  /**
   * Reads something of a file.
   *
   * @param path for messages
   * @throws BadInput also for whatever the library trips over in a damaged file
   */
  static <T> T read(Path path, byte[] bytes, Function<Hdf, T> reader) {
    try (HdfFile file = HdfFile.fromBytes(bytes)) {
      return reader.apply(new Hdf(path, file, bytes.length));
    } catch (BadInput e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Sizes and addresses of a damaged file lead the library anywhere.
      throw new BadInput(path + ": no HDF5 file, or a damaged one: " + e, e);
    }
  }

  Group root() {
    return file;
  }

  BadInput bad(String message) {
    return new BadInput(path + ": " + message);
  }

  /** The nodes of a group. */
  List<Node> children(Group group) {
    List<Node> children = new ArrayList<>(group.getChildren().values());
    children.forEach(this::requireNoLink);
    return children;
  }

  /** A node at the end of a way of names with strokes between them. */
  Optional<Node> find(Group from, String way) {
    Node at = from;
    for (String name : way.split("/", -1)) {
      if (!(at instanceof Group group) || group.getChildren().get(name) == null) {
        return Optional.empty();
      }
      at = group.getChildren().get(name);
      requireNoLink(at);
    }
    return Optional.of(at);
  }

  /** The texts of an attribute; none where it has none. */
  List<String> texts(Node node, String name) {
    Attribute attribute = node.getAttributes().get(name);
    if (attribute == null || attribute.isEmpty() || attribute.getJavaType() != String.class) {
      return List.of();
    }
    requireSize(name, attribute.getSize());
    return switch (attribute.getData()) {
      case String text -> List.of(text);
      case String[] texts -> List.of(texts);
      case null, default -> List.of();
    };
  }

  /** The numbers of a dataset. */
  Array array(Dataset dataset) {
    String name = dataset.getPath();
    DataLayout layout = dataset.getDataLayout();
    if ((layout != DataLayout.CONTIGUOUS && layout != DataLayout.COMPACT)
        || dataset.isCompound()
        || dataset.isVariableLength()) {
      throw bad(
          name + ": expected numbers that lie in the file as they are, but found " + layout + ".");
    }
    requireSize(name, dataset.getSizeInBytes());
    int[] dimensions = dataset.isScalar() ? new int[0] : dataset.getDimensions();
    Shape shape = Shape.of(dimensions);
    float[] numbers = shape.size() == 0 ? new float[0] : floats(dataset.getDataFlat());
    if (numbers.length != shape.size()) {
      throw bad(name + ": expected numbers but found " + dataset.getJavaType() + ".");
    }
    return new Array(shape, numbers);
  }

  /** Numbers of any type as floats; none for what is no number. */
  private static float[] floats(Object data) {
    return switch (data) {
      case float[] numbers -> numbers;
      case double[] numbers -> floats(numbers.length, i -> numbers[i]);
      case long[] numbers -> floats(numbers.length, i -> numbers[i]);
      case int[] numbers -> floats(numbers.length, i -> numbers[i]);
      case Number number -> new float[] {number.floatValue()};
      case null, default -> new float[0];
    };
  }

  private static float[] floats(int count, IntToDoubleFunction number) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) number.applyAsDouble(i);
    }
    return floats;
  }

  private void requireNoLink(Node node) {
    if (node.isLink()) {
      throw bad(node.getName() + ": expected a group or numbers but found a link.");
    }
  }

  private void requireSize(String name, long bytes) {
    if (bytes < 0 || bytes > size) {
      throw bad(name + ": announces " + bytes + " bytes, more than the file has.");
    }
  }
}
