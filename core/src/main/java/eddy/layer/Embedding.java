package eddy.layer;

import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * A vector for each of a number of things, such as words.
 *
 * <p>V = count, F = size. Parameter: {@code weight} [V, F], standard normal at first.
 */
public final class Embedding implements Layer {
  private final Parameter weight;
  private final float dropout;

  /** A layer with fresh parameters. */
  public Embedding(int count, int size, RandomGenerator random) {
    this(count, size, 0, random);
  }

  /** A layer that drops whole vectors while training, see {@link RowDropout#whole}. */
  public Embedding(int count, int size, double dropout, RandomGenerator random) {
    this.dropout = (float) dropout;
    weight = new Parameter(Array.zeros(count, size));
    Initialization.normal(Initialization.all(weight), 0, 1, random);
  }

  /**
   * Looks up the vectors of some ids.
   *
   * @param ids from 0 to V-1; not modified until the tape closes
   * @param dimensions how the ids are arranged, such as batch and time
   * @return [dimensions..., F]
   */
  public Tensor forward(Tape tape, int[] ids, int... dimensions) {
    return RowDropout.whole(
        Arrangement.rows(tape.parameter(weight), ids, dimensions), ids, dropout);
  }

  /** For a layer that shares it. */
  Parameter weight() {
    return weight;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    all.put("weight", weight);
    return all;
  }
}
