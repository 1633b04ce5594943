package eddy.graph;

import java.util.List;

/**
 * Nodes inside a node: a branch of an {@code If}, or what a {@code Loop} repeats. They also see
 * every value around them, and no name of theirs is used elsewhere.
 *
 * @param inputs the names of what it is given
 * @param nodes in an order in which each comes after those that it needs
 * @param outputs the names of what it gives
 */
public record Body(List<String> inputs, List<Node> nodes, List<String> outputs) {
  public Body {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }
}
