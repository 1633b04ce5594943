package eddy.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import eddy.format.BadInput;
import eddy.onnx.OnnxFile;
import eddy.tensor.Array;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

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

  /** Whether a file begins like one that is read here. */
  public static boolean recognizes(Path path) {
    return OnnxFile.begins(head(path));
  }

  /**
   * Reads a file, whose format is recognised by its content.
   *
   * @throws BadInput if it is malformed, or of no known format
   */
  public static ForeignModel read(Path path) {
    byte[] head = head(path);
    if (OnnxFile.begins(head)) {
      return onnx(path);
    }
    throw new BadInput(path + ": expected an ONNX file but found something else.");
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
    return new ForeignModel(
        path, "onnx", Optional.of(graph), GraphConfig.weights(graph), List.of());
  }

  private static byte[] head(Path path) {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": expected a model file but found a folder.");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }
}
