package eddy.graph.keras;

import eddy.graph.Attributes;
import eddy.graph.GateOrder;
import eddy.graph.GraphBuilder;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keras's SimpleRNN, LSTM and GRU as operators of ONNX.
 *
 * <p>A kernel is [I, G * H] with the gates i, f, c, o or z, r, h side by side; ONNX wants [G * H,
 * I] with i, o, f, c or z, r, h one under another. A GRU that resets after the product has two rows
 * of biases.
 *
 * <p><b>Masks.</b> A masked step leaves the state as it is, and gives the output of the step before
 * it. Operators know lengths only, so the steps that count are moved to the front of their rows, by
 * a product with a matrix of zeros and ones, and the outputs back to where they belong.
 */
final class KerasRecurrent {
  private static final int[] LSTM_ORDER = {0, 3, 1, 2};
  private static final int[] PLAIN_ORDER = {0, 1, 2};

  private final GraphBuilder graph;
  private final KerasConfig config;
  private final String operator;
  private final int units;

  private KerasRecurrent(GraphBuilder graph, String className, KerasConfig config) {
    this.graph = graph;
    this.config = config;
    this.operator =
        switch (className) {
          case "SimpleRNN" -> "RNN";
          case "GRU", "LSTM" -> className;
          default -> throw config.bad("there is no recurrent layer " + className + ".");
        };
    this.units = config.integer("units", "output_dim");
  }

  /**
   * What a layer gave.
   *
   * @param steps [B, T, H] in the order of time
   * @param last [B, H] each: the output after the last step, and for an LSTM the cell
   * @param backwards whether it read from the last step to the first
   */
  record Result(String steps, List<String> last, boolean backwards) {}

  static boolean knows(String className) {
    return List.of("SimpleRNN", "GRU", "LSTM").contains(className);
  }

  /**
   * Adds a layer of one direction.
   *
   * @param weights of the layer by name, in Keras's order
   * @param initial [B, H] each, or none
   * @param name for constants and states
   */
  static Result add(
      GraphBuilder graph,
      String className,
      KerasConfig config,
      Map<String, Array> weights,
      KerasValue x,
      List<String> initial,
      boolean backwards,
      String name) {
    return new KerasRecurrent(graph, className, config).run(weights, x, initial, backwards, name);
  }

  private Result run(
      Map<String, Array> weights,
      KerasValue x,
      List<String> initial,
      boolean backwards,
      String name) {
    List<String> inputs = new ArrayList<>();
    String steps = x.name();
    Optional<String> counts = Optional.empty();
    if (x.mask().isPresent()) {
      String mask = graph.add("Cast", Attributes.of("to", 7), x.mask().get());
      counts = Optional.of(graph.add("CumSum", mask, graph.constant("axis", Value.scalar(1L))));
      steps = packed(steps, mask, counts.get());
    }
    inputs.add(graph.add("Transpose", Attributes.of("perm", new long[] {1, 0, 2}), steps));
    inputs.addAll(constants(weights, name));
    inputs.add(
        x.mask().isEmpty()
            ? ""
            : graph.add(
                "ReduceSum",
                Attributes.of("keepdims", 0),
                graph.add("Cast", Attributes.of("to", 7), x.mask().get()),
                graph.integers(1)));
    int vectors = operator.equals("LSTM") ? 2 : 1;
    List<String> first = initial.isEmpty() && stateful() ? states(name, vectors) : firsts(initial);
    inputs.addAll(first);
    List<String> outputs =
        graph.add(operator, 1 + vectors, attributes(backwards), inputs.toArray(String[]::new));
    if (initial.isEmpty() && stateful()) {
      carry(name, outputs);
    }
    String y =
        graph.add(
            "Squeeze",
            graph.add("Transpose", Attributes.of("perm", new long[] {2, 0, 1, 3}), outputs.get(0)),
            graph.integers(2));
    if (x.mask().isPresent()) {
      y = unpacked(y, x.mask().get(), counts.get(), backwards);
    }
    List<String> last = new ArrayList<>();
    for (String vector : outputs.subList(1, outputs.size())) {
      last.add(graph.add("Squeeze", vector, graph.integers(0)));
    }
    return new Result(y, last, backwards);
  }

  /** The steps that count, one after another from the first place of each row on. */
  private String packed(String x, String mask, String counts) {
    // Truth [B, K, T]: step t counts, and is the k-th that does.
    String place = graph.add("Sub", counts, graph.constant("one", Value.scalar(1L)));
    String same = graph.add("Equal", unsqueezed(place, 1), places(mask, 2));
    String counted = graph.add("Cast", Attributes.of("to", 9), unsqueezed(mask, 1));
    return graph.add("MatMul", real(graph.add("And", same, counted)), x);
  }

  /** The output that belongs to each step: its own, or that of the last that counted before. */
  private String unpacked(String y, String truths, String counts, boolean backwards) {
    String mask = graph.add("Cast", Attributes.of("to", 7), truths);
    String place =
        backwards
            ? graph.add("Sub", counts, mask)
            : graph.add("Sub", counts, graph.constant("one", Value.scalar(1L)));
    String matrix = real(graph.add("Equal", unsqueezed(place, 2), places(mask, 1)));
    String steps = graph.add("MatMul", matrix, y);
    return config.truth(false, "zero_output_for_mask")
        ? graph.add("Mul", steps, real(unsqueezed(mask, 2)))
        : steps;
  }

  /** The numbers of the places, along one of the two last of three dimensions. */
  private String places(String mask, int across) {
    String time = graph.add("Gather", graph.add("Shape", mask), scalar(1));
    String range = graph.add("Range", scalar(0), time, scalar(1));
    return graph.add("Unsqueeze", range, graph.integers(0, across));
  }

  private String scalar(long number) {
    return graph.constant("number", Value.scalar(number));
  }

  private String unsqueezed(String x, long axis) {
    return graph.add("Unsqueeze", x, graph.integers(axis));
  }

  private String real(String x) {
    return graph.add("Cast", Attributes.of("to", 1), x);
  }

  private boolean stateful() {
    return config.truth(false, "stateful");
  }

  private List<String> states(String name, int vectors) {
    List<String> states = new ArrayList<>();
    for (int k = 0; k < vectors; k++) {
      states.add(graph.input(name + (k == 0 ? ".h" : ".c"), Type.FLOAT, "1", "batch", "" + units));
    }
    return states;
  }

  private void carry(String name, List<String> outputs) {
    for (int k = 1; k < outputs.size(); k++) {
      String vector = k == 1 ? "h" : "c";
      String next = name + ".next_" + vector;
      graph.output(next, outputs.get(k), Type.FLOAT, "1", "batch", "" + units);
      graph.carry(next, name + "." + vector);
    }
  }

  private List<String> firsts(List<String> initial) {
    return initial.stream().map(vector -> unsqueezed(vector, 0)).toList();
  }

  private Attributes attributes(boolean backwards) {
    KerasActivation activation =
        KerasActivation.of(config.activation("tanh", "activation"), config);
    String inner = config.version() < 2 ? "hard_sigmoid" : "sigmoid";
    String gates = config.activation(inner, "recurrent_activation", "inner_activation");
    List<KerasActivation> all =
        switch (operator) {
          case "RNN" -> List.of(activation);
          case "GRU" -> List.of(KerasActivation.of(gates, config), activation);
          default -> List.of(KerasActivation.of(gates, config), activation, activation);
        };
    Attributes attributes = KerasActivation.attributes(all).with("hidden_size", units);
    if (backwards) {
      attributes = attributes.with("direction", "reverse");
    }
    return resetAfter() ? attributes.with("linear_before_reset", 1) : attributes;
  }

  private boolean resetAfter() {
    return operator.equals("GRU") && config.truth(false, "reset_after");
  }

  /** The constants W [1, G * H, I], R [1, G * H, H] and, if there is one, B [1, 2 * G * H]. */
  private List<String> constants(Map<String, Array> named, String name) {
    int[] order = operator.equals("LSTM") ? LSTM_ORDER : PLAIN_ORDER;
    int gates = operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
    List<Array> arrays = new ArrayList<>(new KerasWeights(config, units, gates).of(named));
    List<String> names = new ArrayList<>();
    int[] own = gates == 1 ? new int[] {0} : order;
    names.add(graph.constant(name + ".W", GateOrder.transposed(arrays.get(0), own)));
    names.add(graph.constant(name + ".R", GateOrder.transposed(arrays.get(1), own)));
    if (arrays.size() == 2) {
      names.add("");
      return names;
    }
    Array both = Array.zeros(1, 2 * gates * units);
    float[] bias = arrays.get(2).data();
    for (int row = 0; row < bias.length / (gates * units); row++) {
      for (int gate = 0; gate < gates; gate++) {
        System.arraycopy(
            bias,
            (row * gates + own[gate]) * units,
            both.data(),
            (row * gates + gate) * units,
            units);
      }
    }
    names.add(graph.constant(name + ".B", both));
    return names;
  }
}
