package eddy.tensorflow;

import eddy.format.BadInput;
import eddy.tensor.Array;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A folder that TensorFlow 2 saved a model into: {@code saved_model.pb} and {@code variables}.
 *
 * <p>The operations are not read: the variables say what a layer is, and a Keras model left its
 * configuration behind, in {@code saved_model.pb} or, since TensorFlow 2.5, in {@code
 * keras_metadata.pb}.
 *
 * <p>Messages: tensorflow/core/protobuf, {@code saved_model.proto}, {@code meta_graph.proto},
 * {@code saved_object_graph.proto}; keras, {@code saved_metadata.proto}.
 *
 * @param variables by name
 * @param keras what Keras notes of the model, as JSON; empty where it was none
 */
public record SavedModel(Map<String, Array> variables, String keras) {
  private static final String GRAPH = "saved_model.pb";
  private static final String METADATA = "keras_metadata.pb";
  private static final long SIZE_LIMIT = 1L << 30;

  public SavedModel {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** Whether a folder is one to {@link #read}. */
  public static boolean recognizes(Path folder) {
    return Files.isRegularFile(folder.resolve(GRAPH));
  }

  /**
   * Reads a folder.
   *
   * @throws BadInput if a file is missing or damaged
   */
  public static SavedModel read(Path folder) {
    Map<String, Array> variables =
        Checkpoint.read(folder.resolve("variables").resolve("variables.index"));
    Path metadata = folder.resolve(METADATA);
    return new SavedModel(
        variables,
        Files.exists(metadata)
            ? keras(message(metadata), 3, 4)
            : graphs(message(folder.resolve(GRAPH))));
  }

  private static String graphs(Message model) {
    for (Message graph : model.messages(2)) {
      for (Message node : graph.message(7).messages(1)) {
        if (node.has(4)) {
          return root(node.message(4), 1, 3);
        }
      }
    }
    return "";
  }

  private static String keras(Message metadata, int identifier, int json) {
    for (Message node : metadata.messages(1)) {
      if (!root(node, identifier, json).isEmpty()) {
        return root(node, identifier, json);
      }
    }
    return "";
  }

  /** The note of an object that is a whole model. */
  private static String root(Message object, int identifier, int json) {
    return switch (object.text(identifier)) {
      case "_tf_keras_sequential", "_tf_keras_network", "_tf_keras_model" -> object.text(json);
      default -> "";
    };
  }

  private static Message message(Path path) {
    try {
      if (Files.size(path) > SIZE_LIMIT) {
        throw new BadInput(path + ": expected a file of at most " + SIZE_LIMIT + " bytes.");
      }
      return new Message(path.toString(), ByteBuffer.wrap(Files.readAllBytes(path)));
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }
}
