package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** The norm of {@link VectorKernels} and its slope. */
final class Norm {
  /** The parts of a sum, in as many vectors as that takes. */
  private static final int PARTS = Math.max(16, LANES);

  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private Norm() {}

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.iota(FLOATS, by % LANES, 1, true);
  }

  static float normalize(float[] x, int xAt, float[] y, int yAt, int count, float epsilon) {
    float mean = sum(x, xAt, count) / count;
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      load(x, xAt + i).sub(mean).intoArray(y, yAt + i);
    }
    for (; i < count; i++) {
      y[yAt + i] = x[xAt + i] - mean;
    }
    float variance = sumOfProducts(y, yAt, y, yAt, count) / count;
    float scale = (float) (1 / Math.sqrt(variance + epsilon));
    for (i = 0; i <= count - LANES; i += LANES) {
      load(y, yAt + i).mul(scale).intoArray(y, yAt + i);
    }
    for (; i < count; i++) {
      y[yAt + i] *= scale;
    }
    return scale;
  }

  static void slope(float[] d, int dAt, float[] y, int yAt, float scale, int count) {
    float mean = sum(d, dAt, count) / count;
    float along = sumOfProducts(d, dAt, y, yAt, count) / count;
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      load(d, dAt + i).sub(mean).sub(load(y, yAt + i).mul(along)).mul(scale).intoArray(d, dAt + i);
    }
    for (; i < count; i++) {
      d[dAt + i] = scale * (d[dAt + i] - mean - y[yAt + i] * along);
    }
  }

  private static float sum(float[] x, int xAt, int count) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= count - PARTS; i += PARTS) {
      a = a.add(load(x, xAt + i));
      if (LANES < 16) {
        b = b.add(load(x, xAt + i + LANES));
      }
      if (LANES < 8) {
        c = c.add(load(x, xAt + i + 2 * LANES));
        d = d.add(load(x, xAt + i + 3 * LANES));
      }
    }
    float sum = folded(a.add(c).add(b.add(d)));
    for (; i < count; i++) {
      sum += x[xAt + i];
    }
    return sum;
  }

  private static float sumOfProducts(float[] x, int xAt, float[] y, int yAt, int count) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= count - PARTS; i += PARTS) {
      a = load(x, xAt + i).fma(load(y, yAt + i), a);
      if (LANES < 16) {
        b = load(x, xAt + i + LANES).fma(load(y, yAt + i + LANES), b);
      }
      if (LANES < 8) {
        c = load(x, xAt + i + 2 * LANES).fma(load(y, yAt + i + 2 * LANES), c);
        d = load(x, xAt + i + 3 * LANES).fma(load(y, yAt + i + 3 * LANES), d);
      }
    }
    float sum = folded(a.add(c).add(b.add(d)));
    for (; i < count; i++) {
      sum = Math.fma(x[xAt + i], y[yAt + i], sum);
    }
    return sum;
  }

  /** The sum of the lanes, half by half: {@code reduceLanes} may add them in any order. */
  private static float folded(FloatVector v) {
    FloatVector half = v;
    if (LANES >= 16) {
      half = half.add(half.rearrange(BY_8));
    }
    if (LANES >= 8) {
      half = half.add(half.rearrange(BY_4));
    }
    half = half.add(half.rearrange(BY_2));
    half = half.add(half.rearrange(BY_1));
    return half.lane(0);
  }

  private static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(FLOATS, x, at);
  }
}
