package eddy.graph;

import eddy.format.BadInput;
import eddy.recurrent.Recurrent;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes Eddy's layers down as a graph, with PyTorch's names, shapes and layouts: batch first.
 *
 * <p>ONNX's recurrent operators go time first, keep directions apart, and order their gates
 * otherwise; {@code docs/weights.md} has the table.
 */
public final class Layers {
  private static final String BATCH = "batch";

  private final GraphBuilder graph;
  private final boolean states;

  /**
   * Layers for a graph.
   *
   * @param states whether the states of recurrent layers are inputs and outputs
   */
  public Layers(GraphBuilder graph, boolean states) {
    this.graph = graph;
    this.states = states;
  }

  /** Where they are written to. */
  public GraphBuilder graph() {
    return graph;
  }

  /**
   * An affine map of the last dimension.
   *
   * @param weight the name of a constant [O, I]
   * @param bias the name of a constant [O]
   */
  public String linear(String x, String weight, Optional<String> bias) {
    String product = graph.add("MatMul", x, transposed(weight, 1, 0));
    return bias.map(b -> graph.add("Add", product, b)).orElse(product);
  }

  /** The same with the parameters of a layer. */
  public String linear(String name, String x, Map<String, Parameter> parameters) {
    String weight = constant(name + ".weight", parameters.get("weight"));
    return linear(x, weight, Optional.of(constant(name + ".bias", parameters.get("bias"))));
  }

  /** A parameter as a constant. */
  public String constant(String name, Parameter parameter) {
    return graph.constant(name, parameter.value().copy());
  }

  /** With its dimensions in another order. */
  public String transposed(String x, long... order) {
    return graph.add("Transpose", Attributes.of("perm", order), x);
  }

  /** The rows of a table [V, F] that ids name. */
  public String embedding(String table, String ids) {
    return graph.add("Gather", table, ids);
  }

  /** With other sizes: 0 is that of x, -1 what is left. */
  public String reshaped(String x, long... sizes) {
    return graph.add("Reshape", x, graph.integers(sizes));
  }

  /** The size of one dimension, as a list of one. */
  public String size(String x, int axis) {
    return graph.add("Gather", graph.add("Shape", x), graph.integers(axis));
  }

  /**
   * What a recurrent layer returns.
   *
   * @param sequence the name of [B, T, D * H]
   * @param last the name of each carried vector after the last step of the last layer, [D, B, H]
   */
  public record Output(String sequence, List<String> last) {}

  /**
   * A recurrent layer, or a stack of them, from a state of zeros, or the learnt one, or, where
   * states are asked for, the inputs {@code NAME.h_l0}, {@code NAME.c_l0}, ... [D, B, H].
   *
   * @param x the name of [B, T, I]
   * @param lengths the name of B true lengths
   * @throws BadInput if the layer has something that ONNX has no word for
   */
  public Output recurrent(String name, String x, Optional<String> lengths, Recurrent layer) {
    List<List<String>> none =
        java.util.stream.IntStream.range(0, layer.options().layers())
            .mapToObj(_ -> List.<String>of())
            .toList();
    return recurrent(name, x, lengths, layer, none);
  }

  /**
   * The same from given vectors.
   *
   * @param initial for each layer the names of the carried vectors before the first step, each [D,
   *     B, H]; or none
   */
  public Output recurrent(
      String name,
      String x,
      Optional<String> lengths,
      Recurrent layer,
      List<List<String>> initial) {
    GateOrder order = GateOrder.of(layer.options().cell(), name);
    requireKnown(name, layer);
    int hidden = layer.options().hiddenSize();
    int directions = layer.options().directions();
    List<String> last = List.of();
    String steps = transposed(x, 1, 0, 2);
    for (int l = 0; l < layer.options().layers(); l++) {
      List<String> given = initial.get(l).isEmpty() ? initial(name, x, layer, l) : initial.get(l);
      List<String> inputs = new ArrayList<>(List.of(steps));
      inputs.addAll(order.weights(graph, name, layer, l));
      inputs.add(lengths.orElse(""));
      inputs.add(given.isEmpty() ? "" : given.getFirst());
      if (order.operator().equals("LSTM")) {
        inputs.add(given.isEmpty() ? "" : given.getLast());
        order.peepholes(graph, name, layer, l).ifPresent(inputs::add);
      }
      List<String> outputs =
          graph.add(
              order.operator(),
              1 + order.vectors(),
              order.attributes(hidden, directions),
              inputs.toArray(String[]::new));
      last = outputs.subList(1, outputs.size());
      if (states) {
        carry(name, l, layer, last);
      }
      boolean top = l == layer.options().layers() - 1;
      steps =
          reshaped(
              transposed(
                  outputs.getFirst(), top ? new long[] {2, 0, 1, 3} : new long[] {0, 2, 1, 3}),
              0,
              0,
              (long) directions * hidden);
    }
    return new Output(steps, last);
  }

  /** The vectors before the first step of one layer of the stack, or none for zeros. */
  private List<String> initial(String name, String x, Recurrent layer, int l) {
    List<String> vectors = new ArrayList<>();
    int directions = layer.options().directions();
    String hidden = "" + layer.options().hiddenSize();
    boolean learnt = layer.parameters().containsKey("initial_0_l" + l);
    if (states) {
      if (learnt) {
        throw new BadInput(
            name + ": a learnt state can't be an input and an output; export without --states.");
      }
      for (String vector : GateOrder.of(layer.options().cell(), name).names()) {
        String input = "%s.%s_l%d".formatted(name, vector, l);
        vectors.add(graph.input(input, Type.FLOAT, "" + directions, BATCH, hidden));
      }
    } else if (learnt) {
      String shape =
          graph.add(
              "Concat",
              Attributes.of("axis", 0),
              graph.integers(directions),
              size(x, 0),
              graph.integers(Long.parseLong(hidden)));
      for (int k = 0; layer.parameters().containsKey("initial_" + k + "_l" + l); k++) {
        List<Parameter> parts = new ArrayList<>();
        parts.add(layer.parameters().get("initial_" + k + "_l" + l));
        if (directions == 2) {
          parts.add(layer.parameters().get("initial_" + k + "_l" + l + "_reverse"));
        }
        Array rows = GateOrder.joined(parts, directions, 1, layer.options().hiddenSize());
        String constant = graph.constant("%s.initial_%d_l%d".formatted(name, k, l), rows);
        vectors.add(graph.add("Expand", constant, shape));
      }
    }
    return vectors;
  }

  private void carry(String name, int l, Recurrent layer, List<String> last) {
    List<String> vectors = GateOrder.of(layer.options().cell(), name).names();
    for (int k = 0; k < vectors.size(); k++) {
      String input = "%s.%s_l%d".formatted(name, vectors.get(k), l);
      String output = "%s.next_%s_l%d".formatted(name, vectors.get(k), l);
      graph.output(
          output,
          last.get(k),
          Type.FLOAT,
          "" + layer.options().directions(),
          BATCH,
          "" + layer.options().hiddenSize());
      graph.carry(output, input);
    }
  }

  private void requireKnown(String name, Recurrent layer) {
    if (states && layer.options().directions() > 1) {
      throw new BadInput(
          name
              + ": a layer of two directions reads whole sequences and carries no state;"
              + " export without --states.");
    }
    if (layer.options().mixesSteps()) {
      throw new BadInput(
          name + ": residual connections and zoneout inside a stack have no word in ONNX.");
    }
  }
}
