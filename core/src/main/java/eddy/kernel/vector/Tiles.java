package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost tiles of a product: {@code c[r, 0..2L) += sum over k of a[r, k] * b[k, 0..2L)} for
 * nine, seven, four, two rows or one, and two vectors of L lanes.
 *
 * <p>The accumulators live in registers. Each method stays small and ends in bare stores: with more
 * calls of the Vector API in one method the compiler gives up inlining, boxes the accumulators and
 * runs several times slower. That is why the rows are written out and nothing is shared.
 */
final class Tiles {
  private Tiles() {}

  static void add9(
      float[] a, int aAt, int rs, int cs, int n, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, cAt + ldc);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, cAt + ldc + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, c, cAt + 4 * ldc);
    FloatVector c41 = FloatVector.fromArray(FLOATS, c, cAt + 4 * ldc + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, c, cAt + 5 * ldc);
    FloatVector c51 = FloatVector.fromArray(FLOATS, c, cAt + 5 * ldc + LANES);
    FloatVector c60 = FloatVector.fromArray(FLOATS, c, cAt + 6 * ldc);
    FloatVector c61 = FloatVector.fromArray(FLOATS, c, cAt + 6 * ldc + LANES);
    FloatVector c70 = FloatVector.fromArray(FLOATS, c, cAt + 7 * ldc);
    FloatVector c71 = FloatVector.fromArray(FLOATS, c, cAt + 7 * ldc + LANES);
    FloatVector c80 = FloatVector.fromArray(FLOATS, c, cAt + 8 * ldc);
    FloatVector c81 = FloatVector.fromArray(FLOATS, c, cAt + 8 * ldc + LANES);
    for (int k = 0; k < n; k++, aAt += cs, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + rs]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * rs]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * rs]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4 * rs]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5 * rs]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6 * rs]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(FLOATS, a[aAt + 7 * rs]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(FLOATS, a[aAt + 8 * rs]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + ldc);
    c11.intoArray(c, cAt + ldc + LANES);
    c20.intoArray(c, cAt + 2 * ldc);
    c21.intoArray(c, cAt + 2 * ldc + LANES);
    c30.intoArray(c, cAt + 3 * ldc);
    c31.intoArray(c, cAt + 3 * ldc + LANES);
    c40.intoArray(c, cAt + 4 * ldc);
    c41.intoArray(c, cAt + 4 * ldc + LANES);
    c50.intoArray(c, cAt + 5 * ldc);
    c51.intoArray(c, cAt + 5 * ldc + LANES);
    c60.intoArray(c, cAt + 6 * ldc);
    c61.intoArray(c, cAt + 6 * ldc + LANES);
    c70.intoArray(c, cAt + 7 * ldc);
    c71.intoArray(c, cAt + 7 * ldc + LANES);
    c80.intoArray(c, cAt + 8 * ldc);
    c81.intoArray(c, cAt + 8 * ldc + LANES);
  }

  static void add7(
      float[] a, int aAt, int rs, int cs, int n, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, cAt + ldc);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, cAt + ldc + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, c, cAt + 4 * ldc);
    FloatVector c41 = FloatVector.fromArray(FLOATS, c, cAt + 4 * ldc + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, c, cAt + 5 * ldc);
    FloatVector c51 = FloatVector.fromArray(FLOATS, c, cAt + 5 * ldc + LANES);
    FloatVector c60 = FloatVector.fromArray(FLOATS, c, cAt + 6 * ldc);
    FloatVector c61 = FloatVector.fromArray(FLOATS, c, cAt + 6 * ldc + LANES);
    for (int k = 0; k < n; k++, aAt += cs, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + rs]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * rs]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * rs]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4 * rs]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5 * rs]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6 * rs]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + ldc);
    c11.intoArray(c, cAt + ldc + LANES);
    c20.intoArray(c, cAt + 2 * ldc);
    c21.intoArray(c, cAt + 2 * ldc + LANES);
    c30.intoArray(c, cAt + 3 * ldc);
    c31.intoArray(c, cAt + 3 * ldc + LANES);
    c40.intoArray(c, cAt + 4 * ldc);
    c41.intoArray(c, cAt + 4 * ldc + LANES);
    c50.intoArray(c, cAt + 5 * ldc);
    c51.intoArray(c, cAt + 5 * ldc + LANES);
    c60.intoArray(c, cAt + 6 * ldc);
    c61.intoArray(c, cAt + 6 * ldc + LANES);
  }

  static void add4(
      float[] a, int aAt, int rs, int cs, int n, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, cAt + ldc);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, cAt + ldc + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc);
    FloatVector c21 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc);
    FloatVector c31 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc + LANES);
    for (int k = 0; k < n; k++, aAt += cs, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + rs]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * rs]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * rs]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + ldc);
    c11.intoArray(c, cAt + ldc + LANES);
    c20.intoArray(c, cAt + 2 * ldc);
    c21.intoArray(c, cAt + 2 * ldc + LANES);
    c30.intoArray(c, cAt + 3 * ldc);
    c31.intoArray(c, cAt + 3 * ldc + LANES);
  }

  static void add2(
      float[] a, int aAt, int rs, int cs, int n, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, cAt + ldc);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, cAt + ldc + LANES);
    for (int k = 0; k < n; k++, aAt += cs, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + rs]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + ldc);
    c11.intoArray(c, cAt + ldc + LANES);
  }

  static void add1(float[] a, int aAt, int cs, int n, float[] b, int bAt, float[] c, int cAt) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, cAt + LANES);
    for (int k = 0; k < n; k++, aAt += cs, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
  }
}
