package eddy.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes one node of two: of a product by a constant and the sum with a constant row that follows
 * it, and of a product of elements and the sum of which it is the second operand.
 *
 * <p>Fewer nodes are faster; and these two round as Eddy's own layers and cells do.
 */
final class Fusion {
  /** The name of a fused product and sum, of no meaning elsewhere. */
  static final String LINEAR = "Linear";

  /** The name of {@code a * b + c}, of no meaning elsewhere. */
  static final String MULTIPLY_ADD = "MultiplyAdd";

  private Fusion() {}

  /**
   * The same nodes, fewer of them.
   *
   * @param uses how often each name is used, in all of the graph
   */
  static List<Node> fused(
      List<Node> nodes, Map<String, Integer> uses, Function<String, Optional<Value>> constant) {
    Map<String, Node> products = new HashMap<>();
    Map<Node, Node> sums = new HashMap<>();
    Set<Node> gone = new HashSet<>();
    for (Node node : nodes) {
      if (node.inputs().size() != 2) {
        continue;
      }
      boolean once =
          node.outputs().size() == 1 && uses.getOrDefault(node.outputs().getFirst(), 0) == 1;
      if (once
          && (node.operator().equals("Mul")
              || node.operator().equals("MatMul")
                  && matrix(constant, node.inputs().get(1)).isPresent())) {
        products.put(node.outputs().getFirst(), node);
      }
      if (node.operator().equals("Add")) {
        for (int i = 1; i >= 0 && !sums.containsKey(node); i--) {
          Node product = products.get(node.inputs().get(i));
          String other = node.inputs().get(1 - i);
          String fused = product == null ? "" : name(product, other, i, constant);
          if (!fused.isEmpty()) {
            List<String> inputs = new ArrayList<>(product.inputs());
            inputs.add(other);
            sums.put(node, new Node(fused, node.name(), inputs, node.outputs(), Attributes.NONE));
            gone.add(product);
          }
        }
      }
    }
    List<Node> fused = new ArrayList<>();
    for (Node node : nodes) {
      if (!gone.contains(node)) {
        fused.add(sums.getOrDefault(node, node));
      }
    }
    return fused;
  }

  /** What a product and a sum become of which it is the i-th operand, or nothing. */
  private static String name(
      Node product, String other, int i, Function<String, Optional<Value>> constant) {
    if (product.operator().equals("Mul")) {
      return i == 1 ? MULTIPLY_ADD : "";
    }
    boolean row =
        isRow(constant.apply(other), matrix(constant, product.inputs().get(1)).orElseThrow());
    return row ? LINEAR : "";
  }

  /** How often each name is used, as an input or for what a graph or a body gives. */
  static Map<String, Integer> uses(Graph graph) {
    Map<String, Integer> uses = new HashMap<>();
    graph.outputs().forEach(output -> uses.merge(output.name(), 1, Integer::sum));
    count(graph.nodes(), uses);
    return uses;
  }

  private static void count(List<Node> nodes, Map<String, Integer> uses) {
    for (Node node : nodes) {
      node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum));
      for (Object attribute : node.attributes().all().values()) {
        if (attribute instanceof Body body) {
          body.outputs().forEach(name -> uses.merge(name, 1, Integer::sum));
          count(body.nodes(), uses);
        }
      }
    }
  }

  private static Optional<Value.Floats> matrix(
      Function<String, Optional<Value>> constant, String name) {
    return constant
        .apply(name)
        .filter(value -> value instanceof Value.Floats && value.shape().rank() == 2)
        .map(Value.Floats.class::cast);
  }

  private static boolean isRow(Optional<Value> row, Value.Floats matrix) {
    return row.isPresent()
        && row.get() instanceof Value.Floats floats
        && floats.shape().rank() == 1
        && floats.shape().size() == matrix.shape().last();
  }
}
