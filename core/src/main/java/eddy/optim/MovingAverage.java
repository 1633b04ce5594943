package eddy.optim;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An exponential moving average of weights, often better than the last weights themselves: {@code a
 * = decay * a + (1 - decay) * w} after each step.
 *
 * <p>Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
 */
public final class MovingAverage {
  private final SequencedMap<String, Parameter> parameters;
  private final SequencedMap<String, float[]> averages = new LinkedHashMap<>();
  private final float fresh;

  /**
   * An average that begins with the present weights.
   *
   * @param decay from 0, where it is the weights themselves, to below 1
   */
  public MovingAverage(SequencedMap<String, Parameter> parameters, double decay) {
    Ranges.fraction("MovingAverage", "decay", decay);
    this.parameters = new LinkedHashMap<>(parameters);
    fresh = (float) (1 - decay);
    parameters.forEach((name, parameter) -> averages.put(name, parameter.data().clone()));
  }

  /** Moves the average towards the present weights, with the threads of a tape. */
  public void update(Tape tape) {
    averages.forEach((name, a) -> {
      float[] w = parameters.get(name).data();
      tape.processor()
          .forEach(
              a.length,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  a[i] += fresh * (w[i] - a[i]);
                }
              });
    });
  }

  /** Exchanges weights and averages, to validate or save with the averages; once more, back. */
  public void swap() {
    averages.forEach((name, a) -> {
      float[] w = parameters.get(name).data();
      for (int i = 0; i < a.length; i++) {
        float kept = w[i];
        w[i] = a[i];
        a[i] = kept;
      }
    });
  }

  /** The averages by names such as {@code average/encoder.weight}; not a copy. */
  public SortedMap<String, Array> state() {
    SortedMap<String, Array> state = new TreeMap<>();
    averages.forEach(
        (name, a) -> state.put("average/" + name, new Array(parameters.get(name).shape(), a)));
    return state;
  }

  /** Goes on from what {@link #state} returned, which is copied. */
  public void restore(SortedMap<String, Array> state) {
    averages.forEach((name, a) -> {
      Array array = state.get("average/" + name);
      if (array == null || !array.shape().equals(parameters.get(name).shape())) {
        throw new IllegalArgumentException(
            "MovingAverage: expected state average/"
                + name
                + " of shape "
                + parameters.get(name).shape()
                + " but got "
                + (array == null ? "none" : array.shape())
                + ".");
      }
      System.arraycopy(array.data(), 0, a, 0, a.length);
    });
  }
}
