package eddy.graph;

import eddy.format.BadInput;
import eddy.recurrent.ConvLstm;
import eddy.recurrent.Recurrent;
import eddy.task.PooledRecurrent;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes Eddy's recurrent layers down as a graph.
 *
 * <p>B sequences, T steps, I inputs, H units, D directions, L layers of a stack. ONNX's recurrent
 * operators go time first, are one layer each, and order their gates otherwise, see {@link
 * GateOrder}.
 */
public final class RecurrentLayers {
  private static final String BATCH = "batch";

  private final GraphBuilder graph;
  private final Layers layers;
  private final boolean states;

  /** The weights that have been written, by layer of the stack. */
  private final Map<Recurrent, List<List<String>>> written = new IdentityHashMap<>();

  RecurrentLayers(Layers layers, boolean states) {
    this.layers = layers;
    this.states = states;
    graph = layers.graph();
  }

  /**
   * What recurrent layers return.
   *
   * @param sequence the name of [B, T, D * H]
   * @param states for each layer of the stack the name of each carried vector after the last step,
   *     [D, B, H]
   */
  public record Output(String sequence, List<List<String>> states) {}

  /**
   * Reads sequences from a state of zeros, or the learnt one, or, where states are asked for, the
   * inputs {@code NAME.h_l0}, {@code NAME.c_l0}, ... [D, B, H], which {@code NAME.next_h_l0}, ...
   * fill for the next call.
   *
   * @param name of the layer, before those of its parameters
   * @param x the name of [B, T, I]
   * @param lengths the name of B true lengths
   * @throws BadInput if states are asked for and the layer has two directions or a learnt first
   *     state
   */
  public Output read(String name, String x, Optional<String> lengths, Recurrent layer) {
    List<List<String>> initial = new ArrayList<>();
    for (int l = 0; l < layer.options().layers(); l++) {
      initial.add(states ? inputs(name, layer, l) : learnt(name, x, layer, l));
    }
    Output output = read(name, x, lengths, layer, initial);
    if (states) {
      for (int l = 0; l < layer.options().layers(); l++) {
        carry(name, l, layer, output.states().get(l));
      }
    }
    return output;
  }

  /**
   * Reads sequences from given states.
   *
   * @param initial for each layer of the stack the names of the carried vectors before the first
   *     step, each [D, B, H]; or none for zeros
   */
  public Output read(
      String name,
      String x,
      Optional<String> lengths,
      Recurrent layer,
      List<List<String>> initial) {
    List<List<String>> last = new ArrayList<>();
    String steps = layers.transposed(x, 1, 0, 2);
    for (int l = 0; l < layer.options().layers(); l++) {
      List<String> outputs =
          CellSteps.needed(layer)
              ? loops(name, steps, lengths, layer, l, initial.get(l))
              : operator(name, steps, lengths, layer, l, initial.get(l));
      last.add(outputs.subList(1, outputs.size()));
      steps =
          layer.options().isResidual() && l > 0
              ? graph.add("Add", outputs.getFirst(), steps)
              : outputs.getFirst();
    }
    return new Output(layers.transposed(steps, 1, 0, 2), last);
  }

  /** One layer of the stack, from [T, B, I] to [T, B, D * H] and the last states, [D, B, H]. */
  private List<String> operator(
      String name,
      String steps,
      Optional<String> lengths,
      Recurrent layer,
      int l,
      List<String> initial) {
    GateOrder order = GateOrder.of(layer.options().cell(), name);
    int hidden = layer.options().hiddenSize();
    int directions = layer.options().directions();
    List<String> weights = weights(name, layer).get(l);
    List<String> inputs = new ArrayList<>(List.of(steps));
    inputs.addAll(weights.subList(0, 3));
    inputs.add(lengths.orElse(""));
    inputs.addAll(initial.isEmpty() ? vectors(layer).stream().map(_ -> "").toList() : initial);
    inputs.addAll(weights.subList(3, weights.size()));
    List<String> outputs =
        new ArrayList<>(
            graph.add(
                order.operator(),
                1 + vectors(layer).size(),
                order.attributes(hidden, directions),
                inputs.toArray(String[]::new)));
    String beside = layers.transposed(outputs.getFirst(), 0, 2, 1, 3);
    outputs.set(0, layers.reshaped(beside, 0, 0, (long) directions * hidden));
    return outputs;
  }

  /** The same by a loop over time for each direction. */
  private List<String> loops(
      String name,
      String steps,
      Optional<String> lengths,
      Recurrent layer,
      int l,
      List<String> initial) {
    int count = vectors(layer).size();
    List<List<String>> directions = new ArrayList<>();
    for (String suffix : suffixes(layer, l)) {
      List<String> first = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        first.add(
            initial.isEmpty()
                ? zeros(steps, layer)
                : graph.add(
                    "Gather",
                    initial.get(k),
                    graph.constant("direction", Value.scalar((long) directions.size()))));
      }
      CellSteps cell = new CellSteps(layers, name, layer, suffix);
      TimeLoop loop = new TimeLoop(layers, lengths, !directions.isEmpty(), 2);
      directions.add(loop.over(cell.ahead(steps), first, cell));
    }
    List<String> outputs = new ArrayList<>();
    outputs.add(layers.joined(2, directions.stream().map(List::getFirst).toArray(String[]::new)));
    for (int k = 0; k < count; k++) {
      int at = 1 + k;
      outputs.add(
          layers.joined(
              0,
              directions.stream()
                  .map(each -> graph.add("Unsqueeze", each.get(at), graph.integers(0)))
                  .toArray(String[]::new)));
    }
    return outputs;
  }

  /**
   * Runs a convolutional LSTM over clips, see {@link ConvLstm}.
   *
   * @param x the name of T pictures of C channels in each of B clips, [T, B, C, R, S]
   * @param lengths the name of B true lengths
   * @return the name of [T, B, H, R, S], zeros behind the end of a clip
   */
  public String convolutional(String name, String x, String lengths, ConvLstm layer) {
    Map<String, Parameter> all = layer.parameters();
    Parameter recurrent = all.get("weight_hh");
    int channels = recurrent.shape().dimension(1);
    int window = recurrent.shape().last();
    // One convolution of both, which adds up in the order of Eddy's own.
    String weight =
        layers.joined(
            1,
            layers.constant(name + ".weight_ih", all.get("weight_ih")),
            layers.constant(name + ".weight_hh", recurrent));
    String bias =
        graph.add(
            "Add",
            layers.constant(name + ".bias_ih", all.get("bias_ih")),
            layers.constant(name + ".bias_hh", all.get("bias_hh")));
    Attributes same = Attributes.of("pads", Collections.nCopies(4, window / 2));
    String shape =
        layers.joined(
            0, layers.size(x, 1), graph.integers(channels), layers.size(x, 3), layers.size(x, 4));
    String zeros = graph.add("ConstantOfShape", shape);
    TimeLoop loop = new TimeLoop(layers, Optional.of(lengths), false, 4);
    return loop.over(
            x,
            List.of(zeros, zeros),
            (picture, before) -> {
              String both = layers.joined(1, picture, before.getFirst());
              String sums = graph.add("Conv", same, both, weight, bias);
              return CellSteps.lstm(graph, 1, sums, before.getLast());
            })
        .getFirst();
  }

  /** A state before the first of some steps [T, B, I], [B, H]. */
  private String zeros(String steps, Recurrent layer) {
    String shape =
        layers.joined(0, layers.size(steps, 1), graph.integers(layer.options().hiddenSize()));
    return graph.add("ConstantOfShape", shape);
  }

  /** The vectors that a layer carries. */
  private static List<String> vectors(Recurrent layer) {
    int hidden = layer.options().hiddenSize();
    return List.of("h", "c").subList(0, layer.options().cell().carried(hidden).length);
  }

  private static List<String> suffixes(Recurrent layer, int l) {
    return layer.options().directions() == 2
        ? List.of("_l" + l, "_l" + l + "_reverse")
        : List.of("_l" + l);
  }

  /**
   * Reads whole sequences and says some numbers of each, as {@link PooledRecurrent} does.
   *
   * @param x the name of [B, T, F]
   * @return the name of [B, C]
   */
  public String pooled(String x, String lengths, PooledRecurrent pooled) {
    String h = x;
    String last = "";
    for (int i = 0; i < pooled.rnns().size(); i++) {
      Output read = read("rnns." + i, h, Optional.of(lengths), pooled.rnns().get(i));
      h = read.sequence();
      last = read.states().getLast().getFirst();
    }
    if (last.isEmpty()) {
      last = graph.add("Unsqueeze", layers.lastStep(h, lengths), graph.integers(0));
    }
    String vector =
        layers.pooled(pooled.poolings().kinds(), h, lengths, last, pooled.poolings().parameters());
    return layers.linear("decoder", vector, Layers.part(pooled.parameters(), "decoder."));
  }

  private List<List<String>> weights(String name, Recurrent layer) {
    return written.computeIfAbsent(
        layer,
        _ -> {
          GateOrder order = GateOrder.of(layer.options().cell(), name);
          List<List<String>> all = new ArrayList<>();
          for (int l = 0; l < layer.options().layers(); l++) {
            List<String> own =
                new ArrayList<>(order.weights(graph, name, layer, suffixes(layer, l)));
            order.peepholes(graph, name, layer, suffixes(layer, l)).ifPresent(own::add);
            all.add(own);
          }
          return all;
        });
  }

  private List<String> inputs(String name, Recurrent layer, int l) {
    if (layer.options().directions() > 1) {
      throw new BadInput(
          name
              + ": a layer of two directions reads whole sequences and carries no state; convert"
              + " without --states.");
    }
    if (layer.parameters().containsKey("initial_0_l" + l)) {
      throw new BadInput(
          name
              + ": a learnt first state can't be an input that begins at zero; convert without"
              + " --states.");
    }
    List<String> vectors = new ArrayList<>();
    for (String vector : vectors(layer)) {
      String input = "%s.%s_l%d".formatted(name, vector, l);
      vectors.add(graph.input(input, Type.FLOAT, "1", BATCH, "" + layer.options().hiddenSize()));
    }
    return vectors;
  }

  /** The learnt vectors before the first step of one layer of the stack, or none. */
  private List<String> learnt(String name, String x, Recurrent layer, int l) {
    Map<String, Parameter> all = layer.parameters();
    int directions = layer.options().directions();
    int hidden = layer.options().hiddenSize();
    List<String> vectors = new ArrayList<>();
    for (int k = 0; all.containsKey("initial_" + k + "_l" + l); k++) {
      List<Parameter> parts = new ArrayList<>();
      parts.add(all.get("initial_" + k + "_l" + l));
      if (directions == 2) {
        parts.add(all.get("initial_" + k + "_l" + l + "_reverse"));
      }
      Array rows = GateOrder.joined(parts, directions, 1, hidden);
      String shape =
          layers.joined(0, graph.integers(directions), layers.size(x, 0), graph.integers(hidden));
      String constant = graph.constant("%s.initial_%d_l%d".formatted(name, k, l), rows);
      vectors.add(graph.add("Expand", constant, shape));
    }
    return vectors;
  }

  private void carry(String name, int l, Recurrent layer, List<String> last) {
    List<String> vectors = vectors(layer);
    for (int k = 0; k < vectors.size(); k++) {
      String input = "%s.%s_l%d".formatted(name, vectors.get(k), l);
      String output = "%s.next_%s_l%d".formatted(name, vectors.get(k), l);
      String hidden = "" + layer.options().hiddenSize();
      graph.output(output, last.get(k), Type.FLOAT, "1", BATCH, hidden);
      graph.carry(output, input);
    }
  }
}
