package eddy.task;

import eddy.kernel.Counted;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws tokens, one after the other. */
public final class Sampler {
  private final Sampling sampling;
  private final SplittableRandom random;

  /** Draws from the stream of the seed alone. */
  public Sampler(Sampling sampling) {
    this.sampling = sampling;
    random = new SplittableRandom(sampling.seed());
  }

  /**
   * Draws from a stream of its own.
   *
   * @param place tells it from the other streams of the seed
   */
  public Sampler(Sampling sampling, long... place) {
    long[] numbers = Arrays.copyOf(place, place.length + 1);
    numbers[place.length] = sampling.seed();
    this.sampling = sampling;
    random = Counted.stream(numbers);
  }

  /**
   * Draws one token.
   *
   * @param logProbabilities of each; not modified
   * @param never the token that is not drawn
   */
  public int draw(float[] logProbabilities, int never) {
    int[] ids = IntStream.range(0, logProbabilities.length).filter(id -> id != never).toArray();
    int best = ids[0];
    for (int id : ids) {
      best = logProbabilities[id] > logProbabilities[best] ? id : best;
    }
    if (sampling.temperature() == 0) {
      return best;
    }
    double[] weights = new double[logProbabilities.length];
    for (int id : ids) {
      double below = logProbabilities[id] - (double) logProbabilities[best];
      weights[id] = StrictMath.exp(below / sampling.temperature());
    }
    int[] allowed = allowed(ids, weights);
    double sum = 0;
    for (int id : allowed) {
      sum += weights[id];
    }
    double left = random.nextDouble() * sum;
    for (int id : allowed) {
      left -= weights[id];
      if (left < 0) {
        return id;
      }
    }
    return best;
  }

  /**
   * The likeliest tokens, as many as the options allow.
   *
   * <p>Top-k: Fan, Lewis and Dauphin, "Hierarchical neural story generation", ACL 2018; top-p:
   * Holtzman et al., "The curious case of neural text degeneration", ICLR 2020.
   */
  private int[] allowed(int[] ids, double[] weights) {
    if (sampling.topK() == 0 && sampling.topP() == 1) {
      return ids;
    }
    int most = sampling.topK() == 0 ? ids.length : Math.min(sampling.topK(), ids.length);
    int[] ranked =
        IntStream.of(ids)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer id) -> -weights[id]))
            .limit(most)
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    for (int id : ranked) {
      sum += weights[id];
    }
    int count = 0;
    for (double taken = 0; count < ranked.length && taken < sampling.topP() * sum; count++) {
      taken += weights[ranked[count]];
    }
    return Arrays.copyOf(ranked, Math.max(1, count));
  }
}
