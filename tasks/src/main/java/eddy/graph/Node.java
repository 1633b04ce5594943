package eddy.graph;

import java.util.List;

/**
 * One operation of a graph.
 *
 * @param operator its name in ONNX's default domain; it means what the newest version of the
 *     operator means
 * @param name for messages
 * @param inputs the names of the values that it takes; an empty name for an optional one left out
 * @param outputs the names of the values that it gives; an empty name for one that nobody wants
 */
public record Node(
    String operator,
    String name,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
