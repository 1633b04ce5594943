package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.kernel.Workers.Part;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import java.util.List;

/**
 * The recurrent weights as the right operands of the products of one pass, packed once for all
 * steps: transposed on the way forward, as they are on the way back.
 *
 * <p>Where the parts share out the columns, each packs those that it will multiply by, so that they
 * lie in its own cache; on the way forward a share of each block's columns, since a part keeps to
 * its units.
 */
final class PackedWeights {
  private final Processor processor;
  private final Kernels kernels;
  private final boolean byRows;
  private final int[][] groups;
  private final Matrix[][] rights;
  private final float[][][] packed;
  private boolean kept;
  private boolean ready;

  private PackedWeights(Processor processor, boolean byRows, int phases) {
    this.processor = processor;
    this.byRows = byRows;
    kernels = processor.kernels();
    rights = new Matrix[phases][];
    packed = new float[phases][][];
    groups = new int[phases][];
  }

  /**
   * The weights of all recurrent products.
   *
   * @param forward whether the columns are what the products give, and not their operands
   * @param byRows whether each part multiplies by all columns
   */
  static PackedWeights of(
      Processor processor,
      Weights weights,
      List<List<Weights.Product>> products,
      boolean forward,
      boolean byRows) {
    PackedWeights all = new PackedWeights(processor, byRows, products.size());
    for (int p = 0; p < products.size(); p++) {
      all.allocate(p, products.get(p).size());
      for (int i = 0; i < products.get(p).size(); i++) {
        Weights.Product product = products.get(p).get(i);
        Matrix weight = weights.matrix(product);
        int group = forward && !byRows ? product.count() : 1;
        all.add(p, i, forward ? weight.transposed() : weight, group);
      }
    }
    return all;
  }

  /** The weights of the input, as one product of one phase. */
  static PackedWeights ofInput(Processor processor, Weights weights, boolean byRows) {
    PackedWeights all = new PackedWeights(processor, byRows, 1);
    Shape shape = weights.input().shape();
    Matrix weight = Matrix.of(weights.input().data(), 0, shape.dimension(0), shape.last());
    all.allocate(0, 1);
    int group = byRows ? 1 : shape.dimension(0) / weights.hiddenSize();
    all.add(0, 0, weight.transposed(), group);
    return all;
  }

  private void allocate(int phase, int count) {
    rights[phase] = new Matrix[count];
    packed[phase] = new float[count][];
    groups[phase] = new int[count];
  }

  private void add(int phase, int i, Matrix right, int group) {
    rights[phase][i] = right;
    groups[phase][i] = group;
    int size = kernels.packedSize(right.rows(), right.columns() / group);
    packed[phase][i] = processor.buffers().take(group * size);
  }

  /** Keeps the memory until a tape closes, and what is packed with it. */
  PackedWeights keptBy(Tape tape) {
    kept = true;
    for (float[][] ofPhase : packed) {
      for (float[] buffer : ofPhase) {
        tape.keep(buffer);
      }
    }
    return this;
  }

  /** Packs everything now and keeps it for good, for any number of passes side by side. */
  PackedWeights forGood() {
    processor.workers().run(1, this::pack);
    kept = true;
    ready = true;
    return this;
  }

  /** Packs a part's share of the columns, unless they are kept, and waits until all parts have. */
  void pack(Part part) {
    if (ready) {
      return;
    }
    for (int p = 0; p < rights.length; p++) {
      for (int i = 0; i < rights[p].length; i++) {
        int width = width(p, i);
        int from = part.from(width, kernels.panelWidth());
        int to = part.to(width, kernels.panelWidth());
        for (int group = 0; group < groups[p][i]; group++) {
          Matrix columns = rights[p][i].columns(group * width + from, group * width + to);
          kernels.pack(columns, packed[p][i], at(p, i, group, from));
        }
      }
    }
    part.await();
  }

  /**
   * Adds a part's columns of the i-th product of a phase, for some rows of its operand.
   *
   * @param left the operand, from {@code leftRow} on
   * @param target what is added to, from {@code targetRow} on; modified
   */
  void multiply(
      Part part,
      int phase,
      int i,
      int rows,
      Matrix left,
      int leftRow,
      Matrix target,
      int targetRow) {
    int at = target.at(targetRow, 0);
    int stride = target.rowStride();
    float[] sums = target.data();
    multiply(
        part,
        phase,
        i,
        rows,
        left.data(),
        left.at(leftRow, 0),
        left.rowStride(),
        sums,
        at,
        stride,
        sums,
        at,
        stride);
  }

  /** The same without views, and with another start of the sums than their target. */
  void multiply(
      Part part,
      int phase,
      int i,
      int rows,
      float[] left,
      int leftAt,
      int leftStride,
      float[] start,
      int startAt,
      int startStride,
      float[] target,
      int targetAt,
      int targetStride) {
    int width = width(phase, i);
    int from = byRows ? 0 : part.from(width, kernels.panelWidth());
    int to = byRows ? width : part.to(width, kernels.panelWidth());
    for (int group = 0; group < groups[phase][i]; group++) {
      int column = group * width + from;
      kernels.multiply(
          rows,
          rights[phase][i].rows(),
          to - from,
          left,
          leftAt,
          leftStride,
          1,
          packed[phase][i],
          at(phase, i, group, from),
          start,
          startAt + column,
          startStride,
          target,
          targetAt + column,
          targetStride);
    }
  }

  /** Ends a pass: gives the memory back unless it is kept. */
  void give() {
    if (kept) {
      ready = true;
      return;
    }
    for (float[][] ofPhase : packed) {
      for (float[] buffer : ofPhase) {
        processor.buffers().give(buffer);
      }
    }
  }

  private int width(int phase, int i) {
    return rights[phase][i].columns() / groups[phase][i];
  }

  private int at(int phase, int i, int group, int column) {
    int depth = rights[phase][i].rows();
    return group * kernels.packedSize(depth, width(phase, i)) + column * depth;
  }
}
