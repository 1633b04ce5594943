package eddy.speed;

import eddy.kernel.Workers;
import java.util.Arrays;

/**
 * How fast memory is, beyond the caches.
 *
 * @param readGbps reading two arrays, in 10^9 bytes a second
 * @param triadGbps {@code a = b + 3 c} as in the STREAM benchmark: the bytes of all three arrays,
 *     in 10^9 a second
 */
public record Bandwidth(double readGbps, double triadGbps) {
  /** 128 MiB an array, several times what a core's share of any cache is. */
  private static final int FLOATS = 32 << 20;

  /** Pages, so that no two threads write to one. */
  private static final int GRAIN = 1024;

  /**
   * Measures the bandwidth, on arrays that together take at most a fifth of the heap.
   *
   * @param threads how many work at the same time, at most the team's
   * @param budget how many seconds to spend
   */
  public static Bandwidth measure(Workers workers, int threads, double budget) {
    int count = Math.clamp(Runtime.getRuntime().maxMemory() / 64, 1 << 16, FLOATS);
    float[] a = new float[count];
    float[] b = new float[count];
    float[] c = new float[count];
    Arrays.fill(b, 1);
    Arrays.fill(c, 1);
    Timing read =
        Timing.of(
            () ->
                workers.run(
                    threads, part -> read(b, c, part.from(count, GRAIN), part.to(count, GRAIN))),
            budget / 2);
    Timing triad =
        Timing.of(
            () ->
                workers.run(
                    threads,
                    part -> triad(a, b, c, part.from(count, GRAIN), part.to(count, GRAIN))),
            budget / 2);
    double bytes = 1e-9 * Float.BYTES * count;
    return new Bandwidth(2 * bytes / read.seconds(), 3 * bytes / triad.seconds());
  }

  /**
   * Compares two equal arrays. A sum of floats would not do: it must keep its order, so that it
   * waits for its additions and not for memory.
   */
  private static void read(float[] b, float[] c, int from, int to) {
    if (Arrays.mismatch(b, from, to, c, from, to) >= 0) {
      throw new IllegalStateException("Bandwidth: the arrays have changed while they were read.");
    }
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = b[i] + 3 * c[i];
    }
  }
}
