package eddy.graph.keras;

import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import eddy.graph.Value;
import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Keras's convolutions, poolings and the LSTM with convolutions in it.
 *
 * <p>Keras has the channels last unless told otherwise, and kernels [K..., I, O]; ONNX has them
 * first, [B, C, ...], and kernels [O, I, K...].
 */
record KerasConvolution(GraphBuilder graph, KerasConfig config, int dimensions) {

  private boolean channelsFirst() {
    return config.text("channels_last", "data_format", "dim_ordering").matches("channels_first|th");
  }

  /** A convolution of [B, T, C] or [B, Y, X, C]. */
  String convolve(KerasValue x, Map<String, Array> weights, String name) {
    List<Array> arrays = new ArrayList<>(weights.values());
    requireKernel(arrays, x.rank());
    String kernel = graph.constant(name + ".kernel", kernel(arrays.getFirst()));
    List<String> inputs = new ArrayList<>(List.of(first(x), kernel));
    if (arrays.size() > 1) {
      inputs.add(graph.constant(name + ".bias", arrays.get(1)));
    }
    int groups = config.has("groups") ? config.integer("groups") : 1;
    Attributes attributes = window().with("group", groups);
    attributes = attributes.with("dilations", config.sizes(dimensions, 1, "dilation_rate"));
    if (config.text("valid", "padding", "border_mode").equals("causal")) {
      long reach =
          (arrays.getFirst().shape().dimension(0) - 1) * config.sizes(1, 1, "dilation_rate")[0];
      attributes = attributes.without("auto_pad").with("pads", new long[] {reach, 0});
    }
    String y = graph.add("Conv", attributes, inputs.toArray(String[]::new));
    return KerasActivation.apply(
        graph, config.activation("linear", "activation"), config, back(y, x.rank()));
  }

  /** A pooling over windows. */
  String pool(String operator, KerasValue x) {
    Attributes attributes =
        window().with("kernel_shape", config.sizes(dimensions, 2, "pool_size", "pool_length"));
    if (!config.has("strides") && !config.has("stride")) {
      attributes = attributes.with("strides", attributes.integers("kernel_shape"));
    }
    return back(graph.add(operator, attributes, first(x)), x.rank());
  }

  /** A pooling over all places; of a masked sequence only over the steps that count. */
  String poolAll(boolean mean, KerasValue x) {
    String operator = mean ? "ReduceMean" : "ReduceMax";
    long from = channelsFirst() ? 2 : 1;
    long[] axes = IntStream.range(0, dimensions).mapToLong(i -> from + i).toArray();
    Attributes attributes = Attributes.of("keepdims", config.truth(false, "keepdims") ? 1 : 0);
    if (mean && x.mask().isPresent()) {
      String mask = graph.add("Cast", Attributes.of("to", 1), x.mask().get());
      String column = graph.add("Unsqueeze", mask, graph.integers(2));
      String sum =
          graph.add("ReduceSum", attributes, graph.add("Mul", x.name(), column), graph.integers(1));
      return graph.add("Div", sum, graph.add("ReduceSum", attributes, column, graph.integers(1)));
    }
    return graph.add(operator, attributes, x.name(), graph.integers(axes));
  }

  /**
   * An LSTM whose products are convolutions: [B, T, Y, X, C] to [B, T, Y', X', F] in the order of
   * time.
   *
   * @return all steps, and the last output and cell [B, F, Y', X']
   */
  KerasRecurrent.Result recurrent(
      KerasValue x, Map<String, Array> weights, boolean backwards, String name) {
    List<Array> arrays = new ArrayList<>(weights.values());
    requireKernel(arrays, x.rank() - 1);
    int filters = config.integer("filters", "nb_filter");
    if (x.mask().isPresent() || arrays.size() < 2) {
      throw config.bad("expected a kernel, a recurrent kernel and no mask.");
    }
    // All steps at once: [T * B, C, Y, X], with the time outside.
    String steps =
        graph.add(
            "Transpose",
            Attributes.of(
                "perm", channelsFirst() ? new long[] {1, 0, 2, 3, 4} : new long[] {1, 0, 4, 2, 3}),
            x.name());
    String shape = graph.add("Shape", steps);
    String minus = graph.integers(-1);
    String pictures =
        graph.add(
            "Reshape",
            steps,
            graph.add("Concat", Attributes.of("axis", 0), minus, slice(shape, 2, 5)));
    List<String> inputs = new ArrayList<>(List.of(pictures));
    inputs.add(graph.constant(name + ".kernel", kernel(arrays.get(0))));
    if (arrays.size() > 2) {
      inputs.add(graph.constant(name + ".bias", arrays.get(2)));
    }
    Attributes attributes =
        window().with("dilations", config.sizes(dimensions, 1, "dilation_rate"));
    String product = graph.add("Conv", attributes, inputs.toArray(String[]::new));
    String sums =
        graph.add(
            "Reshape",
            product,
            graph.add(
                "Concat",
                Attributes.of("axis", 0),
                slice(shape, 0, 2),
                slice(graph.add("Shape", product), 1, 4)));
    return loop(
        sums, filters, graph.constant(name + ".recurrent", kernel(arrays.get(1))), backwards);
  }

  /** Goes along the input products [T, B, 4 * F, Y, X]. */
  private KerasRecurrent.Result loop(String sums, int filters, String kernel, boolean backwards) {
    String shape = graph.add("Shape", sums);
    String state =
        graph.add(
            "ConstantOfShape",
            graph.add(
                "Concat",
                Attributes.of("axis", 0),
                slice(shape, 1, 2),
                graph.integers(filters),
                slice(shape, 3, 5)));
    String time = graph.add("Gather", shape, graph.constant("number", Value.scalar(0L)));
    String most = graph.add("Sub", time, graph.constant("number", Value.scalar(1L)));
    List<String> outputs =
        graph.loop(
            time,
            List.of(state, state),
            (number, states) -> {
              String t = backwards ? graph.add("Sub", most, number) : number;
              String step = graph.add("Gather", Attributes.of("axis", 0), sums, t);
              List<String> next = step(step, states.get(0), states.get(1), kernel);
              return List.of(next.get(0), next.get(1), next.get(0));
            });
    String all = backwards ? graph.reversed(outputs.get(2), 0) : outputs.get(2);
    String y =
        graph.add(
            "Transpose",
            Attributes.of(
                "perm", channelsFirst() ? new long[] {1, 0, 2, 3, 4} : new long[] {1, 0, 3, 4, 2}),
            all);
    return new KerasRecurrent.Result(
        y, List.of(back(outputs.get(0), 4), back(outputs.get(1), 4)), backwards);
  }

  /** h and c after a step, given its input product. */
  private List<String> step(String sums, String h, String c, String kernel) {
    String recurrent = graph.add("Conv", Attributes.of("auto_pad", "SAME_UPPER"), h, kernel);
    List<String> gates =
        graph.add(
            "Split",
            4,
            Attributes.of("axis", 1).with("num_outputs", 4),
            graph.add("Add", sums, recurrent));
    String activation = config.activation("tanh", "activation");
    String gate = config.activation("hard_sigmoid", "recurrent_activation", "inner_activation");
    String i = KerasActivation.apply(graph, gate, config, gates.get(0));
    String f = KerasActivation.apply(graph, gate, config, gates.get(1));
    String o = KerasActivation.apply(graph, gate, config, gates.get(3));
    String candidate = KerasActivation.apply(graph, activation, config, gates.get(2));
    String cell = graph.add("Add", graph.add("Mul", f, c), graph.add("Mul", i, candidate));
    String output = graph.add("Mul", o, KerasActivation.apply(graph, activation, config, cell));
    return List.of(output, cell);
  }

  private String slice(String list, long from, long to) {
    return graph.add("Slice", list, graph.integers(from), graph.integers(to));
  }

  private Attributes window() {
    String padding = config.text("valid", "padding", "border_mode");
    Attributes attributes =
        Attributes.of("strides", config.sizes(dimensions, 1, "strides", "subsample", "stride"));
    return switch (padding) {
      case "valid", "causal" -> attributes;
      case "same" -> attributes.with("auto_pad", "SAME_UPPER");
      default -> throw config.bad("there is no padding " + padding + ".");
    };
  }

  /** With the channels behind the batch. */
  private String first(KerasValue x) {
    if (x.rank() != dimensions + 2) {
      throw config.bad("expected an input of " + (dimensions + 2) + " dimensions.");
    }
    return channelsFirst() ? x.name() : transposed(x.name(), order(x.rank(), true));
  }

  /** With the channels where Keras has them. */
  private String back(String y, int rank) {
    return channelsFirst() ? y : transposed(y, order(rank, false));
  }

  private String transposed(String x, long[] order) {
    return graph.add("Transpose", Attributes.of("perm", order), x);
  }

  private static long[] order(int rank, boolean toFirst) {
    long[] order = new long[rank];
    for (int axis = 1; axis < rank; axis++) {
      if (toFirst) {
        order[axis] = axis == 1 ? rank - 1 : axis - 1;
      } else {
        order[axis] = axis == rank - 1 ? 1 : axis + 1;
      }
    }
    return order;
  }

  private void requireKernel(List<Array> arrays, int rank) {
    if (arrays.isEmpty() || arrays.getFirst().shape().rank() != dimensions + 2) {
      throw config.bad("expected a kernel of " + (dimensions + 2) + " dimensions.");
    }
    if (rank != dimensions + 2) {
      throw config.bad("its input has not as many dimensions as it reads.");
    }
  }

  /** A kernel [K..., I, O] as [O, I, K...]. */
  private static Array kernel(Array keras) {
    int[] sizes = keras.shape().toArray();
    int rank = sizes.length;
    int outputs = sizes[rank - 1];
    int inputs = sizes[rank - 2];
    int places = Arrays.stream(sizes, 0, rank - 2).reduce(1, (a, b) -> a * b);
    int[] dimensions = new int[rank];
    dimensions[0] = outputs;
    dimensions[1] = inputs;
    System.arraycopy(sizes, 0, dimensions, 2, rank - 2);
    Array onnx = Array.zeros(dimensions);
    for (int place = 0; place < places; place++) {
      for (int i = 0; i < inputs; i++) {
        for (int o = 0; o < outputs; o++) {
          onnx.data()[(o * inputs + i) * places + place] =
              keras.data()[(place * inputs + i) * outputs + o];
        }
      }
    }
    return onnx;
  }
}
