package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.kernel.Workers.Part;
import java.util.List;

/**
 * The recurrent weights as the right operands of the products of one pass, packed once for all
 * steps: transposed on the way forward, as they are on the way back.
 *
 * <p>Every part packs the columns that it will multiply by, so that they lie in its own cache.
 */
final class PackedWeights {
  private final Processor processor;
  private final Kernels kernels;
  private final Matrix[][] rights;
  private final float[][] packed;

  PackedWeights(Processor processor, Weights weights, List<Phase> phases, boolean forward) {
    this.processor = processor;
    kernels = processor.kernels();
    rights = new Matrix[phases.size()][];
    packed = new float[phases.size()][];
    for (int p = 0; p < rights.length; p++) {
      rights[p] = new Matrix[Weights.products(phases.get(p))];
      int size = 0;
      for (int i = 0; i < rights[p].length; i++) {
        Matrix weight = weights.product(phases, p, i);
        rights[p][i] = forward ? weight.transposed() : weight;
        size += size(rights[p][i]);
      }
      packed[p] = processor.buffers().take(size);
    }
  }

  /** Packs a part's share of the columns and waits until all parts have. */
  void pack(Part part) {
    for (int p = 0; p < rights.length; p++) {
      for (int i = 0; i < rights[p].length; i++) {
        Matrix right = rights[p][i];
        int from = part.from(right.columns(), kernels.panelWidth());
        int to = part.to(right.columns(), kernels.panelWidth());
        kernels.pack(right.columns(from, to), packed[p], at(p, i, from));
      }
    }
    part.await();
  }

  /**
   * Adds some columns of the i-th product of a phase, for some rows of its operand.
   *
   * @param left the operand, from {@code leftRow} on
   * @param target what is added to, from {@code targetRow} on; modified
   * @param from the first column
   * @param to one past the last column
   */
  void multiply(
      int phase,
      int i,
      int rows,
      Matrix left,
      int leftRow,
      Matrix target,
      int targetRow,
      int from,
      int to) {
    kernels.multiply(
        rows,
        rights[phase][i].rows(),
        to - from,
        left.data(),
        left.offset() + leftRow * left.rowStride(),
        left.rowStride(),
        1,
        packed[phase],
        at(phase, i, from),
        target.data(),
        target.offset() + targetRow * target.rowStride() + from,
        target.rowStride());
  }

  /** Gives the memory back. */
  void give() {
    for (float[] buffer : packed) {
      processor.buffers().give(buffer);
    }
  }

  private int at(int phase, int i, int column) {
    return i * size(rights[phase][i]) + column * rights[phase][i].rows();
  }

  private int size(Matrix right) {
    return kernels.packedSize(right.rows(), right.columns());
  }
}
