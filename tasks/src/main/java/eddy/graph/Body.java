package eddy.graph;

import java.util.List;

/**
 * Nodes inside a node: a branch of an {@code If}, or what a {@code Loop} or a {@code Scan} repeats.
 * They also see every value around them, and no name of theirs is used elsewhere.
 *
 * @param inputs the names of what it is given
 * @param nodes in an order in which each comes after those that it needs
 * @param outputs the names of what it gives
 * @param declared what is said of the type and shape of each output
 */
public record Body(
    List<String> inputs, List<Node> nodes, List<String> outputs, List<Port> declared) {
  public Body {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    declared = List.copyOf(declared);
    if (!declared.stream().map(Port::name).toList().equals(outputs)) {
      throw new IllegalArgumentException(
          "Body: expected %s to be declared but got %s.".formatted(outputs, declared));
    }
  }

  /** Nodes of whose outputs nothing is said. */
  public Body(List<String> inputs, List<Node> nodes, List<String> outputs) {
    this(
        inputs,
        nodes,
        outputs,
        outputs.stream().map(name -> Port.of(name, Type.FLOAT, Port.ANY)).toList());
  }
}
