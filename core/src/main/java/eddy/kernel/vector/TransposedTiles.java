package eddy.kernel.vector;

import static eddy.kernel.vector.VectorKernels.FLOATS;
import static eddy.kernel.vector.VectorKernels.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * {@link Tiles} whose left operand lies transposed: the elements of a column directly behind one
 * another, its columns {@link #STRIDE} apart.
 */
final class TransposedTiles {
  /** How many elements of a column there may be. */
  static final int ROWS = 128;

  static final int STRIDE = ROWS + 16;

  private TransposedTiles() {}

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
    for (int k = 0; k < n; k++, aAt += STRIDE, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(FLOATS, a[aAt + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(FLOATS, a[aAt + 8]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = FloatVector.broadcast(FLOATS, a[aAt + 9]);
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
    for (int k = 0; k < n; k++, aAt += STRIDE, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(FLOATS, a[aAt + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(FLOATS, a[aAt + 8]);
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
    for (int k = 0; k < n; k++, aAt += STRIDE, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(FLOATS, a[aAt + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(FLOATS, a[aAt + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(FLOATS, a[aAt + 6]);
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
    for (int k = 0; k < n; k++, aAt += STRIDE, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(FLOATS, a[aAt + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(FLOATS, a[aAt + 3]);
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
    for (int k = 0; k < n; k++, aAt += STRIDE, bAt += 2 * LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector x = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(FLOATS, a[aAt + 1]);
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
    for (int k = 0; k < n; k++, aAt += STRIDE, bAt += 2 * LANES) {
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
