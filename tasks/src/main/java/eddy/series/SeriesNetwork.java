package eddy.series;

import eddy.data.Padded;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.task.Cells;
import eddy.task.Poolings;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The recurrent network that reads a whole sequence.
 *
 * <p>B sequences, F channels, W outputs of the last layer (both directions), C classes, or 1 for a
 * number.
 *
 * <pre>
 *   x_t = (values_t - mean) / deviation
 *   h_t = recurrent layers(x)_t
 *   p = one or several poolings of h, see {@link Poolings}
 *   logits, or the scaled number = W p + b
 * </pre>
 *
 * <p>Parameters: {@code rnns.l.*}, see {@link Recurrent}; {@code attention.*}, see {@link
 * Poolings}; {@code decoder.weight} [C, W times poolings] and {@code decoder.bias} [C].
 */
final class SeriesNetwork implements Layer {
  private final Scaling inputs;
  private final Fitting fitting;
  private final List<Recurrent> rnns = new ArrayList<>();
  private final Poolings poolings;
  private final Linear decoder;

  SeriesNetwork(SeriesConfig config, Fitting fitting, RandomGenerator random) {
    inputs = config.inputs();
    this.fitting = fitting;
    SeriesConfig.Network network = config.network();
    int width = config.channels().size();
    for (int units : network.units()) {
      Recurrent.Builder rnn =
          Cells.recurrent(network.cell(), width, units).weightDrop((float) fitting.weightDrop());
      rnns.add((network.bidirectional() ? rnn.bidirectional() : rnn).build(random));
      width = rnns.getLast().outputSize();
    }
    poolings = new Poolings(network.pooling(), width, random);
    decoder = new Linear(width * network.pooling().size(), config.outputs(), random);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    for (int layer = 0; layer < rnns.size(); layer++) {
      layers.put("rnns." + layer, rnns.get(layer));
    }
    layers.put("attention", poolings);
    layers.put("decoder", decoder);
    return Layer.join(layers);
  }

  /**
   * What the network makes of sequences.
   *
   * @param values of each, step by step, as the files have them
   * @return [B, C]
   */
  Tensor outputs(Tape tape, List<float[]> values) {
    List<float[]> scaled = values.stream().map(inputs::scaled).toList();
    Sequence x = Padded.of(scaled, inputs.mean().size()).on(tape);
    x = RowDropout.locked(x, (float) fitting.input());
    Tensor state = x.values();
    for (int layer = 0; layer < rnns.size(); layer++) {
      if (layer > 0) {
        x = RowDropout.locked(x, (float) fitting.dropout());
      }
      Recurrent.Output output = rnns.get(layer).forward(x);
      state = output.state().getFirst();
      x = output.sequence();
    }
    Tensor pooled = poolings.pool(x, state);
    return decoder.forward(Elementwise.dropout(pooled, (float) fitting.dropout()));
  }

  /**
   * The network as a graph: from sequences [B, T, F] as the files have them and true lengths [B] to
   * logits [B, C] or the scaled number [B, 1].
   */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, states);
    RecurrentLayers recurrent = layers.recurrent();
    int channels = inputs.mean().size();
    String values = graph.input("values", Type.FLOAT, "batch", "time", "" + channels);
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    String mean = graph.constant("mean", row(inputs.mean()));
    String deviation = graph.constant("deviation", row(inputs.deviation()));
    String x = graph.add("Div", graph.add("Sub", values, mean), deviation);
    String last = "";
    for (int layer = 0; layer < rnns.size(); layer++) {
      RecurrentLayers.Output read =
          recurrent.read("rnns." + layer, x, Optional.of(lengths), rnns.get(layer));
      x = read.sequence();
      last = read.states().getLast().getFirst();
    }
    String pooled = layers.pooled(poolings.kinds(), x, lengths, last, poolings.parameters());
    String outputs = layers.linear("decoder", pooled, decoder.parameters());
    int size = decoder.parameters().get("bias").shape().size();
    graph.output("outputs", outputs, Type.FLOAT, "batch", "" + size);
    return graph.build();
  }

  private static Array row(List<Float> numbers) {
    Array row = Array.zeros(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      row.data()[i] = numbers.get(i);
    }
    return row;
  }
}
