package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.INTS;
import static eddy.kernel.vector.VectorKernels.LANES;

import eddy.kernel.Polynomials;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions on arrays of {@link VectorKernels}.
 *
 * <p>Each is a loop over whole vectors. The last one ends with the last element and so may overlap
 * the one before; it is computed first and stored at the end, since y may be one of the operands.
 * Only less than one vector is masked, a branch that compiled code leaves out where it is never
 * taken: with more arithmetic in a method the compiler stops inlining and makes an object of every
 * vector. For the same reason constants are fields, and the functions repeat each other in form: a
 * loop that takes its arithmetic as an object would not be compiled to registers.
 */
final class Functions {
  private static final FloatVector ONE = all(1);
  private static final FloatVector HALF = all(0.5f);
  private static final FloatVector TANH_MAX = all(Polynomials.TANH_MAX);
  private static final FloatVector A13 = all(Polynomials.A13);
  private static final FloatVector A11 = all(Polynomials.A11);
  private static final FloatVector A9 = all(Polynomials.A9);
  private static final FloatVector A7 = all(Polynomials.A7);
  private static final FloatVector A5 = all(Polynomials.A5);
  private static final FloatVector A3 = all(Polynomials.A3);
  private static final FloatVector A1 = all(Polynomials.A1);
  private static final FloatVector B6 = all(Polynomials.B6);
  private static final FloatVector B4 = all(Polynomials.B4);
  private static final FloatVector B2 = all(Polynomials.B2);
  private static final FloatVector B0 = all(Polynomials.B0);
  private static final FloatVector EXP_MIN = all(Polynomials.EXP_MIN);
  private static final FloatVector EXP_MAX = all(Polynomials.EXP_MAX);
  private static final FloatVector LOG2E = all(Polynomials.LOG2E);
  private static final FloatVector ROUND = all(Polynomials.ROUND);
  private static final FloatVector MINUS_LN2_HIGH = all(-Polynomials.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = all(-Polynomials.LN2_LOW);
  private static final FloatVector E0 = all(Polynomials.E0);
  private static final FloatVector E1 = all(Polynomials.E1);
  private static final FloatVector E2 = all(Polynomials.E2);
  private static final FloatVector E3 = all(Polynomials.E3);
  private static final FloatVector E4 = all(Polynomials.E4);
  private static final FloatVector E5 = all(Polynomials.E5);
  private static final FloatVector MINUS_TANH_MAX = all(-Polynomials.TANH_MAX);

  private Functions() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  static void sigmoid(float[] x, int xAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      sigmoid(FloatVector.fromArray(FLOATS, x, xAt, in)).intoArray(y, yAt, in);
      return;
    }
    FloatVector rest = sigmoid(FloatVector.fromArray(FLOATS, x, xAt + last));
    for (int i = 0; i < last; i += LANES) {
      sigmoid(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void tanh(float[] x, int xAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      tanh(FloatVector.fromArray(FLOATS, x, xAt, in)).intoArray(y, yAt, in);
      return;
    }
    FloatVector rest = tanh(FloatVector.fromArray(FLOATS, x, xAt + last));
    for (int i = 0; i < last; i += LANES) {
      tanh(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void exp(float[] x, int xAt, float shift, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      exp(FloatVector.fromArray(FLOATS, x, xAt, in).sub(shift)).intoArray(y, yAt, in);
      return;
    }
    FloatVector rest = exp(FloatVector.fromArray(FLOATS, x, xAt + last).sub(shift));
    for (int i = 0; i < last; i += LANES) {
      exp(FloatVector.fromArray(FLOATS, x, xAt + i).sub(shift)).intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void add(float[] x, int xAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      FloatVector.fromArray(FLOATS, y, yAt, in)
          .add(FloatVector.fromArray(FLOATS, x, xAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        FloatVector.fromArray(FLOATS, y, yAt + last)
            .add(FloatVector.fromArray(FLOATS, x, xAt + last));
    for (int i = 0; i < last; i += LANES) {
      FloatVector.fromArray(FLOATS, y, yAt + i)
          .add(FloatVector.fromArray(FLOATS, x, xAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void maximum(float[] x, int xAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      FloatVector.fromArray(FLOATS, y, yAt, in)
          .max(FloatVector.fromArray(FLOATS, x, xAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        FloatVector.fromArray(FLOATS, y, yAt + last)
            .max(FloatVector.fromArray(FLOATS, x, xAt + last));
    for (int i = 0; i < last; i += LANES) {
      FloatVector.fromArray(FLOATS, y, yAt + i)
          .max(FloatVector.fromArray(FLOATS, x, xAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void maximumSlope(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] left,
      int leftAt,
      float[] dx,
      int dxAt,
      int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      VectorMask<Float> is =
          FloatVector.fromArray(FLOATS, x, xAt, in)
              .compare(VectorOperators.EQ, FloatVector.fromArray(FLOATS, y, yAt, in));
      FloatVector given = FloatVector.fromArray(FLOATS, left, leftAt, in);
      FloatVector.fromArray(FLOATS, dx, dxAt, in).add(given, is).intoArray(dx, dxAt, in);
      given.blend(0, is).intoArray(left, leftAt, in);
      return;
    }
    for (int i = 0; i < last; i += LANES) {
      maximumSlope(x, xAt + i, y, yAt + i, left, leftAt + i, dx, dxAt + i);
    }
    // What overlaps has nothing left to give.
    maximumSlope(x, xAt + last, y, yAt + last, left, leftAt + last, dx, dxAt + last);
  }

  private static void maximumSlope(
      float[] x, int xAt, float[] y, int yAt, float[] left, int leftAt, float[] dx, int dxAt) {
    VectorMask<Float> is =
        FloatVector.fromArray(FLOATS, x, xAt)
            .compare(VectorOperators.EQ, FloatVector.fromArray(FLOATS, y, yAt));
    FloatVector given = FloatVector.fromArray(FLOATS, left, leftAt);
    FloatVector.fromArray(FLOATS, dx, dxAt).add(given, is).intoArray(dx, dxAt);
    given.blend(0, is).intoArray(left, leftAt);
  }

  static void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      FloatVector.fromArray(FLOATS, a, aAt, in)
          .sub(FloatVector.fromArray(FLOATS, b, bAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        FloatVector.fromArray(FLOATS, a, aAt + last)
            .sub(FloatVector.fromArray(FLOATS, b, bAt + last));
    for (int i = 0; i < last; i += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .sub(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      FloatVector.fromArray(FLOATS, a, aAt, in)
          .mul(FloatVector.fromArray(FLOATS, b, bAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        FloatVector.fromArray(FLOATS, a, aAt + last)
            .mul(FloatVector.fromArray(FLOATS, b, bAt + last));
    for (int i = 0; i < last; i += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .mul(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void multiplyAdd(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      FloatVector.fromArray(FLOATS, a, aAt, in)
          .fma(FloatVector.fromArray(FLOATS, b, bAt, in), FloatVector.fromArray(FLOATS, y, yAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        FloatVector.fromArray(FLOATS, a, aAt + last)
            .fma(
                FloatVector.fromArray(FLOATS, b, bAt + last),
                FloatVector.fromArray(FLOATS, y, yAt + last));
    for (int i = 0; i < last; i += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .fma(FloatVector.fromArray(FLOATS, b, bAt + i), FloatVector.fromArray(FLOATS, y, yAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void blend(
      float[] a, int aAt, float[] b, int bAt, float[] w, int wAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      blend(
              FloatVector.fromArray(FLOATS, a, aAt, in),
              FloatVector.fromArray(FLOATS, b, bAt, in),
              FloatVector.fromArray(FLOATS, w, wAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        blend(
            FloatVector.fromArray(FLOATS, a, aAt + last),
            FloatVector.fromArray(FLOATS, b, bAt + last),
            FloatVector.fromArray(FLOATS, w, wAt + last));
    for (int i = 0; i < last; i += LANES) {
      blend(
              FloatVector.fromArray(FLOATS, a, aAt + i),
              FloatVector.fromArray(FLOATS, b, bAt + i),
              FloatVector.fromArray(FLOATS, w, wAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void sigmoidSlope(float[] d, int dAt, float[] s, int sAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      sigmoidSlope(
              FloatVector.fromArray(FLOATS, d, dAt, in), FloatVector.fromArray(FLOATS, s, sAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        sigmoidSlope(
            FloatVector.fromArray(FLOATS, d, dAt + last),
            FloatVector.fromArray(FLOATS, s, sAt + last));
    for (int i = 0; i < last; i += LANES) {
      sigmoidSlope(
              FloatVector.fromArray(FLOATS, d, dAt + i), FloatVector.fromArray(FLOATS, s, sAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  static void tanhSlope(float[] d, int dAt, float[] t, int tAt, float[] y, int yAt, int count) {
    int last = count - LANES;
    if (last < 0) {
      VectorMask<Float> in = FLOATS.indexInRange(0, count);
      tanhSlope(
              FloatVector.fromArray(FLOATS, d, dAt, in), FloatVector.fromArray(FLOATS, t, tAt, in))
          .intoArray(y, yAt, in);
      return;
    }
    FloatVector rest =
        tanhSlope(
            FloatVector.fromArray(FLOATS, d, dAt + last),
            FloatVector.fromArray(FLOATS, t, tAt + last));
    for (int i = 0; i < last; i += LANES) {
      tanhSlope(
              FloatVector.fromArray(FLOATS, d, dAt + i), FloatVector.fromArray(FLOATS, t, tAt + i))
          .intoArray(y, yAt + i);
    }
    rest.intoArray(y, yAt + last);
  }

  private static FloatVector blend(FloatVector a, FloatVector b, FloatVector w) {
    return w.fma(b.sub(a), a);
  }

  private static FloatVector sigmoidSlope(FloatVector d, FloatVector s) {
    return d.mul(s).mul(ONE.sub(s));
  }

  private static FloatVector tanhSlope(FloatVector d, FloatVector t) {
    return d.mul(ONE.sub(t.mul(t)));
  }

  private static FloatVector sigmoid(FloatVector v) {
    return tanh(v.mul(HALF)).fma(HALF, HALF);
  }

  private static FloatVector tanh(FloatVector v) {
    FloatVector x = v.max(MINUS_TANH_MAX).min(TANH_MAX);
    FloatVector s = x.mul(x);
    FloatVector p = A13.fma(s, A11).fma(s, A9).fma(s, A7).fma(s, A5).fma(s, A3).fma(s, A1).mul(x);
    return p.div(B6.fma(s, B4).fma(s, B2).fma(s, B0));
  }

  private static FloatVector exp(FloatVector v) {
    FloatVector x = v.max(EXP_MIN).min(EXP_MAX);
    FloatVector n = x.mul(LOG2E).add(ROUND).sub(ROUND);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    FloatVector p = E0.fma(r, E1).fma(r, E2).fma(r, E3).fma(r, E4).fma(r, E5);
    p = p.mul(r).fma(r, r).add(ONE);
    IntVector exponent =
        ((IntVector) n.convertShape(VectorOperators.F2I, INTS, 0))
            .add(127)
            .lanewise(VectorOperators.LSHL, 23);
    return p.mul(exponent.reinterpretAsFloats());
  }
}
