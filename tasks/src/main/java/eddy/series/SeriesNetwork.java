package eddy.series;

import eddy.data.Padded;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.layer.Layer;
import eddy.task.PooledRecurrent;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The recurrent network that reads a whole sequence.
 *
 * <p>B sequences, C classes, or 1 for a number: logits, or the scaled number, of x_t = (values_t -
 * mean) / deviation. Parameters: those of {@link PooledRecurrent}.
 */
final class SeriesNetwork implements Layer {
  private final Scaling inputs;
  private final Fitting fitting;
  private final PooledRecurrent layers;

  SeriesNetwork(SeriesConfig config, Fitting fitting, RandomGenerator random) {
    inputs = config.inputs();
    this.fitting = fitting;
    layers =
        new PooledRecurrent(
            config.network(),
            config.channels().size(),
            config.outputs(),
            fitting.dropout(),
            fitting.weightDrop(),
            random);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return layers.parameters();
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
    return layers.forward(RowDropout.locked(x, (float) fitting.input()));
  }

  /**
   * The network as a graph: from sequences [B, T, F] as the files have them and true lengths [B] to
   * logits [B, C] or the scaled number [B, 1].
   */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers written = new Layers(graph, states);
    int channels = inputs.mean().size();
    String values = graph.input("values", Type.FLOAT, "batch", "time", "" + channels);
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    String mean = graph.constant("mean", Array.of(inputs.mean()));
    String deviation = graph.constant("deviation", Array.of(inputs.deviation()));
    String x = graph.add("Div", graph.add("Sub", values, mean), deviation);
    String outputs = written.recurrent().pooled(x, lengths, layers);
    int size = layers.parameters().get("decoder.bias").shape().size();
    graph.output("outputs", outputs, Type.FLOAT, "batch", "" + size);
    return graph.build();
  }
}
