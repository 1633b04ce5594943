package eddy.graph;

import eddy.format.BadInput;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network that weights without a description most probably belong to: an embedding, recurrent
 * layers one upon another, and an affine map of every step.
 *
 * <p>It is made only where all sizes fit one upon another. States are carried, apart from those of
 * layers of two directions.
 */
public final class WeightChain {
  private static final String[] VECTORS = {"h", "c"};

  private final GraphBuilder graph = new GraphBuilder();

  /**
   * A recurrent layer in ONNX's layout.
   *
   * @param w [D, G * H, I]
   * @param r [D, G * H, H], or [D, G * H, P] with a projection
   * @param b [D, 2 * G * H]
   * @param p peepholes [D, 3 * H]
   * @param projection [P, H]
   */
  public record Layer(
      String name,
      String operator,
      Attributes attributes,
      Array w,
      Array r,
      Optional<Array> b,
      Optional<Array> p,
      Optional<Array> projection) {

    int directions() {
      return w.shape().dimension(0);
    }

    /** I: how many numbers it reads a step. */
    public int inputs() {
      return w.shape().last();
    }

    int hidden() {
      return r.shape().dimension(1) / gates();
    }

    /** How wide its output is in one direction. */
    int outputs() {
      return r.shape().last();
    }

    int gates() {
      return switch (operator) {
        case "LSTM" -> 4;
        case "GRU" -> 3;
        default -> 1;
      };
    }
  }

  /** An affine map with weight [O, I] and bias [O]. */
  public record Linear(String name, Array weight, Optional<Array> bias) {}

  private WeightChain() {}

  /**
   * Makes the graph, whose input is {@code ids} [batch, time] or {@code x} [batch, time, I], and
   * whose output is {@code y} [batch, time, O].
   *
   * @throws BadInput if sizes don't fit
   */
  public static Graph of(Optional<Array> embedding, List<Layer> layers, Optional<Linear> output) {
    return new WeightChain().map(embedding, layers, output);
  }

  private Graph map(Optional<Array> embedding, List<Layer> layers, Optional<Linear> output) {
    if (layers.isEmpty()) {
      throw new BadInput("expected the weights of a recurrent layer, but there are none.");
    }
    String x;
    int width = layers.getFirst().inputs();
    if (embedding.isPresent()) {
      String ids = graph.input("ids", Type.INTEGER, "batch", "time");
      x = graph.add("Gather", graph.constant("embedding", embedding.get()), ids);
      width = embedding.get().shape().last();
    } else {
      x = graph.input("x", Type.FLOAT, "batch", "time", "" + width);
    }
    for (Layer layer : layers) {
      require(layer.name(), layer.inputs(), width);
      x = layer.projection().isPresent() ? projected(layer, x) : plain(layer, x);
      width = layer.directions() * layer.outputs();
    }
    if (output.isPresent()) {
      Linear linear = output.get();
      require(linear.name(), linear.weight().shape().last(), width);
      Optional<String> bias =
          linear.bias().map(each -> graph.constant(linear.name() + ".bias", each));
      String weight = graph.constant(linear.name() + ".weight", linear.weight());
      x = new Layers(graph, false).linear(x, weight, bias);
      width = linear.weight().shape().dimension(0);
    }
    graph.output("y", x, Type.FLOAT, "batch", "time", "" + width);
    return graph.build();
  }

  private static void require(String name, int expected, int found) {
    if (expected != found) {
      throw new BadInput(
          "%s reads %d numbers a step, but what comes before it gives %d; which weights belong to"
                  .formatted(name, expected, found)
              + " which layer can't be told.");
    }
  }

  private String plain(Layer layer, String x) {
    List<String> inputs = new ArrayList<>();
    inputs.add(graph.add("Transpose", Attributes.of("perm", new long[] {1, 0, 2}), x));
    inputs.add(graph.constant(layer.name() + ".W", layer.w()));
    inputs.add(graph.constant(layer.name() + ".R", layer.r()));
    inputs.add(layer.b().map(b -> graph.constant(layer.name() + ".B", b)).orElse(""));
    int vectors = layer.operator().equals("LSTM") ? 2 : 1;
    boolean carries = layer.directions() == 1;
    if (carries || layer.p().isPresent()) {
      inputs.add("");
      for (int k = 0; k < vectors; k++) {
        inputs.add(carries ? state(layer, k, layer.hidden()) : "");
      }
      layer.p().ifPresent(p -> inputs.add(graph.constant(layer.name() + ".P", p)));
    }
    Attributes attributes = layer.attributes().with("hidden_size", layer.hidden());
    if (!carries) {
      attributes = attributes.with("direction", "bidirectional");
    }
    List<String> outputs =
        graph.add(layer.operator(), 1 + vectors, attributes, inputs.toArray(String[]::new));
    for (int k = 0; carries && k < vectors; k++) {
      carry(layer, k, outputs.get(k + 1), layer.hidden());
    }
    String steps =
        graph.add("Transpose", Attributes.of("perm", new long[] {2, 0, 1, 3}), outputs.getFirst());
    long width = (long) layer.directions() * layer.hidden();
    return graph.add("Reshape", steps, graph.integers(0, 0, width));
  }

  private String state(Layer layer, int vector, int size) {
    return graph.input(layer.name() + "." + VECTORS[vector], Type.FLOAT, "1", "batch", "" + size);
  }

  private void carry(Layer layer, int vector, String next, int size) {
    String name = layer.name() + ".next_" + VECTORS[vector];
    graph.output(name, next, Type.FLOAT, "1", "batch", "" + size);
    graph.carry(name, layer.name() + "." + VECTORS[vector]);
  }

  /**
   * An LSTM that projects its output, for which ONNX has no operator: a loop over the steps.
   *
   * <p>Sak, Senior, Beaufays 2014, arXiv:1402.1128.
   */
  private String projected(Layer layer, String x) {
    if (layer.directions() != 1) {
      throw new BadInput(layer.name() + ": a projection in two directions is not supported.");
    }
    int rows = 4 * layer.hidden();
    String steps = graph.add("Transpose", Attributes.of("perm", new long[] {1, 0, 2}), x);
    String product = graph.add("MatMul", steps, matrix(layer, ".W", layer.w(), rows));
    if (layer.b().isPresent()) {
      Array bias = new Array(Shape.of(2, rows), layer.b().get().data());
      String both = graph.constant(layer.name() + ".B", bias);
      String sum = graph.add("ReduceSum", Attributes.of("keepdims", 0), both, graph.integers(0));
      product = graph.add("Add", product, sum);
    }
    String sums = product;
    String recurrent = matrix(layer, ".R", layer.r(), rows);
    String projection =
        graph.add(
            "Transpose",
            Attributes.of("perm", new long[] {1, 0}),
            graph.constant(layer.name() + ".projection", layer.projection().get()));
    Optional<List<String>> peepholes =
        layer.p().map(p -> split(graph.constant(layer.name() + ".P", p), 3, -1));
    String zero = graph.integers(0);
    String h = graph.add("Squeeze", state(layer, 0, layer.outputs()), zero);
    String c = graph.add("Squeeze", state(layer, 1, layer.hidden()), zero);
    String time =
        graph.add("Gather", graph.add("Shape", x), graph.constant("one", Value.scalar(1L)));
    List<String> outputs =
        graph.loop(
            time,
            List.of(h, c),
            (number, states) -> {
              String step = graph.add("Gather", sums, number);
              String sum = graph.add("Add", step, graph.add("MatMul", states.get(0), recurrent));
              List<String> gates = split(sum, 4, -1);
              String cell = states.get(1);
              String i = gate(gates.get(0), peepholes, 0, cell);
              String f = gate(gates.get(2), peepholes, 2, cell);
              String next =
                  graph.add(
                      "Add",
                      graph.add("Mul", f, cell),
                      graph.add("Mul", i, graph.add("Tanh", gates.get(3))));
              String o = gate(gates.get(1), peepholes, 1, next);
              String output =
                  graph.add("MatMul", graph.add("Mul", o, graph.add("Tanh", next)), projection);
              return List.of(output, next, output);
            });
    carry(layer, 0, graph.add("Unsqueeze", outputs.get(0), zero), layer.outputs());
    carry(layer, 1, graph.add("Unsqueeze", outputs.get(1), zero), layer.hidden());
    return graph.add("Transpose", Attributes.of("perm", new long[] {1, 0, 2}), outputs.get(2));
  }

  private List<String> split(String x, int parts, int axis) {
    return graph.add("Split", parts, Attributes.of("axis", axis).with("num_outputs", parts), x);
  }

  private String matrix(Layer layer, String suffix, Array weights, int rows) {
    Array flat = new Array(Shape.of(rows, weights.shape().last()), weights.data());
    String name = graph.constant(layer.name() + suffix, flat);
    return graph.add("Transpose", Attributes.of("perm", new long[] {1, 0}), name);
  }

  private String gate(String sum, Optional<List<String>> peepholes, int which, String cell) {
    return graph.add(
        "Sigmoid",
        peepholes
            .map(all -> graph.add("Add", sum, graph.add("Mul", all.get(which), cell)))
            .orElse(sum));
  }
}
