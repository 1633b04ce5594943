package eddy.graph;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;

/** The right operand of products, made ready once for all of them. */
final class PackedMatrix {
  private static final int ROW_GRAIN = 8;

  private final int depth;
  private final int width;
  private final float[] packed;

  /** Packs a matrix [K, N]. */
  PackedMatrix(Processor processor, Matrix right) {
    depth = right.rows();
    width = right.columns();
    packed = new float[processor.kernels().packedSize(depth, width)];
    processor.kernels().pack(right, packed, 0);
  }

  int depth() {
    return depth;
  }

  int width() {
    return width;
  }

  /**
   * {@code result = start + left x this}, each sum in the same order whatever the threads.
   *
   * @param left [M, K]
   * @param start a row that each row of the result begins from, [N]
   * @param result modified, [M, N]
   */
  void multiply(Processor processor, float[] left, int rows, float[] start, float[] result) {
    int panel = processor.kernels().panelWidth();
    processor
        .workers()
        .run(
            processor.parts((long) rows * depth * width),
            part -> {
              boolean byRows = rows >= ROW_GRAIN * part.count();
              int top = byRows ? part.from(rows, ROW_GRAIN) : 0;
              int bottom = byRows ? part.to(rows, ROW_GRAIN) : rows;
              int first = byRows ? 0 : part.from(width, panel);
              int last = byRows ? width : part.to(width, panel);
              processor
                  .kernels()
                  .multiply(
                      bottom - top,
                      depth,
                      last - first,
                      left,
                      top * depth,
                      depth,
                      1,
                      packed,
                      first * depth,
                      start,
                      first,
                      0,
                      result,
                      top * width + first,
                      width);
            });
  }
}
