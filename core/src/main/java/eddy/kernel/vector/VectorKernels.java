package eddy.kernel.vector;

import static eddy.kernel.Polynomials.*;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.ScalarKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels} with the Vector API, at whatever width the processor prefers.
 *
 * <p>A product walks the inner dimension in blocks of {@link #DEPTH} and the rows in blocks of
 * {@link #ROWS}, so that a block of the left operand stays in the second-level cache while the
 * panels pass by. Every element of the result is one chain of fused multiply-adds from first to
 * last, in whichever tile it falls; storing and loading it between blocks changes no bit.
 */
public final class VectorKernels implements Kernels {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  static final int LANES = FLOATS.length();
  private static final int PANEL = 2 * LANES;
  private static final int DEPTH = 256;
  private static final int ROWS = 128;

  /** Sixteen accumulators want the 32 registers that come with 512-bit vectors. */
  private static final int TILE = LANES >= 16 ? 8 : 4;

  private final ScalarKernels scalar = new ScalarKernels();

  /**
   * Whether fused multiply-adds are certain to be in hardware here: without it each costs a call.
   * On x86 a preferred width of 256 bits means AVX2 and with it the fused multiply-add; on other
   * processors the Vector API's 128 bits (Neon) have it.
   */
  public static boolean supported() {
    String arch = System.getProperty("os.arch");
    boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
    return LANES >= (x86 ? 8 : 4);
  }

  @Override
  public int panelWidth() {
    return PANEL;
  }

  @Override
  public void pack(Matrix right, float[] packed, int at) {
    float[] b = right.data();
    int depth = right.rows();
    for (int first = 0; first < right.columns(); first += PANEL, at += depth * PANEL) {
      int width = Math.min(PANEL, right.columns() - first);
      int from = right.offset() + first * right.columnStride();
      if (right.columnStride() == 1) {
        for (int k = 0; k < depth; k++) {
          System.arraycopy(b, from + k * right.rowStride(), packed, at + k * PANEL, width);
        }
      } else {
        assert right.rowStride() == 1;
        packColumns(b, from, right.columnStride(), depth, width, packed, at);
      }
      for (int k = 0; width < PANEL && k < depth; k++) {
        Arrays.fill(packed, at + k * PANEL + width, at + (k + 1) * PANEL, 0);
      }
    }
  }

  /** Packs by short runs down each column, so that the cache lines of both sides are used up. */
  private static void packColumns(
      float[] b, int from, int columnStride, int depth, int width, float[] packed, int at) {
    for (int first = 0; first < depth; first += 32) {
      int run = Math.min(32, depth - first);
      for (int j = 0; j < width; j++) {
        packRun(b, from + j * columnStride + first, run, packed, at + first * PANEL + j);
      }
    }
  }

  private static void packRun(float[] b, int from, int run, float[] packed, int to) {
    for (int k = 0; k < run; k++) {
      packed[to + k * PANEL] = b[from + k];
    }
  }

  @Override
  public void multiply(Matrix left, float[] packed, int at, Matrix result) {
    assert result.columnStride() == 1 && left.rows() == result.rows();
    int depth = left.columns();
    for (int k = 0; k < depth; k += DEPTH) {
      int kEnd = Math.min(depth, k + DEPTH);
      for (int i = 0; i < left.rows(); i += ROWS) {
        int iEnd = Math.min(left.rows(), i + ROWS);
        for (int j = 0, panel = at; j < result.columns(); j += PANEL, panel += depth * PANEL) {
          multiplyPanel(left, i, iEnd, k, kEnd, packed, panel + k * PANEL, result, j);
        }
      }
    }
  }

  /** Adds rows [i, iEnd) times one packed panel, over the inner indices [k, kEnd). */
  private static void multiplyPanel(
      Matrix left,
      int i,
      int iEnd,
      int k,
      int kEnd,
      float[] packed,
      int panel,
      Matrix result,
      int j) {
    int rs = left.rowStride();
    int cs = left.columnStride();
    int a = left.offset() + i * rs + k * cs;
    int n = kEnd - k;
    int ldc = result.rowStride();
    int c = result.offset() + i * ldc + j;
    int width = Math.min(PANEL, result.columns() - j);
    if (width == PANEL) {
      multiplyTiles(left.data(), a, rs, cs, n, packed, panel, result.data(), c, ldc, iEnd - i);
    } else {
      multiplyEdge(
          left.data(), a, rs, cs, n, packed, panel, result.data(), c, ldc, iEnd - i, width);
    }
  }

  /** The same for a last panel of fewer columns. */
  private static void multiplyEdge(
      float[] a,
      int aAt,
      int rs,
      int cs,
      int n,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int ldc,
      int rows,
      int width) {
    VectorMask<Float> first = FLOATS.indexInRange(0, width);
    VectorMask<Float> second = FLOATS.indexInRange(Math.min(LANES, width), width);
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      Tiles.addEdge4(a, aAt + i * rs, rs, cs, n, b, bAt, c, cAt + i * ldc, ldc, first, second);
    }
    for (; i < rows; i++) {
      Tiles.addEdge1(a, aAt + i * rs, cs, n, b, bAt, c, cAt + i * ldc, first, second);
    }
  }

  private static void multiplyTiles(
      float[] a,
      int aAt,
      int rs,
      int cs,
      int n,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int ldc,
      int rows) {
    int i = 0;
    if (TILE == 8) {
      for (; i + 8 <= rows; i += 8) {
        Tiles.add8(a, aAt + i * rs, rs, cs, n, b, bAt, c, cAt + i * ldc, ldc);
      }
    }
    for (; i + 4 <= rows; i += 4) {
      Tiles.add4(a, aAt + i * rs, rs, cs, n, b, bAt, c, cAt + i * ldc, ldc);
    }
    if (i + 2 <= rows) {
      Tiles.add2(a, aAt + i * rs, rs, cs, n, b, bAt, c, cAt + i * ldc, ldc);
      i += 2;
    }
    if (i < rows) {
      Tiles.add1(a, aAt + i * rs, cs, n, b, bAt, c, cAt + i * ldc);
    }
  }

  @Override
  public void sigmoid(float[] x, int xAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      sigmoid(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      sigmoid(FloatVector.fromArray(FLOATS, x, xAt + i, mask)).intoArray(y, yAt + i, mask);
    }
  }

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      tanh(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      tanh(FloatVector.fromArray(FLOATS, x, xAt + i, mask)).intoArray(y, yAt + i, mask);
    }
  }

  @Override
  public void exp(float[] x, int xAt, float shift, float[] y, int yAt, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      exp(FloatVector.fromArray(FLOATS, x, xAt + i).sub(shift)).intoArray(y, yAt + i);
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(i, count);
      exp(FloatVector.fromArray(FLOATS, x, xAt + i, mask).sub(shift)).intoArray(y, yAt + i, mask);
    }
  }

  @Override
  public void dropout(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int count,
      int key,
      int first,
      int threshold,
      float scale) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      VectorMask<Float> keep = Dice.keep(key, first + i, threshold);
      FloatVector.fromArray(FLOATS, x, xAt + i, keep).mul(scale).intoArray(y, yAt + i);
    }
    scalar.dropout(x, xAt + i, y, yAt + i, count - i, key, first + i, threshold, scale);
  }

  @Override
  public long multiplyAdds(float[] x, int rounds) {
    return Peak.run(x, rounds);
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
