package eddy.benchmarks.compare;

import java.util.concurrent.CyclicBarrier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fastest that this machine can multiply and add: independent fused multiply-adds that touch no
 * memory, on so many threads at once. It is 100 % of every share.
 */
final class Limit {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 12;
  private static final int ROUNDS = 2_000_000;

  private Limit() {}

  /** GFLOP/s: the best of some tries. */
  static double measure(int threads, int tries) throws InterruptedException {
    double best = 0;
    for (int i = 0; i < tries; i++) {
      best = Math.max(best, once(threads));
    }
    return best;
  }

  private static double once(int threads) throws InterruptedException {
    // Each thread times its own loop between two meetings, so that starting costs nothing.
    CyclicBarrier start = new CyclicBarrier(threads);
    double[] seconds = new double[threads];
    float[] sums = new float[threads];
    Thread[] team = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int index = i;
      team[i] =
          Thread.ofPlatform()
              .start(() -> {
                loop(ROUNDS / 20);
                try {
                  start.await();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                long from = System.nanoTime();
                sums[index] = loop(ROUNDS);
                seconds[index] = (System.nanoTime() - from) * 1e-9;
              });
    }
    double slowest = 0;
    for (int i = 0; i < threads; i++) {
      team[i].join();
      slowest = Math.max(slowest, seconds[i]);
      // Looking at the sum keeps the compiler from leaving the arithmetic out.
      if (!(sums[i] > 0)) {
        throw new IllegalStateException("Limit: expected a positive sum but got " + sums[i] + ".");
      }
    }
    return 2.0 * SPECIES.length() * ACCUMULATORS * ROUNDS * threads / slowest * 1e-9;
  }

  private static float loop(int rounds) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector y = FloatVector.broadcast(SPECIES, 1e-3f);
    FloatVector a = y;
    FloatVector b = y;
    FloatVector c = y;
    FloatVector d = y;
    FloatVector e = y;
    FloatVector f = y;
    FloatVector g = y;
    FloatVector h = y;
    FloatVector i = y;
    FloatVector j = y;
    FloatVector k = y;
    FloatVector l = y;
    for (int round = 0; round < rounds; round++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
    return sum.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
