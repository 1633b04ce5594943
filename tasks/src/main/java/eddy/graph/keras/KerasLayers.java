package eddy.graph.keras;

import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import eddy.graph.Value;
import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Keras's layers that are not recurrent. */
record KerasLayers(GraphBuilder graph, KerasConfig config) {

  /**
   * Adds a layer.
   *
   * @param weights by name, in Keras's order
   * @param name for constants
   */
  KerasValue add(
      String className, List<KerasValue> inputs, Map<String, Array> weights, String name) {
    KerasValue x = inputs.getFirst();
    List<Array> arrays = new ArrayList<>(weights.values());
    return switch (className) {
      case "Dropout",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "GaussianNoise",
          "GaussianDropout",
          "AlphaDropout",
          "ActivityRegularization" ->
          x;
      case "Activation" -> x.with(activated(config.activation("linear", "activation"), x));
      case "ReLU", "LeakyReLU", "ELU", "Softmax", "PReLU" ->
          x.with(own(className, x, arrays, name));
      case "Dense", "TimeDistributedDense" -> x.with(dense(x, arrays, name));
      case "Embedding" -> embedding(x, arrays, name);
      case "Masking" -> masking(x);
      case "NotEqual" ->
          // Keras 3 lists where a mask comes from as a layer; the mask itself goes its own way.
          x;
      case "TimeDistributed" -> timeDistributed(x, weights, name);
      case "LayerNormalization" -> x.with(layerNormalization(x, arrays, name));
      case "BatchNormalization" -> x.with(batchNormalization(x, arrays, name));
      case "Conv1D", "Convolution1D" ->
          new KerasValue(new KerasConvolution(graph, config, 1).convolve(x, weights, name), 3);
      case "Conv2D", "Convolution2D" ->
          new KerasValue(new KerasConvolution(graph, config, 2).convolve(x, weights, name), 4);
      case "MaxPooling1D", "MaxPooling2D" ->
          new KerasValue(convolution(className).pool("MaxPool", x), x.rank());
      case "AveragePooling1D", "AveragePooling2D" ->
          new KerasValue(convolution(className).pool("AveragePool", x), x.rank());
      case "GlobalMaxPooling1D", "GlobalMaxPooling2D" -> poolAll(className, false, x);
      case "GlobalAveragePooling1D", "GlobalAveragePooling2D" -> poolAll(className, true, x);
      case "RepeatVector" -> repeated(x);
      case "Flatten" -> new KerasValue(graph.add("Reshape", x.name(), graph.integers(0, -1)), 2);
      case "Reshape" -> reshaped(x);
      case "Permute" -> permuted(x);
      case "Concatenate" ->
          merged(inputs, graph.add("Concat", Attributes.of("axis", concatAxis()), names(inputs)));
      case "Add" -> merged(inputs, graph.add("Sum", names(inputs)));
      case "Average" -> merged(inputs, graph.add("Mean", names(inputs)));
      case "Maximum" -> merged(inputs, graph.add("Max", names(inputs)));
      case "Minimum" -> merged(inputs, graph.add("Min", names(inputs)));
      case "Subtract" -> merged(inputs, graph.add("Sub", names(inputs)));
      case "Multiply" -> merged(inputs, product(inputs));
      default -> throw config.bad("there is no such layer in Eddy.");
    };
  }

  private String activated(String activation, KerasValue x) {
    return KerasActivation.apply(graph, activation, config, x.name());
  }

  /** An activation that is a layer with arguments of its own. */
  private String own(String className, KerasValue x, List<Array> arrays, String name) {
    return switch (className) {
      case "ReLU" -> {
        float slope = config.real(0, "negative_slope");
        if (config.real(0, "threshold") != 0 || (slope != 0 && config.has("max_value"))) {
          throw config.bad("a threshold, or a slope and a largest value, are not supported.");
        }
        yield config.has("max_value")
            ? graph.clipped(x.name(), config.real(0, "max_value"))
            : graph.add("LeakyRelu", Attributes.of("alpha", slope), x.name());
      }
      case "LeakyReLU" ->
          graph.add(
              "LeakyRelu",
              Attributes.of("alpha", config.real(0.3, "negative_slope", "alpha")),
              x.name());
      case "ELU" -> graph.add("Elu", Attributes.of("alpha", config.real(1, "alpha")), x.name());
      case "PReLU" ->
          graph.add("PRelu", x.name(), graph.constant(name + ".slope", weight(arrays, 0)));
      default -> {
        long[] axis = config.list("axis");
        yield graph.add(
            "Softmax", Attributes.of("axis", axis.length == 1 ? axis[0] : -1), x.name());
      }
    };
  }

  private Array weight(List<Array> arrays, int index) {
    if (index >= arrays.size()) {
      throw config.bad("the file lacks its weights.");
    }
    return arrays.get(index);
  }

  private String dense(KerasValue x, List<Array> arrays, String name) {
    String y = graph.add("MatMul", x.name(), graph.constant(name + ".kernel", weight(arrays, 0)));
    if (arrays.size() > 1) {
      y = graph.add("Add", y, graph.constant(name + ".bias", arrays.get(1)));
    }
    return KerasActivation.apply(graph, config.activation("linear", "activation"), config, y);
  }

  private KerasValue embedding(KerasValue x, List<Array> arrays, String name) {
    String table = graph.constant(name + ".embeddings", weight(arrays, 0));
    String ids = graph.add("Cast", Attributes.of("to", 7), x.name());
    Optional<String> mask = Optional.empty();
    if (config.truth(false, "mask_zero")) {
      String zero = graph.constant("zero", Value.scalar(0L));
      mask = Optional.of(graph.add("Not", graph.add("Equal", ids, zero)));
    }
    return new KerasValue(graph.add("Gather", table, ids), x.rank() + 1, mask);
  }

  /** A step counts if any of its features is another number than the one that masks. */
  private KerasValue masking(KerasValue x) {
    String value = graph.constant("masked", Value.scalar(config.real(0, "mask_value")));
    String other = graph.add("Not", graph.add("Equal", x.name(), value));
    String real = graph.add("Cast", Attributes.of("to", 1), other);
    String any = graph.add("ReduceMax", Attributes.of("keepdims", 1), real, graph.integers(-1));
    String mask =
        graph.add("Cast", Attributes.of("to", 9), graph.add("Squeeze", any, graph.integers(-1)));
    return new KerasValue(graph.add("Mul", x.name(), any), x.rank(), Optional.of(mask));
  }

  /** A layer on each step: with the steps among the batch, where it must know its dimensions. */
  private KerasValue timeDistributed(KerasValue x, Map<String, Array> weights, String name) {
    KerasLayers inner = new KerasLayers(graph, config.inner("layer"));
    String className = config.innerClass("layer");
    if (List.of("Dense", "Dropout", "Activation", "LayerNormalization").contains(className)) {
      return inner.add(className, List.of(x), weights, name);
    }
    String shape = graph.add("Shape", x.name());
    String minus = graph.integers(-1);
    Attributes along = Attributes.of("axis", 0);
    String steps =
        graph.add("Reshape", x.name(), graph.add("Concat", along, minus, after(shape, 2)));
    KerasValue y =
        inner.add(className, List.of(new KerasValue(steps, x.rank() - 1)), weights, name);
    String sizes =
        graph.add(
            "Concat",
            along,
            graph.add("Slice", shape, graph.integers(0), graph.integers(2)),
            after(graph.add("Shape", y.name()), 1));
    return new KerasValue(graph.add("Reshape", y.name(), sizes), y.rank() + 1, x.mask());
  }

  private String after(String shape, long from) {
    return graph.add("Slice", shape, graph.integers(from), graph.integers(Long.MAX_VALUE));
  }

  private String layerNormalization(KerasValue x, List<Array> arrays, String name) {
    long[] axes = config.list("axis");
    if (axes.length > 1 || (axes.length == 1 && axes[0] != -1 && axes[0] != x.rank() - 1)) {
      throw config.bad("only the last dimension can be normalized.");
    }
    boolean scale = config.truth(true, "scale");
    boolean center = config.truth(true, "center");
    int size = weight(arrays, 0).data().length;
    Array ones = Array.zeros(size);
    Arrays.fill(ones.data(), 1);
    Array gamma = scale ? weight(arrays, 0) : ones;
    Array beta = center ? weight(arrays, scale ? 1 : 0) : Array.zeros(size);
    return graph.add(
        "LayerNormalization",
        Attributes.of("axis", -1).with("epsilon", config.real(1e-3, "epsilon")),
        x.name(),
        graph.constant(name + ".gamma", gamma),
        graph.constant(name + ".beta", beta));
  }

  /** One factor and one summand for each feature, since the statistics are fixed. */
  private String batchNormalization(KerasValue x, List<Array> arrays, String name) {
    int scale = config.truth(true, "scale") ? 1 : 0;
    int center = config.truth(true, "center") ? 1 : 0;
    Array mean = weight(arrays, scale + center);
    Array variance = weight(arrays, scale + center + 1);
    long[] axes = config.list("axis");
    long axis = axes.length == 0 || axes[0] == -1 ? x.rank() - 1 : axes[0];
    int[] sizes = new int[x.rank() - (int) axis];
    Arrays.fill(sizes, 1);
    sizes[0] = mean.data().length;
    Array factor = Array.zeros(sizes);
    Array summand = Array.zeros(sizes);
    float epsilon = config.real(1e-3, "epsilon");
    for (int i = 0; i < factor.data().length; i++) {
      double gamma = scale == 1 ? arrays.get(0).data()[i] : 1;
      double beta = center == 1 ? arrays.get(scale).data()[i] : 0;
      double each = gamma / Math.sqrt((double) variance.data()[i] + epsilon);
      factor.data()[i] = (float) each;
      summand.data()[i] = (float) (beta - mean.data()[i] * each);
    }
    return graph.add(
        "Add",
        graph.add("Mul", x.name(), graph.constant(name + ".factor", factor)),
        graph.constant(name + ".summand", summand));
  }

  private KerasConvolution convolution(String className) {
    return new KerasConvolution(graph, config, className.endsWith("1D") ? 1 : 2);
  }

  private KerasValue poolAll(String className, boolean mean, KerasValue x) {
    String y = convolution(className).poolAll(mean, x);
    return new KerasValue(y, config.truth(false, "keepdims") ? x.rank() : 2);
  }

  private KerasValue repeated(KerasValue x) {
    String column = graph.add("Unsqueeze", x.name(), graph.integers(1));
    return new KerasValue(graph.add("Tile", column, graph.integers(1, config.integer("n"), 1)), 3);
  }

  private KerasValue reshaped(KerasValue x) {
    long[] sizes = config.list("target_shape");
    long[] all = LongStream.concat(LongStream.of(0), LongStream.of(sizes)).toArray();
    return new KerasValue(graph.add("Reshape", x.name(), graph.integers(all)), all.length);
  }

  private KerasValue permuted(KerasValue x) {
    long[] order =
        LongStream.concat(LongStream.of(0), LongStream.of(config.list("dims"))).toArray();
    return new KerasValue(graph.add("Transpose", Attributes.of("perm", order), x.name()), x.rank());
  }

  private long concatAxis() {
    long[] axis = config.list("axis");
    return axis.length == 0 ? -1 : axis[0];
  }

  private String product(List<KerasValue> inputs) {
    String product = inputs.getFirst().name();
    for (KerasValue input : inputs.subList(1, inputs.size())) {
      product = graph.add("Mul", product, input.name());
    }
    return product;
  }

  private static String[] names(List<KerasValue> inputs) {
    return inputs.stream().map(KerasValue::name).toArray(String[]::new);
  }

  private KerasValue merged(List<KerasValue> inputs, String y) {
    int rank = inputs.stream().mapToInt(KerasValue::rank).max().orElseThrow();
    List<String> masks = inputs.stream().flatMap(x -> x.mask().stream()).distinct().toList();
    // The versions of Keras don't agree on what becomes of several.
    if (masks.size() > 1) {
      throw config.bad("a merge of inputs with different masks is not supported.");
    }
    return new KerasValue(y, rank, masks.stream().findFirst());
  }
}
