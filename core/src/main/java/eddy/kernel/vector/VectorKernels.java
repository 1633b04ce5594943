package eddy.kernel.vector;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.ScalarKernels;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
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

  /**
   * The most rows of a tile. Eighteen accumulators want the 32 registers that come with 512-bit
   * vectors. There, tiles of nine and seven rows run at 95 % of the processor's limit, and those of
   * eight, six or four at 80 %, for no reason that the sources show.
   */
  private static final int TILE = LANES >= 16 ? 9 : 4;

  private static final int EDGES = 64;

  private final ScalarKernels scalar = new ScalarKernels();

  /** Buffers for narrow panels, so that a product allocates nothing. */
  private final AtomicReferenceArray<float[]> edges = new AtomicReferenceArray<>(EDGES);

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
  public void multiply(
      int m,
      int k,
      int n,
      float[] a,
      int aAt,
      int rowStride,
      int columnStride,
      float[] packed,
      int at,
      float[] c,
      int cAt,
      int cStride) {
    for (int p = 0; p < k; p += DEPTH) {
      int depth = Math.min(DEPTH, k - p);
      for (int i = 0; i < m; i += ROWS) {
        int rows = Math.min(ROWS, m - i);
        int left = aAt + i * rowStride + p * columnStride;
        for (int j = 0, panel = at + p * PANEL; j < n; j += PANEL, panel += k * PANEL) {
          int to = cAt + i * cStride + j;
          if (n - j >= PANEL) {
            multiplyTiles(
                a, left, rowStride, columnStride, depth, packed, panel, c, to, cStride, rows);
          } else {
            multiplyEdge(
                a,
                left,
                rowStride,
                columnStride,
                depth,
                packed,
                panel,
                c,
                to,
                cStride,
                rows,
                n - j);
          }
        }
      }
    }
  }

  /** The same for a last panel of fewer columns: computed whole in a buffer, then cut. */
  private void multiplyEdge(
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
    int slot = (int) Thread.currentThread().threadId() & EDGES - 1;
    float[] taken = edges.getAndSet(slot, null);
    float[] edge = taken == null ? new float[TILE * PANEL] : taken;
    for (int i = 0; i < rows; i += TILE, aAt += TILE * rs, cAt += TILE * ldc) {
      int tile = Math.min(TILE, rows - i);
      for (int r = 0; r < tile; r++) {
        System.arraycopy(c, cAt + r * ldc, edge, r * PANEL, width);
      }
      multiplyTiles(a, aAt, rs, cs, n, b, bAt, edge, 0, PANEL, tile);
      for (int r = 0; r < tile; r++) {
        System.arraycopy(edge, r * PANEL, c, cAt + r * ldc, width);
      }
    }
    edges.set(slot, edge);
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
    if (TILE == 9) {
      // Since 7 * 4 = 1 modulo 9, so many sevens leave a multiple of nine; all rows from 48 on, and
      // most below, are nines and sevens.
      int sevens = 4 * rows % 9;
      int rest = 7 * sevens <= rows ? 7 * sevens : rows % 9;
      for (; i < rows - rest; i += 9) {
        Tiles.add9(a, aAt + i * rs, rs, cs, n, b, bAt, c, cAt + i * ldc, ldc);
      }
      for (; i + 7 <= rows; i += 7) {
        Tiles.add7(a, aAt + i * rs, rs, cs, n, b, bAt, c, cAt + i * ldc, ldc);
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
    Functions.sigmoid(x, xAt, y, yAt, count);
  }

  @Override
  public void tanh(float[] x, int xAt, float[] y, int yAt, int count) {
    Functions.tanh(x, xAt, y, yAt, count);
  }

  @Override
  public void exp(float[] x, int xAt, float shift, float[] y, int yAt, int count) {
    Functions.exp(x, xAt, shift, y, yAt, count);
  }

  @Override
  public void add(float[] x, int xAt, float[] y, int yAt, int count) {
    Functions.add(x, xAt, y, yAt, count);
  }

  @Override
  public void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    Functions.subtract(a, aAt, b, bAt, y, yAt, count);
  }

  @Override
  public void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    Functions.multiply(a, aAt, b, bAt, y, yAt, count);
  }

  @Override
  public void multiplyAdd(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
    Functions.multiplyAdd(a, aAt, b, bAt, y, yAt, count);
  }

  @Override
  public void sigmoidSlope(float[] d, int dAt, float[] s, int sAt, float[] y, int yAt, int count) {
    Functions.sigmoidSlope(d, dAt, s, sAt, y, yAt, count);
  }

  @Override
  public void tanhSlope(float[] d, int dAt, float[] t, int tAt, float[] y, int yAt, int count) {
    Functions.tanhSlope(d, dAt, t, tAt, y, yAt, count);
  }

  @Override
  public void blend(
      float[] a, int aAt, float[] b, int bAt, float[] w, int wAt, float[] y, int yAt, int count) {
    Functions.blend(a, aAt, b, bAt, w, wAt, y, yAt, count);
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
  public long peak(float[] x, int rounds) {
    return Peak.run(x, rounds);
  }
}
