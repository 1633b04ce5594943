package eddy.forecast;

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
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The plain recurrent encoder: it reads the history row by row, all targets together, and forecasts
 * the whole horizon from its last state.
 *
 * <p>B windows, L rows of history, C targets, K known inputs, D hidden units.
 *
 * <pre>
 *   h = recurrent(rows of [targets, known inputs]), stacked
 *   forecast = W [dropout(h_L), known inputs of the future] + b
 * </pre>
 */
final class EncoderNetwork implements ForecastNetwork {
  private final ForecastConfig config;
  private final Recurrent recurrent;
  private final Linear head;

  EncoderNetwork(ForecastConfig config, RandomGenerator random) {
    this.config = config;
    int targets = config.targets().size();
    int known = 2 * config.calendar().size();
    recurrent =
        Cells.recurrent(config.cell(), targets + known, config.hidden())
            .layers(config.layers())
            .dropout((float) config.dropout())
            .build(random);
    head =
        new Linear(config.hidden() + known * config.horizon(), targets * config.horizon(), random);
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
    Tensor inputs =
        batch.knownSize() == 0 ? last : Arrangement.concatenate(last, batch.knownFuture(tape));
    return Arrangement.reshape(
        head.forward(inputs), batch.ids().length, batch.targets(), config.horizon());
  }
}
