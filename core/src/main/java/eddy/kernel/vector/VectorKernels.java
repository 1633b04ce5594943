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

  /** Panels that pass each row of tiles in turn: they stay in the second-level cache meanwhile. */
  private static final int GROUP = 4;

  /** The height of the next tile, by the number of rows that are left. */
  private static final int[] TILES = tiles();

  /** The most rows of a tile. */
  private static final int TALLEST = 10;

  /** A tile's worth of a panel, for the last one of fewer columns. */
  private static final int EDGE = TALLEST * PANEL;

  /** A block of the left operand, either way round. */
  private static final int BLOCK =
      Math.max(Tiles.DEPTH * TransposedTiles.STRIDE, TransposedTiles.ROWS * Tiles.STRIDE);

  private static final int SLOTS = 64;

  private final ScalarKernels scalar = new ScalarKernels();

  /** Memory that products work in, so that they allocate nothing. */
  private final AtomicReferenceArray<float[]> work = new AtomicReferenceArray<>(SLOTS);

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
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride) {
    assert columnStride == 1 || rowStride == 1;
    boolean transposed = columnStride != 1;
    boolean copies = transposed || m > 1;
    float[] work = take(copies ? EDGE + BLOCK : EDGE);
    int blocks = Math.max(1, Math.ceilDiv(m, TransposedTiles.ROWS));
    int height = Math.ceilDiv(m, blocks);
    int p = 0;
    do {
      int depth = Math.min(Tiles.DEPTH, k - p);
      for (int i = 0; i < m; i += height) {
        int rows = Math.min(height, m - i);
        int left = aAt + i * rowStride + p * columnStride;
        if (transposed) {
          copy(a, left, columnStride, depth, rows, work, TransposedTiles.STRIDE);
        } else if (copies) {
          copy(a, left, rowStride, rows, depth, work, Tiles.STRIDE);
        }
        multiplyPanels(
            transposed,
            copies ? work : a,
            copies ? EDGE : left,
            depth,
            packed,
            at + p * PANEL,
            k * PANEL,
            s,
            sAt + i * sStride,
            sStride,
            c,
            cAt + i * cStride,
            cStride,
            rows,
            n,
            work);
      }
      p += depth;
      s = c;
      sAt = cAt;
      sStride = cStride;
    } while (p < k);
    give(work);
  }

  /** Copies a block of the left operand behind the edge, its runs as far apart as tiles want. */
  private static void copy(
      float[] a, int aAt, int stride, int runs, int length, float[] work, int workStride) {
    for (int i = 0; i < runs; i++) {
      System.arraycopy(a, aAt + i * stride, work, EDGE + i * workStride, length);
    }
  }

  /** Takes a block of the left operand past all panels. */
  private static void multiplyPanels(
      boolean transposed,
      float[] a,
      int aAt,
      int depth,
      float[] b,
      int bAt,
      int bStride,
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride,
      int rows,
      int n,
      float[] edge) {
    int whole = n / PANEL;
    for (int j = 0; j < whole; j += GROUP) {
      multiplyTiles(
          transposed,
          a,
          aAt,
          depth,
          b,
          bAt + j * bStride,
          bStride,
          s,
          sAt + j * PANEL,
          sStride,
          c,
          cAt + j * PANEL,
          cStride,
          rows,
          Math.min(GROUP, whole - j));
    }
    int width = n - whole * PANEL;
    if (width == 0) {
      return;
    }
    // A panel of fewer columns is computed whole in a buffer, then cut.
    sAt += whole * PANEL;
    cAt += whole * PANEL;
    for (int i = 0; i < rows; i += TALLEST) {
      int tile = Math.min(TALLEST, rows - i);
      for (int r = 0; r < tile; r++) {
        System.arraycopy(s, sAt + (i + r) * sStride, edge, r * PANEL, width);
      }
      int left = aAt + i * (transposed ? 1 : Tiles.STRIDE);
      multiplyTiles(
          transposed,
          a,
          left,
          depth,
          b,
          bAt + whole * bStride,
          bStride,
          edge,
          0,
          PANEL,
          edge,
          0,
          PANEL,
          tile,
          1);
      for (int r = 0; r < tile; r++) {
        System.arraycopy(edge, r * PANEL, c, cAt + (i + r) * cStride, width);
      }
    }
  }

  /** Takes the rows of a block, cut into tiles, past some whole panels. */
  private static void multiplyTiles(
      boolean transposed,
      float[] a,
      int aAt,
      int depth,
      float[] b,
      int bAt,
      int bStride,
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride,
      int rows,
      int panels) {
    int i = 0;
    while (i < rows) {
      int tile = TILES[rows - i];
      if (transposed) {
        addTransposed(
            tile,
            a,
            aAt + i,
            depth,
            b,
            bAt,
            bStride,
            s,
            sAt + i * sStride,
            sStride,
            c,
            cAt + i * cStride,
            cStride,
            panels);
      } else {
        add(
            tile,
            a,
            aAt + i * Tiles.STRIDE,
            depth,
            b,
            bAt,
            bStride,
            s,
            sAt + i * sStride,
            sStride,
            c,
            cAt + i * cStride,
            cStride,
            panels);
      }
      i += tile;
    }
  }

  /** The fastest cuts of all numbers of rows that a block may have. */
  private static int[] tiles() {
    // What tiles take, in tenths of a row of the tallest, measured with 512-bit vectors. These come
    // with 32 registers, enough for twenty accumulators. Tiles of eight and six rows take longer
    // than two smaller ones, for no reason that the sources show.
    int[] heights = LANES >= 16 ? new int[] {10, 9, 7, 4, 2, 1} : new int[] {4, 2, 1};
    int[] costs = LANES >= 16 ? new int[] {100, 90, 70, 42, 36, 30} : new int[] {42, 36, 30};
    int[] least = new int[TransposedTiles.ROWS + 1];
    int[] tiles = new int[least.length];
    for (int rows = 1; rows < least.length; rows++) {
      least[rows] = Integer.MAX_VALUE;
      for (int i = 0; i < heights.length; i++) {
        int rest = rows - heights[i];
        if (rest >= 0 && costs[i] + least[rest] < least[rows]) {
          least[rows] = costs[i] + least[rest];
          tiles[rows] = heights[i];
        }
      }
    }
    return tiles;
  }

  private static void add(
      int tile,
      float[] a,
      int aAt,
      int depth,
      float[] b,
      int bAt,
      int bStride,
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride,
      int panels) {
    for (int j = 0; j < panels; j++, bAt += bStride, sAt += PANEL, cAt += PANEL) {
      switch (tile) {
        case 10 -> Tiles.add10(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 9 -> Tiles.add9(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 7 -> Tiles.add7(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 4 -> Tiles.add4(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 2 -> Tiles.add2(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        default -> Tiles.add1(a, aAt, depth, b, bAt, s, sAt, c, cAt);
      }
    }
  }

  private static void addTransposed(
      int tile,
      float[] a,
      int aAt,
      int depth,
      float[] b,
      int bAt,
      int bStride,
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride,
      int panels) {
    for (int j = 0; j < panels; j++, bAt += bStride, sAt += PANEL, cAt += PANEL) {
      switch (tile) {
        case 10 -> TransposedTiles.add10(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 9 -> TransposedTiles.add9(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 7 -> TransposedTiles.add7(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 4 -> TransposedTiles.add4(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        case 2 -> TransposedTiles.add2(a, aAt, depth, b, bAt, s, sAt, sStride, c, cAt, cStride);
        default -> TransposedTiles.add1(a, aAt, depth, b, bAt, s, sAt, c, cAt);
      }
    }
  }

  /** Takes a buffer: the one that this thread gave back last, if it is still there, or any. */
  private float[] take(int size) {
    int home = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SLOTS; i++) {
      float[] buffer = work.getAndSet(home + i & SLOTS - 1, null);
      if (buffer != null && buffer.length >= size) {
        return buffer;
      }
    }
    return new float[size];
  }

  private void give(float[] buffer) {
    int home = (int) Thread.currentThread().threadId();
    for (int i = 0; i < SLOTS; i++) {
      if (work.compareAndSet(home + i & SLOTS - 1, null, buffer)) {
        return;
      }
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
  public void maximum(float[] x, int xAt, float[] y, int yAt, int count) {
    Functions.maximum(x, xAt, y, yAt, count);
  }

  @Override
  public void maximumSlope(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] left,
      int leftAt,
      float[] dx,
      int dxAt,
      int count) {
    Functions.maximumSlope(x, xAt, y, yAt, left, leftAt, dx, dxAt, count);
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
  public float normalize(float[] x, int xAt, float[] y, int yAt, int count, float epsilon) {
    return Norm.normalize(x, xAt, y, yAt, count, epsilon);
  }

  @Override
  public void normalizeSlope(float[] d, int dAt, float[] y, int yAt, float scale, int count) {
    Norm.slope(d, dAt, y, yAt, scale, count);
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
