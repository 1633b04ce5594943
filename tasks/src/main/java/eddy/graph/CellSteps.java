package eddy.graph;

import eddy.recurrent.LayerNormLstm;
import eddy.recurrent.Recurrent;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the steps of one layer and direction one by one: of cells that ONNX has no operator for,
 * and of all cells within zoneout.
 *
 * <p>B sequences, T steps, I inputs, H units. What a step computes, and in which order, is what
 * Eddy's own cells do, so that it gives the same bits here.
 *
 * @param name of the layer
 * @param suffix of the parameters of this layer of the stack and direction, such as {@code _l0}
 */
record CellSteps(Layers layers, String name, Recurrent layer, String suffix)
    implements TimeLoop.Step {
  private static final List<String> GATES = List.of("i", "f", "g", "o");

  /** Whether a layer can't be one of ONNX's operators. */
  static boolean needed(Recurrent layer) {
    return layer.options().cell() instanceof LayerNormLstm || zonesOut(layer);
  }

  private static boolean zonesOut(Recurrent layer) {
    for (float zoneout : layer.options().zoneouts()) {
      if (zoneout > 0) {
        return true;
      }
    }
    return false;
  }

  private GraphBuilder graph() {
    return layers.graph();
  }

  /** What can be computed of the inputs of all steps at once, from [T, B, I] to [T, B, ...]. */
  String ahead(String x) {
    if (!(layer.options().cell() instanceof LayerNormLstm)) {
      return x;
    }
    String bias = row("bias", prefixed("bias_"));
    return graph().add("Add", bias, normed(x, "ih"));
  }

  @Override
  public List<String> next(String x, List<String> before) {
    List<String> after =
        layer.options().cell() instanceof LayerNormLstm
            ? layerNormLstm(x, before)
            : operator(x, before);
    return zonesOut(layer) ? mixed(before, after) : after;
  }

  /** The operator of the cell, over a sequence of one step. */
  private List<String> operator(String x, List<String> before) {
    GateOrder order = GateOrder.of(layer.options().cell(), name);
    String first = graph().integers(0);
    List<String> inputs = new ArrayList<>(List.of(graph().add("Unsqueeze", x, first)));
    inputs.addAll(order.weights(graph(), name, layer, List.of(suffix)));
    inputs.add("");
    before.forEach(state -> inputs.add(graph().add("Unsqueeze", state, first)));
    order.peepholes(graph(), name, layer, List.of(suffix)).ifPresent(inputs::add);
    List<String> outputs =
        graph()
            .add(
                order.operator(),
                1 + before.size(),
                order.attributes(layer.options().hiddenSize(), 1),
                inputs.toArray(String[]::new));
    return outputs.stream().skip(1).map(y -> graph().add("Squeeze", y, first)).toList();
  }

  /** The means that zoneout comes to at inference. */
  private List<String> mixed(List<String> before, List<String> after) {
    float[] zoneouts = layer.options().zoneouts();
    List<String> mixed = new ArrayList<>();
    for (int k = 0; k < zoneouts.length; k++) {
      String share = graph().constant("zoneout", Value.scalar(zoneouts[k]));
      String change = graph().add("Sub", before.get(k), after.get(k));
      mixed.add(graph().add("Add", graph().add("Mul", share, change), after.get(k)));
    }
    return mixed;
  }

  /** See {@link LayerNormLstm}; x is what the gates get from the input. */
  private List<String> layerNormLstm(String x, List<String> before) {
    String sums = graph().add("Add", x, normed(before.getFirst(), "hh"));
    List<String> gates = gates(graph(), -1, sums);
    String c = state(graph(), gates, before.get(1));
    String norm = norm(c, layer.options().hiddenSize());
    String gain = layers.constant(name + ".gain_c" + suffix, own("gain_c"));
    String bias = layers.constant(name + ".bias_c" + suffix, own("bias_c"));
    String y = graph().add("Add", bias, graph().add("Mul", gain, norm));
    return List.of(output(graph(), gates, y), c);
  }

  /**
   * A step of a plain LSTM.
   *
   * @param sums of its gates i, f, g, o, side by side along an axis
   * @param before its c before the step
   * @return h and c
   */
  static List<String> lstm(GraphBuilder graph, int axis, String sums, String before) {
    List<String> gates = gates(graph, axis, sums);
    String c = state(graph, gates, before);
    return List.of(output(graph, gates, c), c);
  }

  private static List<String> gates(GraphBuilder graph, int axis, String sums) {
    return graph.add("Split", 4, Attributes.of("axis", axis).with("num_outputs", 4), sums);
  }

  /** {@code sigmoid(f) * c + sigmoid(i) * tanh(g)}. */
  private static String state(GraphBuilder graph, List<String> gates, String before) {
    String i = graph.add("Sigmoid", gates.get(0));
    String f = graph.add("Sigmoid", gates.get(1));
    String g = graph.add("Tanh", gates.get(2));
    return graph.add("Add", graph.add("Mul", f, before), graph.add("Mul", i, g));
  }

  /** {@code sigmoid(o) * tanh(y)}. */
  private static String output(GraphBuilder graph, List<String> gates, String y) {
    return graph.add("Mul", graph.add("Sigmoid", gates.get(3)), graph.add("Tanh", y));
  }

  /** The normalized product with the weights of the input, or of the output before, scaled. */
  private String normed(String x, String which) {
    String weight = layers.constant(name + ".weight_" + which + suffix, own("weight_" + which));
    Map<String, Parameter> all = layer.parameters();
    Optional<String> bias =
        Optional.ofNullable(all.get("bias_" + which + suffix))
            .map(own -> layers.constant(name + ".bias_" + which + suffix, own));
    String product = layers.linear(x, weight, bias);
    String gain = row("gain_" + which, prefixed("gain_" + which + "_"));
    return graph().add("Mul", gain, norm(product, 4 * layer.options().hiddenSize()));
  }

  private String norm(String x, int size) {
    Array ones = Array.zeros(size);
    Arrays.fill(ones.data(), 1);
    return graph().add("LayerNormalization", x, graph().constant("ones", ones));
  }

  private List<Parameter> prefixed(String prefix) {
    return GATES.stream().map(gate -> own(prefix + gate)).toList();
  }

  private Parameter own(String parameter) {
    return layer.parameters().get(parameter + suffix);
  }

  private String row(String what, List<Parameter> parts) {
    int size = parts.size() * layer.options().hiddenSize();
    return graph().constant(name + "." + what + suffix, GateOrder.joined(parts, size));
  }
}
