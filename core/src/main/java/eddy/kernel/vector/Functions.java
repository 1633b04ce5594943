package eddy.kernel.vector;

import static eddy.kernel.Polynomials.*;
import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.INTS;
import static eddy.kernel.vector.VectorKernels.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions on arrays of {@link VectorKernels}.
 *
 * <p>Each is a loop over whole vectors and one masked vector for the rest. They repeat each other in
 * form, since a loop that takes its arithmetic as an object would not be compiled to registers.
 */
final class Functions {
  private static final FloatVector ONE = FloatVector.broadcast(FLOATS, 1);

  private Functions() {}

  static void sigmoid(float[] x, int xAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i);
      sigmoid(xv).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i, mask);
      sigmoid(xv).intoArray(y, yAt + i, mask);
    }
  }

  static void tanh(float[] x, int xAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i);
      tanh(xv).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i, mask);
      tanh(xv).intoArray(y, yAt + i, mask);
    }
  }

  static void exp(float[] x, int xAt, float shift, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i);
      exp(xv.sub(shift)).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i, mask);
      exp(xv.sub(shift)).intoArray(y, yAt + i, mask);
    }
  }

  static void add(float[] x, int xAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i);
      FloatVector yv = FloatVector.fromArray(FLOATS, y, yAt + i);
      yv.add(xv).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector xv = FloatVector.fromArray(FLOATS, x, xAt + i, mask);
      FloatVector yv = FloatVector.fromArray(FLOATS, y, yAt + i, mask);
      yv.add(xv).intoArray(y, yAt + i, mask);
    }
  }

  static void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i);
      av.sub(bv).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i, mask);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i, mask);
      av.sub(bv).intoArray(y, yAt + i, mask);
    }
  }

  static void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i);
      av.mul(bv).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i, mask);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i, mask);
      av.mul(bv).intoArray(y, yAt + i, mask);
    }
  }

  static void multiplyAdd(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i);
      FloatVector yv = FloatVector.fromArray(FLOATS, y, yAt + i);
      av.fma(bv, yv).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i, mask);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i, mask);
      FloatVector yv = FloatVector.fromArray(FLOATS, y, yAt + i, mask);
      av.fma(bv, yv).intoArray(y, yAt + i, mask);
    }
  }

  static void blend(
      float[] a, int aAt, float[] b, int bAt, float[] w, int wAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i);
      FloatVector wv = FloatVector.fromArray(FLOATS, w, wAt + i);
      wv.fma(bv.sub(av), av).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector av = FloatVector.fromArray(FLOATS, a, aAt + i, mask);
      FloatVector bv = FloatVector.fromArray(FLOATS, b, bAt + i, mask);
      FloatVector wv = FloatVector.fromArray(FLOATS, w, wAt + i, mask);
      wv.fma(bv.sub(av), av).intoArray(y, yAt + i, mask);
    }
  }

  static void sigmoidSlope(float[] d, int dAt, float[] s, int sAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector dv = FloatVector.fromArray(FLOATS, d, dAt + i);
      FloatVector sv = FloatVector.fromArray(FLOATS, s, sAt + i);
      dv.mul(sv).mul(ONE.sub(sv)).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector dv = FloatVector.fromArray(FLOATS, d, dAt + i, mask);
      FloatVector sv = FloatVector.fromArray(FLOATS, s, sAt + i, mask);
      dv.mul(sv).mul(ONE.sub(sv)).intoArray(y, yAt + i, mask);
    }
  }

  static void tanhSlope(float[] d, int dAt, float[] t, int tAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector dv = FloatVector.fromArray(FLOATS, d, dAt + i);
      FloatVector tv = FloatVector.fromArray(FLOATS, t, tAt + i);
      dv.mul(ONE.sub(tv.mul(tv))).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      FloatVector dv = FloatVector.fromArray(FLOATS, d, dAt + i, mask);
      FloatVector tv = FloatVector.fromArray(FLOATS, t, tAt + i, mask);
      dv.mul(ONE.sub(tv.mul(tv))).intoArray(y, yAt + i, mask);
    }
  }

  private static FloatVector sigmoid(FloatVector v) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    return tanh(v.mul(0.5f)).fma(half, half);
  }

  private static FloatVector tanh(FloatVector v) {
    FloatVector x = v.max(-TANH_MAX).min(TANH_MAX);
    FloatVector s = x.mul(x);
    FloatVector p = FloatVector.broadcast(FLOATS, A13);
    p = p.fma(s, FloatVector.broadcast(FLOATS, A11));
    p = p.fma(s, FloatVector.broadcast(FLOATS, A9));
    p = p.fma(s, FloatVector.broadcast(FLOATS, A7));
    p = p.fma(s, FloatVector.broadcast(FLOATS, A5));
    p = p.fma(s, FloatVector.broadcast(FLOATS, A3));
    p = p.fma(s, FloatVector.broadcast(FLOATS, A1));
    FloatVector q = FloatVector.broadcast(FLOATS, B6);
    q = q.fma(s, FloatVector.broadcast(FLOATS, B4));
    q = q.fma(s, FloatVector.broadcast(FLOATS, B2));
    q = q.fma(s, FloatVector.broadcast(FLOATS, B0));
    return p.mul(x).div(q);
  }

  private static FloatVector exp(FloatVector v) {
    FloatVector x = v.max(EXP_MIN).min(EXP_MAX);
    FloatVector n = x.mul(LOG2E).add(ROUND).sub(ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(FLOATS, E0);
    p = p.fma(r, FloatVector.broadcast(FLOATS, E1));
    p = p.fma(r, FloatVector.broadcast(FLOATS, E2));
    p = p.fma(r, FloatVector.broadcast(FLOATS, E3));
    p = p.fma(r, FloatVector.broadcast(FLOATS, E4));
    p = p.fma(r, FloatVector.broadcast(FLOATS, E5));
    p = p.mul(r).fma(r, r).add(1f);
    IntVector exponent =
        ((IntVector) n.convertShape(VectorOperators.F2I, INTS, 0))
            .add(127)
            .lanewise(VectorOperators.LSHL, 23);
    return p.mul(exponent.reinterpretAsFloats());
  }
}
