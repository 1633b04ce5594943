package eddy.graph.foreign;

import ai.onnx.proto.OnnxMl.ModelProto;
import eddy.format.BadInput;
import eddy.format.safetensors.Safetensors;
import eddy.graph.Body;
import eddy.graph.Graph;
import eddy.graph.Node;
import eddy.graph.Value;
import eddy.graph.keras.KerasGraph;
import eddy.graph.onnx.OnnxImport;
import eddy.graph.pytorch.TorchGraph;
import eddy.graph.tensorflow.TensorflowGraph;
import eddy.keras.KerasLayer;
import eddy.keras.KerasModel;
import eddy.onnx.OnnxFile;
import eddy.pytorch.PyTorchFile;
import eddy.tensor.Array;
import eddy.tensorflow.Checkpoint;
import eddy.tensorflow.FrozenGraph;
import eddy.tensorflow.SavedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A model file of another framework, whatever its format.
 *
 * @param format the name of its format
 * @param graph what it computes; nothing where the file holds weights alone, or what can't be
 *     mapped
 * @param tensors its weights by the names that the file gives them
 * @param unmapped what Eddy can't compute, a line each
 */
public record ForeignModel(
    Path path,
    String format,
    Optional<Graph> graph,
    SequencedMap<String, Array> tensors,
    List<String> unmapped) {
  private static final int HEAD = 16;
  private static final List<String> WEIGHTS_ALONE =
      List.of("pytorch", "safetensors", "tensorflow checkpoint");

  /**
   * What some formats leave out.
   *
   * @param weights the weights of a Keras model whose configuration is a file of its own
   * @param forgetBias what a program of TensorFlow 1 added to the forget gates
   */
  public record Beside(Optional<Path> weights, float forgetBias) {
    /** Nothing but what is usual. */
    public static final Beside NOTHING = new Beside(Optional.empty(), TensorflowGraph.FORGET_BIAS);
  }

  /** Whether this is, by its content, a file or a folder that is read here. */
  public static boolean recognizes(Path path) {
    return Files.isDirectory(path)
        ? SavedModel.recognizes(path)
        : OnnxFile.begins(head(path))
            || KerasModel.recognizes(path)
            || PyTorchFile.recognizes(path)
            || Checkpoint.recognizes(path)
            || FrozenGraph.recognizes(path);
  }

  /** Reads a file that leaves nothing out. */
  public static ForeignModel read(Path path) {
    return read(path, Beside.NOTHING);
  }

  /**
   * Reads a file or a folder, whose format is recognised by its content.
   *
   * @throws BadInput if it is malformed, or of no known format
   */
  public static ForeignModel read(Path path, Beside beside) {
    if (beside.weights().isPresent()) {
      return keras(path, KerasModel.read(path, beside.weights().get()));
    }
    if (SavedModel.recognizes(path)) {
      SavedModel model = SavedModel.read(path);
      return of(
          path,
          "tensorflow saved model",
          model.variables(),
          () -> TensorflowGraph.of(model, beside.forgetBias()));
    }
    if (OnnxFile.begins(head(path))) {
      return onnx(path);
    }
    if (PyTorchFile.recognizes(path)) {
      Map<String, Array> tensors = PyTorchFile.read(path);
      return of(path, "pytorch", tensors, () -> TorchGraph.of(tensors));
    }
    if (KerasModel.recognizes(path)) {
      return keras(path);
    }
    if (Checkpoint.recognizes(path)) {
      Map<String, Array> variables = Checkpoint.read(path);
      return of(
          path,
          "tensorflow checkpoint",
          variables,
          () -> TensorflowGraph.of(variables, beside.forgetBias()));
    }
    if (FrozenGraph.recognizes(path)) {
      FrozenGraph frozen = FrozenGraph.read(path);
      ForeignModel model = of(path, "tensorflow graph", Map.of(), () -> TensorflowGraph.of(frozen));
      return model
          .graph()
          .map(graph -> of(path, model.format(), graph.weights(), () -> graph))
          .orElse(model);
    }
    if (path.toString().endsWith(".safetensors")) {
      Map<String, Array> tensors = Safetensors.read(path).tensors();
      // The header is an object of JSON, whose order tells nothing.
      return of(path, "safetensors", tensors, () -> TorchGraph.of(new TreeMap<>(tensors)));
    }
    throw new BadInput(
        path
            + ": expected a model of ONNX, PyTorch, Keras or TensorFlow but found something else.");
  }

  private static ForeignModel keras(Path path) {
    try {
      return keras(path, KerasModel.read(path));
    } catch (BadInput e) {
      if (!e.getMessage().contains(KerasModel.WEIGHTS_ALONE)) {
        throw e;
      }
      Map<String, Array> weights = KerasModel.weights(path);
      return new ForeignModel(
          path,
          "keras weights",
          Optional.empty(),
          new LinkedHashMap<>(weights),
          List.of(KerasModel.WEIGHTS_ALONE));
    }
  }

  private static ForeignModel keras(Path path, KerasModel model) {
    Map<String, Array> tensors = new LinkedHashMap<>();
    for (KerasLayer layer : model.layers()) {
      layer
          .weights()
          .forEach((name, array) ->
              tensors.put(name.startsWith(layer.name()) ? name : layer.name() + "/" + name, array));
    }
    return of(path, "keras", tensors, () -> KerasGraph.of(model));
  }

  /** A model that may be one that can't be mapped. */
  private static ForeignModel of(
      Path path, String format, Map<String, Array> tensors, Supplier<Graph> graph) {
    try {
      return new ForeignModel(
          path, format, Optional.of(graph.get()), new LinkedHashMap<>(tensors), List.of());
    } catch (BadInput e) {
      return new ForeignModel(
          path, format, Optional.empty(), new LinkedHashMap<>(tensors), List.of(e.getMessage()));
    }
  }

  /**
   * The graph of the model.
   *
   * @throws BadInput if there is none; the message says what could not be mapped
   */
  public Graph requireGraph() {
    return graph.orElseThrow(() ->
        new BadInput(
            unmapped.isEmpty()
                ? path
                    + ": holds weights but not what is computed with them; convert it to a"
                    + " .safetensors file instead."
                : path + ": " + unmapped.getFirst()));
  }

  /** The nodes that have weights, a line each with the shapes of these. */
  public List<String> layers() {
    return graph
        .map(known -> {
          List<String> lines = new ArrayList<>();
          layers(known, known.nodes(), lines);
          return lines;
        })
        .orElse(List.of());
  }

  /** What the file does not tell and was taken to be as usual, a line each. */
  public List<String> assumed() {
    boolean rnn =
        WEIGHTS_ALONE.contains(format)
            && graph.stream()
                .flatMap(known -> known.nodes().stream())
                .anyMatch(node -> node.operator().equals("RNN"));
    return rnn
        ? List.of("The activation of an RNN, which weights don't tell, was taken to be tanh.")
        : List.of();
  }

  private static void layers(Graph graph, List<Node> nodes, List<String> lines) {
    for (Node node : nodes) {
      List<String> shapes = new ArrayList<>();
      for (String input : node.inputs()) {
        if (graph.constants().get(input) instanceof Value.Floats weight
            && weight.shape().rank() > 1) {
          shapes.add(weight.shape().toString());
        }
      }
      if (!shapes.isEmpty()) {
        String direction = node.attributes().text("direction", "");
        lines.add(
            "%s %s%s %s"
                .formatted(
                    node.operator(),
                    node.name(),
                    direction.isEmpty() ? "" : " " + direction,
                    String.join(" ", shapes)));
      }
      for (Object attribute : node.attributes().all().values()) {
        if (attribute instanceof Body body) {
          layers(graph, body.nodes(), lines);
        }
      }
    }
  }

  private static ForeignModel onnx(Path path) {
    ModelProto model = OnnxFile.read(path);
    List<String> unknown =
        OnnxImport.unknown(model).stream().map(each -> each + " is not supported.").toList();
    if (!unknown.isEmpty()) {
      return new ForeignModel(path, "onnx", Optional.empty(), new LinkedHashMap<>(), unknown);
    }
    Graph graph = OnnxImport.of(path, model);
    return new ForeignModel(path, "onnx", Optional.of(graph), graph.weights(), List.of());
  }

  private static byte[] head(Path path) {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": expected a model but found a folder of something else.");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }
}
