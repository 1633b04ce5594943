package eddy.recurrent;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.kernel.Workers.Part;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a cell over whole sequences: one layer, one direction, one node on the tape.
 *
 * <p>B sequences, N rows of all steps together (see {@link Layout}), I inputs, H units, W outputs.
 *
 * <p>Forward, the input product of a window of steps is one matrix product; then each of them adds
 * the recurrent products and calls the cell, while the window's blocks are in the cache. Backward
 * runs the same loop from the last step to the first, leaving in the blocks the derivative by
 * everything that products had put there, and then forms each weight's gradient in one product over
 * all rows. At inference nothing is kept for backward, so the memory is that of one window.
 *
 * <p>The threads share out either the rows, when there are enough for each: then none waits for
 * another, though all read all weights; or the units: then each keeps its part of the weights in
 * its cache, and all meet before each recurrent product. Which of the two follows from the sizes
 * and the number of threads, and neither changes a bit, since every sum runs in the same order.
 */
final class Engine {
  /** A window has so many rows or one step: enough for the input product to run at full speed. */
  static final int WINDOW_ROWS = 128;

  /** Below so many multiply-adds a step, threads that meet would wait more than they work. */
  static final int MEETING_WORK = 50_000;

  /** So many rows make the arithmetic of a thread slower than the weights come from memory. */
  private static final int PART_ROWS = 8;

  private static final int ROW_GRAIN = 2;

  /** Rows so many elements apart, or a multiple of it, compete for the same few cache lines. */
  private static final int ALIASING = 256;

  private static final int LINE = 16;

  /** What the cell does with an element of its blocks, in multiply-adds, roughly. */
  private static final int POINTWISE_WORK = 8;

  final Cell cell;
  final List<Phase> phases;
  final List<List<Weights.Product>> products;
  final Weights weights;
  final Layout layout;
  final Neighbours neighbours;
  final Tensor input;
  final List<Tensor> initial;
  final Processor processor;
  final int inputs;
  final int hidden;
  final int rowWidth;

  /** How far apart the rows of the blocks lie, so that they don't fall on the same cache lines. */
  final int blocksStride;

  final int[] widths;

  /** Whether everything is kept for backward. */
  final boolean keeps;

  /** Whether the parts share out the rows, and not the units. */
  final boolean byRows;

  final int parts;
  final float[] x;
  final float[] blocks;
  final Tensor output;
  final Tensor[] last;
  final float[][] carried;
  final float[][] previous;

  /** What the rows see of the output of the step before: that itself, or gathered. */
  final float[] seen;

  final int seenWidth;
  final Matrix[] operands;
  final Matrix[][] targets;
  private final boolean reverse;
  private final int blocksRows;
  private final int grain;
  private final float[][] own;

  /**
   * Runs a cell whose recurrent products see a row's own state only.
   *
   * @param x [N, I] in the layout's order
   * @param initial one [B, W] for each carried vector in the layout's order, or none for zeros
   * @return the output [N, W] of all steps, and then the last of each carried vector, [B, W]
   */
  static Tensor[] run(
      Cell cell, Weights weights, Layout layout, boolean reverse, Tensor x, List<Tensor> initial) {
    return run(cell, weights, layout, Neighbours.NONE, reverse, x, initial);
  }

  /**
   * Runs a cell.
   *
   * @param neighbours the rows whose previous output a row's recurrent products see
   * @param x [N, I] in the layout's order
   * @param initial one [B, W] for each carried vector in the layout's order, or none for zeros
   * @return the output [N, W] of all steps, and then the last of each carried vector, [B, W]
   */
  static Tensor[] run(
      Cell cell,
      Weights weights,
      Layout layout,
      Neighbours neighbours,
      boolean reverse,
      Tensor x,
      List<Tensor> initial) {
    Engine engine = new Engine(cell, weights, layout, neighbours, reverse, x, initial);
    Forward.run(engine);
    Tensor[] results = new Tensor[engine.last.length + 1];
    results[0] = engine.output;
    System.arraycopy(engine.last, 0, results, 1, engine.last.length);
    x.tape().record(() -> Backward.run(engine), results);
    return results;
  }

  private Engine(
      Cell cell,
      Weights weights,
      Layout layout,
      Neighbours neighbours,
      boolean reverse,
      Tensor x,
      List<Tensor> initial) {
    this.cell = cell;
    this.weights = weights;
    this.layout = layout;
    this.neighbours = neighbours;
    this.reverse = reverse;
    this.initial = initial;
    input = x;
    this.x = x.data();
    inputs = x.shape().last();
    phases = cell.phases();
    products = weights.products(phases);
    Tape tape = x.tape();
    processor = tape.processor();
    hidden = weights.hiddenSize();
    rowWidth = cell.blocks() * hidden;
    blocksStride = rowWidth % ALIASING == 0 ? rowWidth + LINE : rowWidth;
    widths = cell.carried(hidden);
    own = weights.ownData();
    keeps = tape.training();
    int rows = layout.rows();
    int previousRows = keeps ? rows : 2 * layout.batch();
    blocksRows = keeps ? rows : Math.min(rows, WINDOW_ROWS + layout.batch());
    blocks = tape.scratch(blocksRows, blocksStride);
    Tensor[] sources = weights.with(x, initial);
    output = tape.result(Shape.of(rows, widths[0]), sources);
    carried = new float[widths.length][];
    previous = new float[widths.length][];
    last = new Tensor[widths.length];
    for (int k = 0; k < widths.length; k++) {
      previous[k] = tape.scratch(previousRows, widths[k]);
      carried[k] = k == 0 ? output.data() : keeps ? tape.scratch(rows, widths[k]) : previous[k];
      last[k] = tape.result(Shape.of(layout.batch(), widths[k]), sources);
    }
    seenWidth = widths[0] * neighbours.seen();
    seen = neighbours.any() ? tape.scratch(previousRows, seenWidth) : previous[0];
    operands = new Matrix[phases.size()];
    targets = new Matrix[phases.size()][];
    for (int p = 0; p < targets.length; p++) {
      Phase phase = phases.get(p);
      operands[p] =
          phase.operand() >= 0
              ? blocks(phase.operand(), 1)
              : Matrix.of(seen, 0, previousRows, seenWidth);
      targets[p] = new Matrix[products.get(p).size()];
      for (int i = 0; i < targets[p].length; i++) {
        Weights.Product product = products.get(p).get(i);
        targets[p][i] =
            product.projects()
                ? Matrix.of(output.data(), 0, rows, widths[0])
                : blocks(product.block(), product.count());
      }
    }
    int threads = processor.workers().threads();
    long work = (long) layout.batch() * (weights.recurrentSize() + POINTWISE_WORK * rowWidth);
    boolean shareRows =
        cell.scope() == Cell.Scope.ROWS
            || neighbours.any()
            || layout.batch() >= PART_ROWS * threads;
    // A picture is never shared out, since its pixels see one another.
    grain = neighbours.any() ? neighbours.area() : ROW_GRAIN;
    int useful =
        shareRows
            ? Math.ceilDiv(layout.batch(), grain)
            : work < MEETING_WORK ? 1 : Math.ceilDiv(hidden, processor.kernels().panelWidth());
    parts = Math.min(useful, processor.parts(work * layout.steps()));
    byRows = shareRows || parts == 1;
  }

  /** A part's view of its share, not yet at a step. */
  Step step(Part part) {
    Step step = new Step(processor, hidden, widths, own);
    step.blocks = blocks;
    step.blocksStride = blocksStride;
    for (int k = 0; k < widths.length; k++) {
      step.carried[k] = carried[k];
      step.previous[k] = previous[k];
    }
    step.shareFirst = byRows ? layout.share(part.index(), part.count(), grain) : 0;
    step.shareLast = byRows ? layout.share(part.index() + 1, part.count(), grain) : layout.batch();
    step.firstUnit = from(part, hidden);
    step.lastUnit = to(part, hidden);
    return step;
  }

  /**
   * Moves the view to a time.
   *
   * @param base the row that stands first in the blocks
   */
  void place(Step step, int t, int base) {
    step.firstRow = Math.min(step.shareFirst, layout.active(t));
    step.lastRow = Math.min(step.shareLast, layout.active(t));
    step.blocksAt = (layout.start[t] - base) * blocksStride;
    for (int k = 0; k < widths.length; k++) {
      step.carriedAt[k] = carriedRow(k, t) * widths[k];
      step.previousAt[k] = previousRow(t) * widths[k];
    }
  }

  /** Gathers what a part's rows see of the output of the step before. */
  void look(Step step, int t) {
    if (neighbours.any()) {
      int first = previousRow(t) + step.firstRow;
      int pictures = (step.lastRow - step.firstRow) / neighbours.area();
      neighbours.gather(
          previous[0], first * widths[0], widths[0], pictures, seen, first * seenWidth);
    }
  }

  /** Waits for all parts where one multiplies what others have written. */
  void meet(Part part) {
    if (!byRows) {
      part.await();
    }
  }

  /** The first of a part's elements in a row of so many. */
  int from(Part part, int width) {
    return byRows ? 0 : part.from(width, processor.kernels().panelWidth());
  }

  /** One past the last of a part's elements in a row of so many. */
  int to(Part part, int width) {
    return byRows ? width : part.to(width, processor.kernels().panelWidth());
  }

  /** Clears a part's elements of some rows. */
  void clear(Part part, float[] data, int first, int rows, int width) {
    int from = from(part, width);
    int to = to(part, width);
    for (int row = first; row < first + rows; row++) {
      Arrays.fill(data, row * width + from, row * width + to, 0);
    }
  }

  /** Some neighbouring blocks of all rows that are held. */
  Matrix blocks(int first, int count) {
    return new Matrix(blocks, first * hidden, blocksRows, count * hidden, blocksStride, 1);
  }

  /**
   * Where the rows of a time begin in a carried vector. The output is always whole; of others that
   * aren't kept, a step writes where the next one, in either direction, looks for what was before.
   */
  int carriedRow(int k, int t) {
    return keeps || k == 0 ? layout.start[t] : previousRow(t + 1);
  }

  /**
   * Where the rows of a time begin in the vectors before it. Where they aren't kept there are two
   * places in turn, since a part may write the one while others still multiply by the other.
   */
  int previousRow(int t) {
    return keeps ? layout.start[t] : (t & 1) * layout.batch();
  }

  /** The time of the s-th step. */
  int time(int s) {
    return reverse ? layout.steps() - 1 - s : s;
  }

  /** The time of the first step of a row. */
  int firstTime(int row) {
    return reverse ? layout.lengths[row] - 1 : 0;
  }

  /** The time of the last step of a row. */
  int lastTime(int row) {
    return reverse ? 0 : layout.lengths[row] - 1;
  }
}
