package eddy.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes one node of a product by a constant and the sum with a constant row that follows it. */
final class Fusion {
  /** The name of the fused node, of no meaning elsewhere. */
  static final String LINEAR = "Linear";

  private Fusion() {}

  /**
   * The same nodes, fewer of them.
   *
   * @param wanted the names that someone outside of these nodes uses
   */
  static List<Node> linear(
      List<Node> nodes, Set<String> wanted, Function<String, Optional<Value>> constant) {
    Map<String, Integer> uses = new HashMap<>();
    nodes.forEach(node -> node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum)));
    Map<String, Node> products = new HashMap<>();
    Map<Node, Node> sums = new HashMap<>();
    Set<Node> gone = new HashSet<>();
    for (Node node : nodes) {
      if (node.operator().equals("MatMul") && matrix(constant, node.inputs().get(1)).isPresent()) {
        products.put(node.outputs().getFirst(), node);
      }
      if (!node.operator().equals("Add")) {
        continue;
      }
      for (int i = 0; i < 2; i++) {
        Node product = products.get(node.inputs().get(i));
        String row = node.inputs().get(1 - i);
        if (product != null
            && uses.get(product.outputs().getFirst()) == 1
            && !wanted.contains(product.outputs().getFirst())
            && isRow(constant.apply(row), matrix(constant, product.inputs().get(1)).get())) {
          List<String> inputs = new ArrayList<>(product.inputs());
          inputs.add(row);
          sums.put(node, new Node(LINEAR, node.name(), inputs, node.outputs(), Attributes.NONE));
          gone.add(product);
          break;
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
