package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost tiles of a product: {@code c[r, 0..2L) = s[r, 0..2L) + sum over k of a[r, k] * b[k,
 * 0..2L)} for ten, nine, seven, four, two rows or one, and two vectors of L lanes. The rows of a
 * lie {@link #STRIDE} apart.
 *
 * <p>The accumulators live in registers. Each method stays small and ends in bare stores: with more
 * calls of the Vector API in one method the compiler gives up inlining, boxes the accumulators and
 * runs several times slower. That is why the rows are written out and nothing is shared.
 *
 * <p>The stride is a constant for the compiler's sake. With one, the loop is nothing but loads and
 * multiply-adds; with a variable, it checks every index and runs out of registers for them.
 */
final class Tiles {
  /** How many elements of a row there may be. */
  static final int DEPTH = 512;

  /** No power of two, so that rows do not fall on the same few cache lines. */
  static final int STRIDE = DEPTH + 16;

  private Tiles() {}

  static void add10(
      float[] a,
      int aAt,
      int n,
      float[] b,
      int bAt,
      float[] s,
      int sAt,
      int lds,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, s, sAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, s, sAt + lds);
    FloatVector c11 = FloatVector.fromArray(FLOATS, s, sAt + lds + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds);
    FloatVector c21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds);
    FloatVector c31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * lds);
    FloatVector c41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * lds + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * lds);
    FloatVector c51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * lds + LANES);
    FloatVector c60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * lds);
    FloatVector c61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * lds + LANES);
    FloatVector c70 = FloatVector.fromArray(FLOATS, s, sAt + 7 * lds);
    FloatVector c71 = FloatVector.fromArray(FLOATS, s, sAt + 7 * lds + LANES);
    FloatVector c80 = FloatVector.fromArray(FLOATS, s, sAt + 8 * lds);
    FloatVector c81 = FloatVector.fromArray(FLOATS, s, sAt + 8 * lds + LANES);
    FloatVector c90 = FloatVector.fromArray(FLOATS, s, sAt + 9 * lds);
    FloatVector c91 = FloatVector.fromArray(FLOATS, s, sAt + 9 * lds + LANES);
    for (int k = 0; k < n; k++, aAt++, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + STRIDE]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * STRIDE]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * STRIDE]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4 * STRIDE]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5 * STRIDE]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6 * STRIDE]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(FLOATS, a[aAt + 7 * STRIDE]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(FLOATS, a[aAt + 8 * STRIDE]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = FloatVector.broadcast(FLOATS, a[aAt + 9 * STRIDE]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
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
    c90.intoArray(c, cAt + 9 * ldc);
    c91.intoArray(c, cAt + 9 * ldc + LANES);
  }

  static void add9(
      float[] a,
      int aAt,
      int n,
      float[] b,
      int bAt,
      float[] s,
      int sAt,
      int lds,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, s, sAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, s, sAt + lds);
    FloatVector c11 = FloatVector.fromArray(FLOATS, s, sAt + lds + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds);
    FloatVector c21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds);
    FloatVector c31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * lds);
    FloatVector c41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * lds + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * lds);
    FloatVector c51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * lds + LANES);
    FloatVector c60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * lds);
    FloatVector c61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * lds + LANES);
    FloatVector c70 = FloatVector.fromArray(FLOATS, s, sAt + 7 * lds);
    FloatVector c71 = FloatVector.fromArray(FLOATS, s, sAt + 7 * lds + LANES);
    FloatVector c80 = FloatVector.fromArray(FLOATS, s, sAt + 8 * lds);
    FloatVector c81 = FloatVector.fromArray(FLOATS, s, sAt + 8 * lds + LANES);
    for (int k = 0; k < n; k++, aAt++, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + STRIDE]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * STRIDE]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * STRIDE]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4 * STRIDE]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5 * STRIDE]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6 * STRIDE]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(FLOATS, a[aAt + 7 * STRIDE]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(FLOATS, a[aAt + 8 * STRIDE]);
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
      float[] a,
      int aAt,
      int n,
      float[] b,
      int bAt,
      float[] s,
      int sAt,
      int lds,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, s, sAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, s, sAt + lds);
    FloatVector c11 = FloatVector.fromArray(FLOATS, s, sAt + lds + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds);
    FloatVector c21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds);
    FloatVector c31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, s, sAt + 4 * lds);
    FloatVector c41 = FloatVector.fromArray(FLOATS, s, sAt + 4 * lds + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, s, sAt + 5 * lds);
    FloatVector c51 = FloatVector.fromArray(FLOATS, s, sAt + 5 * lds + LANES);
    FloatVector c60 = FloatVector.fromArray(FLOATS, s, sAt + 6 * lds);
    FloatVector c61 = FloatVector.fromArray(FLOATS, s, sAt + 6 * lds + LANES);
    for (int k = 0; k < n; k++, aAt++, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + STRIDE]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * STRIDE]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * STRIDE]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4 * STRIDE]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5 * STRIDE]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6 * STRIDE]);
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
      float[] a,
      int aAt,
      int n,
      float[] b,
      int bAt,
      float[] s,
      int sAt,
      int lds,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, s, sAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, s, sAt + lds);
    FloatVector c11 = FloatVector.fromArray(FLOATS, s, sAt + lds + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds);
    FloatVector c21 = FloatVector.fromArray(FLOATS, s, sAt + 2 * lds + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds);
    FloatVector c31 = FloatVector.fromArray(FLOATS, s, sAt + 3 * lds + LANES);
    for (int k = 0; k < n; k++, aAt++, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + STRIDE]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2 * STRIDE]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3 * STRIDE]);
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
      float[] a,
      int aAt,
      int n,
      float[] b,
      int bAt,
      float[] s,
      int sAt,
      int lds,
      float[] c,
      int cAt,
      int ldc) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, s, sAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, s, sAt + lds);
    FloatVector c11 = FloatVector.fromArray(FLOATS, s, sAt + lds + LANES);
    for (int k = 0; k < n; k++, aAt++, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + STRIDE]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + ldc);
    c11.intoArray(c, cAt + ldc + LANES);
  }

  static void add1(
      float[] a, int aAt, int n, float[] b, int bAt, float[] s, int sAt, float[] c, int cAt) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, s, sAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, s, sAt + LANES);
    for (int k = 0; k < n; k++, aAt++, bAt += 2 * LANES) {
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
