package eddy.kernel;

/**
 * What an op computes with: the kernels, the team of threads and the store of buffers.
 *
 * @param kernels the arithmetic of one thread
 * @param workers the threads
 * @param buffers memory for intermediate results
 */
public record Processor(Kernels kernels, Workers workers, Buffers buffers) {
  /** Below so many multiply-adds, waking the team costs more than it saves. */
  private static final long ALONE = 100_000;

  private static final int ROW_GRAIN = 8;

  /** How elements are shared out: enough for a thread to be worth its start. */
  private static final int ELEMENT_GRAIN = 4096;

  /** What is done to a run of elements. */
  public interface Range {
    void run(int from, int to);
  }

  /**
   * Adds a product: {@code result += left x right}.
   *
   * @param left not modified, [M, K]
   * @param right not modified, [K, N]
   * @param result modified, [M, N] with a column stride of one
   */
  public void multiply(Matrix left, Matrix right, Matrix result) {
    multiply(left, right, result, result);
  }

  /**
   * Adds a product to something else: {@code result = start + left x right}.
   *
   * @param left not modified, [M, K]
   * @param right not modified, [K, N]
   * @param start [M, N] with a column stride of one, for instance {@link Matrix#repeated}; not
   *     modified, unless it is the result
   * @param result modified, [M, N] with a column stride of one
   */
  public void multiply(Matrix left, Matrix right, Matrix start, Matrix result) {
    int m = left.rows();
    int k = left.columns();
    int n = right.columns();
    if (m == 0 || n == 0) {
      return;
    }
    float[] packed = buffers.take(kernels.packedSize(k, n));
    int panel = kernels.panelWidth();
    workers.run(
        parts((long) m * n * k),
        part -> {
          int from = part.from(n, panel);
          int to = part.to(n, panel);
          kernels.pack(right.columns(from, to), packed, from * k);
          part.await();
          boolean columns = splitColumns(m, n, part.count());
          int top = columns ? 0 : part.from(m, ROW_GRAIN);
          int bottom = columns ? m : part.to(m, ROW_GRAIN);
          int first = columns ? from : 0;
          int last = columns ? to : n;
          kernels.multiply(
              bottom - top,
              k,
              last - first,
              left.data(),
              left.at(top, 0),
              left.rowStride(),
              left.columnStride(),
              packed,
              first * k,
              start.data(),
              start.at(top, first),
              start.rowStride(),
              result.data(),
              result.at(top, first),
              result.rowStride());
        });
    buffers.give(packed);
  }

  /** Splits the side of the result that deals out more evenly, the longer one where both do. */
  private boolean splitColumns(int m, int n, int parts) {
    int panels = Math.ceilDiv(n, kernels.panelWidth());
    int tiles = Math.ceilDiv(m, ROW_GRAIN);
    long byColumns = (long) Math.ceilDiv(panels, parts) * tiles;
    long byRows = (long) Math.ceilDiv(tiles, parts) * panels;
    return byColumns == byRows ? n >= m : byColumns < byRows;
  }

  /** Runs over {@code [0, count)} in one range a thread, alone when there is little to do. */
  public void forEach(int count, Range range) {
    workers.run(
        Math.ceilDiv(count, ELEMENT_GRAIN),
        part -> range.run(part.from(count, 16), part.to(count, 16)));
  }

  /** Runs over rows of so many elements each, in one range of rows a thread. */
  public void forEachRow(int rows, long width, Range range) {
    long parts = Math.ceilDiv(rows * width, ELEMENT_GRAIN);
    workers.run(
        (int) Math.min(parts, rows), part -> range.run(part.from(rows, 1), part.to(rows, 1)));
  }

  /** How many threads a job of so many multiply-adds is worth. */
  public int parts(long multiplyAdds) {
    return multiplyAdds < ALONE ? 1 : workers.threads();
  }
}
