package eddy.benchmarks.golden;

import java.util.SplittableRandom;

/**
 * The random numbers of one case, seeded by its name so that a new case leaves the others as they are.
 *
 * <p>Numbers have four decimals and are rounded to float32, so that every framework starts from exactly
 * what the file says.
 */
final class Draw {
  private final SplittableRandom random;

  Draw(String name) {
    this.random = new SplittableRandom(name.hashCode());
  }

  float[] uniform(double scale, long[] dimensions) {
    float[] values = new float[size(dimensions)];
    int limit = (int) (scale * 10_000);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-limit, limit + 1) / 10_000f;
    }
    return values;
  }

  long[] integers(int bound, long[] dimensions) {
    return random.longs(size(dimensions), 0, bound).toArray();
  }

  static int size(long[] dimensions) {
    long size = 1;
    for (long dimension : dimensions) {
      size *= dimension;
    }
    return Math.toIntExact(size);
  }
}
