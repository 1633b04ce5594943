package eddy.task;

import static eddy.task.TrainingOptions.require;

import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.Sequence;
import eddy.tensor.Slicing;
import eddy.tensor.Tensor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * One vector of all steps of a sequence, several poolings side by side.
 *
 * <p>B sequences, W outputs of a recurrent layer (both directions), P poolings: the {@code last} h
 * of each direction, {@code mean} and {@code max} over the steps, {@code attention}, which is
 * {@code sum a_t h_t} with {@code a = softmax(v tanh(U h_t + b))}.
 *
 * <p>Parameters, with attention only: {@code hidden.*} [W, W] and {@code score.*} [1, W].
 *
 * <p>Howard and Ruder, "Universal language model fine-tuning for text classification", ACL 2018;
 * attention: Yang et al., "Hierarchical attention networks for document classification", NAACL
 * 2016.
 */
public final class Poolings implements Layer {
  private static final List<String> NAMES = List.of("last", "mean", "max", "attention");

  private final List<String> kinds;
  private final Optional<Linear> hidden;
  private final Optional<Linear> score;

  /**
   * Poolings of these kinds, see {@link #check}.
   *
   * @param width W
   */
  public Poolings(List<String> kinds, int width, RandomGenerator random) {
    this.kinds = kinds;
    boolean attends = kinds.contains("attention");
    hidden = attends ? Optional.of(new Linear(width, width, random)) : Optional.empty();
    score = attends ? Optional.of(new Linear(width, 1, random)) : Optional.empty();
  }

  /**
   * Checks the names on the command line.
   *
   * @throws eddy.format.BadInput if they are not one or several different kinds
   */
  public static void check(List<String> kinds) {
    require(
        !kinds.isEmpty() && NAMES.containsAll(kinds) && new HashSet<>(kinds).size() == kinds.size(),
        "--pooling",
        "one or several of " + String.join(",", NAMES),
        "'" + String.join(",", kinds) + "'");
  }

  /** Which poolings stand side by side. */
  public List<String> kinds() {
    return List.copyOf(kinds);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    hidden.ifPresent(linear -> layers.put("hidden", linear));
    score.ifPresent(linear -> layers.put("score", linear));
    return Layer.join(layers);
  }

  /**
   * Pools what one recurrent layer returned.
   *
   * @param h its outputs, [B, T, W]
   * @param state its first carried vector after the last step, see {@link Recurrent.Output#state}
   * @return [B, P * W]
   */
  public Tensor pool(Sequence h, Tensor state) {
    Tensor[] pooled = kinds.stream().map(kind -> pool(kind, h, state)).toArray(Tensor[]::new);
    return pooled.length == 1 ? pooled[0] : Arrangement.concatenate(pooled);
  }

  private Tensor pool(String kind, Sequence h, Tensor state) {
    return switch (kind) {
      case "last" -> last(state);
      case "mean" -> Pooling.mean(h);
      case "max" -> Pooling.max(h);
      default ->
          Pooling.attention(
              h,
              score
                  .orElseThrow()
                  .forward(Elementwise.tanh(hidden.orElseThrow().forward(h.values()))));
    };
  }

  /**
   * What each direction ended in, side by side.
   *
   * @param state [D, B, W / D]
   */
  private static Tensor last(Tensor state) {
    int batch = state.shape().dimension(1);
    Tensor[] directions = new Tensor[state.shape().dimension(0)];
    for (int d = 0; d < directions.length; d++) {
      Tensor slice = Slicing.slice(state, 0, d, d + 1);
      directions[d] = Arrangement.reshape(slice, batch, state.shape().last());
    }
    return directions.length == 1 ? directions[0] : Arrangement.concatenate(directions);
  }
}
