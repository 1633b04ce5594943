package eddy.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What kind of numbers each value of a graph is, those inside of bodies too. */
public final class ValueTypes {
  private static final Set<String> COUNTING = Set.of("Shape", "Size", "ArgMax", "ArgMin");
  private static final Set<String> TRUTHS =
      Set.of(
          "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Xor", "Not");
  private static final int WHOLE = 7;
  private static final int TRUTH = 9;

  private final Map<String, Type> types = new HashMap<>();

  /** The types of the values of a graph, by what its inputs and its nodes say. */
  public ValueTypes(Graph graph) {
    graph.inputs().forEach(port -> types.put(port.name(), port.type()));
    graph
        .constants()
        .forEach((name, value) ->
            types.put(name, value instanceof Value.Floats ? Type.FLOAT : Type.INTEGER));
    graph.nodes().forEach(this::add);
  }

  /** The type of one value. */
  public Type of(String name) {
    return types.getOrDefault(name, Type.FLOAT);
  }

  private void add(Node node) {
    List<String> inputs = node.inputs();
    switch (node.operator()) {
      case "Loop", "Scan" -> {
        Body body = node.attributes().body("body");
        for (int i = 0; i < body.inputs().size(); i++) {
          types.put(body.inputs().get(i), of(inputs.get(i)));
        }
        boolean loop = node.operator().equals("Loop");
        if (loop) {
          types.put(body.inputs().get(0), Type.INTEGER);
          types.put(body.inputs().get(1), Type.BOOLEAN);
        }
        body.nodes().forEach(this::add);
        for (int i = 0; i < node.outputs().size(); i++) {
          types.put(node.outputs().get(i), of(body.outputs().get(loop ? i + 1 : i)));
        }
      }
      case "If" -> {
        node.attributes().body("else_branch").nodes().forEach(this::add);
        Body taken = node.attributes().body("then_branch");
        taken.nodes().forEach(this::add);
        for (int i = 0; i < node.outputs().size(); i++) {
          types.put(node.outputs().get(i), of(taken.outputs().get(i)));
        }
      }
      default -> {
        Type type = type(node, inputs);
        node.outputs().forEach(output -> types.put(output, type));
      }
    }
  }

  private Type type(Node node, List<String> inputs) {
    String operator = node.operator();
    if (COUNTING.contains(operator)) {
      return Type.INTEGER;
    }
    if (TRUTHS.contains(operator)) {
      return Type.BOOLEAN;
    }
    return switch (operator) {
      case "Cast" -> {
        long to = node.attributes().integer("to", 1);
        yield to == WHOLE ? Type.INTEGER : to == TRUTH ? Type.BOOLEAN : Type.FLOAT;
      }
      case "ConstantOfShape" ->
          node.attributes().all().get("value") instanceof Long ? Type.INTEGER : Type.FLOAT;
      case "Where", "CastLike" -> ofInput(inputs, 1);
      case "OneHot" -> ofInput(inputs, 2);
      default -> ofInput(inputs, 0);
    };
  }

  /** The type of an input, which a node that can't be computed may lack. */
  private Type ofInput(List<String> inputs, int i) {
    return i < inputs.size() ? of(inputs.get(i)) : Type.FLOAT;
  }
}
