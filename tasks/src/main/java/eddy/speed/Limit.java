package eddy.speed;

import eddy.kernel.Kernels;
import eddy.kernel.Processor;

/**
 * The most arithmetic that this machine can do: independent fused multiply-adds, all in registers.
 *
 * <p>Measured, not taken from a data sheet, because clock rates follow the heat and the neighbours.
 */
public final class Limit {
  private static final int WARM_UP_ROUNDS = 1_000;

  /** Enough for a millisecond or more, beside which waking a team of threads does not count. */
  private static final int ROUNDS = 1_000_000;

  private Limit() {}

  /**
   * Measures the limit.
   *
   * @param threads how many work at the same time, at most the processor's
   * @param budget how many seconds to spend
   * @return floating-point operations a second, of all threads together; a multiply-add is two
   */
  public static double flops(Processor processor, int threads, double budget) {
    Kernels kernels = processor.kernels();
    float[][] values = new float[threads][12 * kernels.panelWidth()];
    // Many short calls first: a method compiled in the midst of its first long loop may keep the
    // chains in memory for as long as that call lasts.
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      kernels.peak(values[0], WARM_UP_ROUNDS);
    }
    long operations = 2 * kernels.peak(values[0], 1) * ROUNDS * threads;
    Timing timing =
        Timing.of(
            () ->
                processor
                    .workers()
                    .run(threads, part -> kernels.peak(values[part.index()], ROUNDS)),
            budget);
    return operations / timing.seconds();
  }
}
