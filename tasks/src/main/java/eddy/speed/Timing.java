package eddy.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long something takes, measured many times after a warm-up.
 *
 * <p>The median is what counts: a busy neighbour or a pause of the collector moves the mean, and
 * the fastest run may be one that luck has helped.
 *
 * @param seconds of one run, the median of the samples
 * @param fastest seconds of one run in the fastest sample
 * @param samples how many there were
 */
public record Timing(double seconds, double fastest, int samples) {
  /** Shorter runs are timed several at once, so that reading the clock costs nothing. */
  private static final double SHORTEST_SAMPLE = 1e-3;

  private static final int FEWEST_SAMPLES = 3;

  /**
   * Times a piece of work.
   *
   * @param budget how many seconds to spend, a third of them on the warm-up; what is slow takes
   *     longer, because it runs at least four times
   */
  public static Timing of(Runnable work, double budget) {
    long start = System.nanoTime();
    double last;
    do {
      last = seconds(work, 1);
    } while (since(start) < budget / 3);
    int runs = (int) Math.max(1, Math.ceil(SHORTEST_SAMPLE / Math.max(last, 1e-9)));
    List<Double> samples = new ArrayList<>();
    while (samples.size() < FEWEST_SAMPLES || since(start) < budget) {
      samples.add(seconds(work, runs) / runs);
    }
    Collections.sort(samples);
    int middle = samples.size() / 2;
    double median =
        samples.size() % 2 == 1
            ? samples.get(middle)
            : (samples.get(middle - 1) + samples.get(middle)) / 2;
    return new Timing(median, samples.getFirst(), samples.size());
  }

  private static double seconds(Runnable work, int runs) {
    long start = System.nanoTime();
    for (int run = 0; run < runs; run++) {
      work.run();
    }
    return since(start);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
