package eddy.benchmarks.compare;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Times two sides in turn: ours, theirs, ours, theirs, and so on.
 *
 * <p>A turn is one long step or a run of short ones, each timed by itself. Before it there is a
 * pause, in which the other side's threads stop spinning, and one step that isn't timed, which
 * wakes the threads and brings the data back into the caches.
 */
final class Turns {
  private static final double TURN_SECONDS = 0.015;
  private static final int LONGEST_RUN = 2_000;
  private static final long PAUSE_MILLIS = 5;
  private static final int MOST_PAUSES = 400;
  private static final long COMPILING_MILLIS = 20;
  private static final int MOST_WARM_UPS = 20;
  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
  private static final double IDLE = 0.1;

  /** The times of one side's steps, in seconds. */
  record Times(double minimum, double median, int steps) {
    static Times of(double[] seconds, int count) {
      double[] sorted = Arrays.copyOf(seconds, count);
      Arrays.sort(sorted);
      double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
      return new Times(sorted[0], median, count);
    }
  }

  record Result(Times ours, Times theirs) {}

  private static final class Side {
    private final Contender contender;
    private double[] seconds = new double[1024];
    private int count;
    private double estimate;

    Side(Contender contender) {
      this.contender = contender;
    }

    void warmUp(double least) {
      double shortest = Double.POSITIVE_INFINITY;
      long compiled;
      int tries = 0;
      do {
        compiled = COMPILER.getTotalCompilationTime();
        long start = System.nanoTime();
        do {
          shortest = Math.min(shortest, timed());
        } while ((System.nanoTime() - start) * 1e-9 < least);
      } while (COMPILER.getTotalCompilationTime() - compiled > COMPILING_MILLIS
          && ++tries < MOST_WARM_UPS);
      estimate = shortest;
    }

    void turn() throws InterruptedException {
      rest();
      contender.step();
      int run = (int) Math.clamp(Math.ceil(TURN_SECONDS / estimate), 1, LONGEST_RUN);
      for (int i = 0; i < run; i++) {
        if (count == seconds.length) {
          seconds = Arrays.copyOf(seconds, 2 * count);
        }
        seconds[count++] = timed();
      }
    }

    /** Sleeps until no thread of this process has been computing for a moment. */
    private static void rest() throws InterruptedException {
      for (int tries = 0; tries < MOST_PAUSES; tries++) {
        long before = Machine.computed();
        long start = System.nanoTime();
        Thread.sleep(PAUSE_MILLIS);
        if (Machine.computed() - before < IDLE * (System.nanoTime() - start)) {
          return;
        }
      }
    }

    private double timed() {
      long start = System.nanoTime();
      contender.step();
      return (System.nanoTime() - start) * 1e-9;
    }
  }

  private Turns() {}

  static Result take(Contender ours, Contender theirs, Budget budget) throws InterruptedException {
    Side a = new Side(ours);
    Side b = new Side(theirs);
    a.warmUp(budget.warmUpSeconds());
    b.warmUp(budget.warmUpSeconds());
    long start = System.nanoTime();
    for (int round = 0;
        round < budget.rounds() || (System.nanoTime() - start) * 1e-9 < budget.seconds();
        round++) {
      a.turn();
      b.turn();
    }
    return new Result(Times.of(a.seconds, a.count), Times.of(b.seconds, b.count));
  }
}
