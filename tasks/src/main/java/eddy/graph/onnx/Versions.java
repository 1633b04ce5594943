package eddy.graph.onnx;

import eddy.graph.Attributes;
import eddy.graph.Node;
import eddy.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Says in the newest version of ONNX's operators what a node of an older one means.
 *
 * <p>Versions and differences: <a
 * href="https://github.com/onnx/onnx/blob/main/docs/Changelog.md">ONNX, operator changelog</a>.
 */
final class Versions {
  private static final Set<String> BROADCASTING =
      Set.of("Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Less", "Greater");

  private final long opset;
  private final List<Node> nodes;
  private final BiFunction<String, Value, String> constant;
  private final UnaryOperator<String> unique;

  /**
   * A translator.
   *
   * @param nodes what it adds to
   * @param constant adds a constant and returns its name
   * @param unique makes a name that nothing else has
   */
  Versions(
      long opset,
      List<Node> nodes,
      BiFunction<String, Value, String> constant,
      UnaryOperator<String> unique) {
    this.opset = opset;
    this.nodes = nodes;
    this.constant = constant;
    this.unique = unique;
  }

  /**
   * Adds a node, or what it means.
   *
   * @throws IllegalArgumentException if what it means can't be said, or an input is missing
   */
  void add(Node node) {
    try {
      addMeaning(node);
    } catch (IndexOutOfBoundsException | NoSuchElementException e) {
      throw new IllegalArgumentException(
          "%s node %s: an input is missing.".formatted(node.operator(), node.name()), e);
    }
  }

  private void addMeaning(Node node) {
    String operator = node.operator();
    Attributes attributes = node.attributes();
    if (operator.startsWith("Reduce")
        || operator.equals("Squeeze")
        || operator.equals("Unsqueeze")) {
      addTurned(node, "axes");
    } else if (operator.equals("Split")) {
      addTurned(with(node, attributes.without("num_outputs")), "split");
    } else if (operator.equals("Reshape")) {
      addTurned(with(node, attributes.without("consumed_inputs")), "shape");
    } else if (operator.equals("Tile") && opset < 6) {
      throw refused(node, "its version " + opset);
    } else if (operator.equals("Slice") && opset < 10) {
      slice(node);
    } else if (operator.equals("Pad") && opset < 11) {
      pad(node);
    } else if (operator.equals("Clip") && opset < 11) {
      clip(node);
    } else if (operator.endsWith("oftmax") && opset < 13) {
      softmax(node);
    } else if (operator.equals("Cast")) {
      nodes.add(with(node, attributes.with("to", cast(node)).without("saturate")));
    } else if (operator.equals("Dropout")) {
      dropout(node);
    } else if (operator.equals("BatchNormalization")) {
      batchNormalization(node);
    } else if (BROADCASTING.contains(operator) && opset < 7) {
      if (attributes.has("axis")) {
        throw refused(node, "the attribute axis of version " + opset);
      }
      nodes.add(with(node, Attributes.NONE));
    } else {
      nodes.add(with(node, attributes.without("consumed_inputs").without("output_sequence")));
    }
  }

  private static Node with(Node node, Attributes attributes) {
    return new Node(node.operator(), node.name(), node.inputs(), node.outputs(), attributes);
  }

  private static IllegalArgumentException refused(Node node, String what) {
    return new IllegalArgumentException(
        "%s node %s: %s is not supported.".formatted(node.operator(), node.name(), what));
  }

  /** An attribute that is a list of whole numbers becomes the last input. */
  private void addTurned(Node node, String name) {
    if (!node.attributes().has(name)) {
      nodes.add(node);
      return;
    }
    long[] list = node.attributes().integers(name);
    addWith(node, node.attributes().without(name), Value.of(list));
  }

  /** The node with further inputs, which are constants. */
  private void addWith(Node node, Attributes attributes, Value... more) {
    List<String> inputs = new ArrayList<>(node.inputs().subList(0, 1));
    for (Value value : more) {
      inputs.add(constant.apply(node.name() + "_given", value));
    }
    nodes.add(new Node(node.operator(), node.name(), inputs, node.outputs(), attributes));
  }

  private void slice(Node node) {
    long[] starts = node.attributes().integers("starts");
    long[] ends = node.attributes().integers("ends");
    long[] axes = new long[starts.length];
    Arrays.setAll(axes, i -> i);
    long[] given = node.attributes().integers("axes");
    addWith(
        node,
        Attributes.NONE,
        Value.of(starts),
        Value.of(ends),
        Value.of(given.length > 0 ? given : axes));
  }

  private void pad(Node node) {
    String name = node.attributes().has("pads") ? "pads" : "paddings";
    addWith(
        node,
        node.attributes().without(name).without("value"),
        Value.of(node.attributes().integers(name)),
        Value.scalar(node.attributes().real("value", 0)));
  }

  private void clip(Node node) {
    addWith(
        node,
        Attributes.NONE,
        Value.scalar(node.attributes().real("min", -Float.MAX_VALUE)),
        Value.scalar(node.attributes().real("max", Float.MAX_VALUE)));
  }

  /** Before version 13 all dimensions from the axis on were one. */
  private void softmax(Node node) {
    String name = node.name();
    String x = node.inputs().getFirst();
    String shape = unique.apply(name + "_shape");
    String flat = unique.apply(name + "_flat");
    String y = unique.apply(name + "_rows");
    Attributes axis = Attributes.of("axis", node.attributes().integer("axis", 1));
    nodes.add(new Node("Shape", shape, List.of(x), List.of(shape), Attributes.NONE));
    nodes.add(new Node("Flatten", flat, List.of(x), List.of(flat), axis));
    nodes.add(
        new Node(
            node.operator(), name, List.of(flat), List.of(y), Attributes.of(Map.of("axis", -1))));
    nodes.add(new Node("Reshape", y, List.of(y, shape), node.outputs(), Attributes.NONE));
  }

  /** Eddy's own types by ONNX's numbers: 1 for reals, 7 for whole numbers, 9 for truths. */
  private static long cast(Node node) {
    Object to = node.attributes().all().getOrDefault("to", 1L);
    String name =
        to instanceof Long number
            ? eddy.onnx.OnnxTensors.name((int) (long) number)
            : to.toString().toUpperCase(java.util.Locale.ROOT);
    return switch (name) {
      case "FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16" -> 1;
      case "BOOL" -> 9;
      case "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64" -> 7;
      default -> throw refused(node, "the type " + name);
    };
  }

  private void dropout(Node node) {
    nodes.add(
        new Node(
            "Dropout", node.name(), node.inputs().subList(0, 1), node.outputs(), Attributes.NONE));
  }

  private void batchNormalization(Node node) {
    if (node.attributes().integer("training_mode", 0) == 1 || node.outputs().size() > 1) {
      throw refused(node, "training");
    }
    Attributes plain = node.attributes();
    for (String old : List.of("spatial", "is_test", "momentum", "consumed_inputs")) {
      plain = plain.without(old);
    }
    if (node.attributes().integer("spatial", 1) == 0) {
      throw refused(node, "the attribute spatial");
    }
    nodes.add(with(node, plain));
  }
}
