package eddy.forecast;

import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.task.Cells;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The plain recurrent encoder: it reads the history row by row, all targets together, and forecasts
 * the whole horizon from its last state.
 *
 * <p>B windows, L rows of history, C targets, D hidden units.
 *
 * <pre>
 *   h = recurrent(rows of [targets, known inputs, past covariates]), stacked
 *   forecast = W [dropout(h_L), known inputs of the future] + b
 * </pre>
 */
final class EncoderNetwork implements DirectNetwork {
  static final String NAME = "encoder";

  private final ForecastConfig config;
  private final Recurrent recurrent;
  private final Linear head;

  EncoderNetwork(ForecastConfig config, RandomGenerator random) {
    this.config = config;
    int targets = config.targets().size();
    int future = WindowBatch.futureWidth(config, 1) * config.horizon();
    int outputs = targets * config.horizon() * Output.of(config).size();
    int inputs = targets - 1 + WindowBatch.historyWidth(config, 1);
    recurrent =
        Cells.recurrent(config.cell(), inputs, config.hidden())
            .layers(config.layers())
            .dropout((float) config.dropout())
            .build(random);
    head = new Linear(config.hidden() + future, outputs, random);
  }

  @Override
  public ForecastConfig config() {
    return config;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("recurrent", recurrent);
    layers.put("head", head);
    return Layer.join(layers);
  }

  @Override
  public Tensor forward(Tape tape, WindowBatch batch) {
    Sequence outputs = recurrent.forward(Sequence.full(batch.history(tape))).sequence();
    Tensor last = Elementwise.dropout(Pooling.last(outputs), (float) config.dropout());
    Tensor future = batch.future(tape);
    Tensor inputs = future.shape().last() == 0 ? last : Arrangement.concatenate(last, future);
    return Arrangement.reshape(
        head.forward(inputs),
        batch.size(),
        batch.targets(),
        config.horizon(),
        Output.of(config).size());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Inputs: {@code history} [B, L, inputs] and, with known inputs, {@code future} [B, inputs].
   */
  @Override
  public String write(Layers layers) {
    GraphBuilder graph = layers.graph();
    String inputs = "" + (config.targets().size() - 1 + WindowBatch.historyWidth(config, 1));
    String x = graph.input("history", Type.FLOAT, "batch", "time", inputs);
    var states =
        layers.recurrent().read("recurrent", x, Optional.empty(), recurrent).states().getLast();
    String read = layers.sideBySide(states.getFirst());
    int future = WindowBatch.futureWidth(config, 1) * config.horizon();
    if (future > 0) {
      read = layers.joined(1, read, graph.input("future", Type.FLOAT, "batch", "" + future));
    }
    int targets = config.targets().size();
    int size = Output.of(config).size();
    return layers.reshaped(
        layers.linear("head", read, head.parameters()), 0, targets, config.horizon(), size);
  }
}
