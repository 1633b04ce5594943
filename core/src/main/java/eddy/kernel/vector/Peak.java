package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * Fused multiply-adds that wait for nothing: the most arithmetic that the processor can do.
 *
 * <p>Twelve chains hide the latency of two pipelines of up to six cycles, and with the two
 * constants still fit into sixteen registers. As in {@link Tiles}, they are written out so that
 * they stay in registers.
 */
final class Peak {
  private static final int CHAINS = 12;

  private Peak() {}

  /** See {@link eddy.kernel.Kernels#peak}. */
  static long run(float[] x, int rounds) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector x0 = FloatVector.fromArray(FLOATS, x, 0);
    FloatVector x1 = FloatVector.fromArray(FLOATS, x, LANES);
    FloatVector x2 = FloatVector.fromArray(FLOATS, x, 2 * LANES);
    FloatVector x3 = FloatVector.fromArray(FLOATS, x, 3 * LANES);
    FloatVector x4 = FloatVector.fromArray(FLOATS, x, 4 * LANES);
    FloatVector x5 = FloatVector.fromArray(FLOATS, x, 5 * LANES);
    FloatVector x6 = FloatVector.fromArray(FLOATS, x, 6 * LANES);
    FloatVector x7 = FloatVector.fromArray(FLOATS, x, 7 * LANES);
    FloatVector x8 = FloatVector.fromArray(FLOATS, x, 8 * LANES);
    FloatVector x9 = FloatVector.fromArray(FLOATS, x, 9 * LANES);
    FloatVector x10 = FloatVector.fromArray(FLOATS, x, 10 * LANES);
    FloatVector x11 = FloatVector.fromArray(FLOATS, x, 11 * LANES);
    for (int round = 0; round < rounds; round++) {
      x0 = x0.fma(half, one);
      x1 = x1.fma(half, one);
      x2 = x2.fma(half, one);
      x3 = x3.fma(half, one);
      x4 = x4.fma(half, one);
      x5 = x5.fma(half, one);
      x6 = x6.fma(half, one);
      x7 = x7.fma(half, one);
      x8 = x8.fma(half, one);
      x9 = x9.fma(half, one);
      x10 = x10.fma(half, one);
      x11 = x11.fma(half, one);
    }
    x0.intoArray(x, 0);
    x1.intoArray(x, LANES);
    x2.intoArray(x, 2 * LANES);
    x3.intoArray(x, 3 * LANES);
    x4.intoArray(x, 4 * LANES);
    x5.intoArray(x, 5 * LANES);
    x6.intoArray(x, 6 * LANES);
    x7.intoArray(x, 7 * LANES);
    x8.intoArray(x, 8 * LANES);
    x9.intoArray(x, 9 * LANES);
    x10.intoArray(x, 10 * LANES);
    x11.intoArray(x, 11 * LANES);
    return (long) rounds * CHAINS * LANES;
  }
}
