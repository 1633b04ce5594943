package eddy.optim;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An average of weights over the steps of training, often better than the last weights themselves.
 *
 * <p>With a decay it is exponential: {@code a = decay * a + (1 - decay) * w} after each step.
 * {@link #afterStagnation} gives the plain mean from the step on at which validation stagnated, and
 * until then the weights themselves; with {@link Sgd} this is NT-ASGD.
 *
 * <p>Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; Merity,
 * Keskar and Socher, "Regularizing and optimizing LSTM language models", ICLR 2018.
 */
public final class MovingAverage {
  private final SequencedMap<String, Parameter> parameters;
  private final SequencedMap<String, float[]> averages = new LinkedHashMap<>();
  private final double decay;
  private final int epochs;
  private final List<Double> metrics = new ArrayList<>();
  private boolean begun;
  private long steps;

  /**
   * An exponential average that begins with the present weights.
   *
   * @param decay from 0, where it is the weights themselves, to below 1
   */
  public MovingAverage(SequencedMap<String, Parameter> parameters, double decay) {
    this(parameters, decay, 0);
    Ranges.fraction("MovingAverage", "decay", decay);
    begun = true;
  }

  private MovingAverage(SequencedMap<String, Parameter> parameters, double decay, int epochs) {
    this.parameters = new LinkedHashMap<>(parameters);
    this.decay = decay;
    this.epochs = epochs;
    parameters.forEach((name, parameter) -> averages.put(name, parameter.data().clone()));
  }

  /**
   * The mean of the weights of all steps after an epoch whose validation was worse than the best of
   * the epochs that lie more than {@code epochs} back.
   *
   * @param epochs 1 or more
   */
  public static MovingAverage afterStagnation(
      SequencedMap<String, Parameter> parameters, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "MovingAverage: expected 1 epoch or more but got " + epochs + ".");
    }
    return new MovingAverage(parameters, 0, epochs);
  }

  /** Hears the metric of each validation; lower is better. */
  public void validated(double metric) {
    int old = metrics.size() - epochs;
    begun |= old > 0 && metric > Collections.min(metrics.subList(0, old));
    metrics.add(metric);
  }

  /** Takes in the present weights, with the threads of a tape. */
  public void update(Tape tape) {
    if (!begun) {
      return;
    }
    steps++;
    float fresh = (float) (epochs == 0 ? 1 - decay : 1.0 / steps);
    averages.forEach((name, a) -> {
      float[] w = parameters.get(name).data();
      tape.processor()
          .forEach(
              a.length,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  // The first mean is the weights themselves, which a sum would round.
                  a[i] = fresh == 1 ? w[i] : a[i] + fresh * (w[i] - a[i]);
                }
              });
    });
  }

  /** Exchanges weights and averages, to validate or save with the averages; once more, back. */
  public void swap() {
    if (steps == 0) {
      return;
    }
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

  /** What it counts, as text: the steps that it averaged and all metrics that it has heard. */
  public String counters() {
    return steps + metrics.stream().map(metric -> " " + metric).collect(Collectors.joining());
  }

  /** Goes on from what {@link #state} (which is copied) and {@link #counters} returned. */
  public void restore(SortedMap<String, Array> state, String counters) {
    String[] numbers = counters.split(" ");
    steps = Long.parseLong(numbers[0]);
    metrics.clear();
    begun = epochs == 0;
    Arrays.stream(numbers).skip(1).mapToDouble(Double::parseDouble).forEach(this::validated);
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
