package eddy.task;

import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * Recurrent layers that read a whole sequence, and some numbers for what they made of it.
 *
 * <p>B sequences, F features, W outputs of the last layer (both directions), C numbers.
 *
 * <pre>
 *   h_t = recurrent layers(x)_t
 *   p = one or several poolings of h, see {@link Poolings}
 *   y = W p + b
 * </pre>
 *
 * <p>Parameters: {@code rnns.l.*}, see {@link Recurrent}; {@code attention.*}, see {@link
 * Poolings}; {@code decoder.weight} [C, W times poolings] and {@code decoder.bias} [C].
 */
public final class PooledRecurrent implements Layer {
  private final float dropout;
  private final List<Recurrent> rnns = new ArrayList<>();
  private final Poolings poolings;
  private final Linear decoder;

  /**
   * The layers.
   *
   * @param cell see {@link Cells}
   * @param units of each recurrent layer and direction; none where what is read is pooled as it is
   * @param bidirectional whether sequences are read in both directions
   * @param pooling what is made of the outputs of all steps, see {@link Poolings}
   */
  public record Config(
      String cell, List<Integer> units, boolean bidirectional, List<String> pooling) {
    public Config {
      units = List.copyOf(units);
      pooling = List.copyOf(pooling);
    }

    /** The layers in words. */
    @Override
    public String toString() {
      return "%s%s, layers of %s units, pooling by %s"
          .formatted(
              bidirectional ? "bidirectional " : "",
              cell,
              Cells.shown(units),
              String.join(" and ", pooling));
    }
  }

  /**
   * Layers with fresh parameters.
   *
   * @param features F
   * @param outputs C
   * @param dropout of what the layers return, between them and before the end
   * @param weightDrop dropout of the recurrent weights
   */
  public PooledRecurrent(
      Config config,
      int features,
      int outputs,
      double dropout,
      double weightDrop,
      RandomGenerator random) {
    this.dropout = (float) dropout;
    int width = features;
    for (int units : config.units()) {
      RecurrentBuilder rnn =
          Cells.recurrent(config.cell(), width, units).weightDrop((float) weightDrop);
      rnns.add((config.bidirectional() ? rnn.bidirectional() : rnn).build(random));
      width = rnns.getLast().outputSize();
    }
    poolings = new Poolings(config.pooling(), width, random);
    decoder = new Linear(width * config.pooling().size(), outputs, random);
  }

  /** The recurrent layers, the first one first. */
  public List<Recurrent> rnns() {
    return Collections.unmodifiableList(rnns);
  }

  /** What is made of the outputs of all steps. */
  public Poolings poolings() {
    return poolings;
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
   * Reads sequences.
   *
   * @param x [B, T, F]
   * @return [B, C]
   */
  public Tensor forward(Sequence x) {
    Sequence h = x;
    Tensor state = rnns.isEmpty() ? lastStep(x) : x.values();
    for (int layer = 0; layer < rnns.size(); layer++) {
      Recurrent.Output read =
          rnns.get(layer).forward(layer == 0 ? h : RowDropout.locked(h, dropout));
      h = read.sequence();
      state = read.state().getFirst();
    }
    Tensor pooled = poolings.pool(h, state);
    return decoder.forward(Elementwise.dropout(pooled, dropout));
  }

  /** What a layer that changed nothing would have ended in. */
  private static Tensor lastStep(Sequence x) {
    return Arrangement.reshape(Pooling.last(x), 1, x.batch(), x.features());
  }
}
