package eddy.recurrent;

import eddy.kernel.Kernels;
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
 * <p>Forward, the input product of all rows is one matrix product; then each step adds the
 * recurrent products and calls the cell. Backward runs the same loop from the last step to the
 * first, leaving in the blocks the derivative by everything that products had put there, and then
 * forms each weight's gradient in one product over all rows.
 *
 * <p>The threads share out either the rows, when the packed weights fit into each one's cache: then
 * none waits for another; or the units: then each keeps its part of the weights in its cache, and
 * all meet before each recurrent product. Which of the two follows from the sizes and the number of
 * threads, and neither changes a bit, since every sum runs in the same order.
 */
final class Engine {
  /** Up to so many recurrent weights, every thread holds all of them in its own cache. */
  private static final int CACHED_WEIGHTS = 1 << 17;

  /** Below so many multiply-adds a step, threads that meet would wait more than they work. */
  static final int MEETING_WORK = 50_000;

  private static final int ROW_GRAIN = 8;

  /** What the cell does with an element of its blocks, in multiply-adds, roughly. */
  private static final int POINTWISE_WORK = 8;

  private final Cell cell;
  private final List<Phase> phases;
  private final List<List<Weights.Product>> products;
  private final Weights weights;
  private final Layout layout;
  private final boolean reverse;
  private final Tensor x;
  private final List<Tensor> initial;
  private final Tape tape;
  private final Processor processor;
  private final Kernels kernels;
  private final int hidden;
  private final int rowWidth;
  private final int[] widths;
  private final boolean byRows;
  private final int parts;
  private final float[] blocks;
  private final Tensor output;
  private final Tensor[] last;
  private final float[][] carried;
  private final float[][] previous;
  private final float[][] own;
  private final Matrix[] operands;
  private final Matrix[][] targets;
  private final Matrix[] dOperands;
  private float[][] dCarried;
  private float[] dOperand;
  private float[] dProjected;

  /**
   * Runs a cell.
   *
   * @param x [N, I] in the layout's order
   * @param initial one [B, W] for each carried vector in the layout's order, or none for zeros
   * @return the output [N, W] of all steps, and then the last of each carried vector, [B, W]
   */
  static Tensor[] run(
      Cell cell, Weights weights, Layout layout, boolean reverse, Tensor x, List<Tensor> initial) {
    Engine engine = new Engine(cell, weights, layout, reverse, x, initial);
    engine.forward();
    Tensor[] results = new Tensor[engine.last.length + 1];
    results[0] = engine.output;
    System.arraycopy(engine.last, 0, results, 1, engine.last.length);
    engine.tape.record(engine::backward, results);
    return results;
  }

  private Engine(
      Cell cell, Weights weights, Layout layout, boolean reverse, Tensor x, List<Tensor> initial) {
    this.cell = cell;
    this.weights = weights;
    this.layout = layout;
    this.reverse = reverse;
    this.x = x;
    this.initial = initial;
    phases = cell.phases();
    products = weights.products(phases);
    tape = x.tape();
    processor = tape.processor();
    kernels = processor.kernels();
    hidden = weights.hiddenSize();
    rowWidth = cell.blocks() * hidden;
    widths = cell.carried(hidden);
    Tensor[] inputs = weights.with(x, initial);
    int rows = layout.rows();
    blocks = tape.scratch(Math.multiplyExact(rows, rowWidth));
    output = tape.result(Shape.of(rows, widths[0]), inputs);
    carried = new float[widths.length][];
    previous = new float[widths.length][];
    last = new Tensor[widths.length];
    for (int k = 0; k < widths.length; k++) {
      carried[k] = k == 0 ? output.data() : tape.scratch(rows * widths[k]);
      previous[k] = tape.scratch(rows * widths[k]);
      last[k] = tape.result(Shape.of(layout.batch(), widths[k]), inputs);
    }
    own = weights.ownData();
    operands = new Matrix[phases.size()];
    targets = new Matrix[phases.size()][];
    dOperands = new Matrix[phases.size()];
    for (int p = 0; p < targets.length; p++) {
      Phase phase = phases.get(p);
      operands[p] =
          phase.operand() >= 0
              ? blocks(phase.operand(), 1)
              : Matrix.of(previous[0], 0, rows, widths[0]);
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
    byRows =
        cell.scope() == Cell.Scope.ROWS
            || weights.recurrentSize() <= CACHED_WEIGHTS
                && layout.batch() >= 2 * ROW_GRAIN * threads;
    int useful =
        byRows
            ? Math.ceilDiv(layout.batch(), ROW_GRAIN)
            : work < MEETING_WORK ? 1 : Math.ceilDiv(hidden, kernels.panelWidth());
    parts = Math.min(useful, processor.parts(work * layout.steps()));
  }

  private void forward() {
    weights.fill(processor, products, x.data(), blocks(0, cell.blocks()));
    for (int k = 0; k < widths.length; k++) {
      for (int row = 0; row < layout.batch(); row++) {
        int to = position(firstTime(row), row) * widths[k];
        if (initial.isEmpty()) {
          Arrays.fill(previous[k], to, to + widths[k], 0);
        } else {
          float[] from = initial.get(k).data();
          System.arraycopy(from, row * widths[k], previous[k], to, widths[k]);
        }
      }
    }
    PackedWeights packed = PackedWeights.of(processor, weights, products, true, byRows);
    processor.workers().run(parts, part -> forward(part, packed));
    packed.give();
    for (int k = 0; k < widths.length; k++) {
      for (int row = 0; row < layout.batch(); row++) {
        int from = position(lastTime(row), row) * widths[k];
        System.arraycopy(carried[k], from, last[k].data(), row * widths[k], widths[k]);
      }
    }
  }

  private void forward(Part part, PackedWeights packed) {
    packed.pack(part);
    Step step = step(part, new float[0][]);
    for (int s = 0; s < layout.steps(); s++) {
      int t = reverse ? layout.steps() - 1 - s : s;
      place(step, t);
      for (int p = 0; p < phases.size(); p++) {
        // Before the first step there is nothing to multiply unless a state was given.
        boolean zero = s == 0 && initial.isEmpty() && phases.get(p).operand() == Phase.PREVIOUS;
        if (phases.get(p).operand() != Phase.NOTHING && !zero) {
          meet(part);
          addProducts(part, step, t, p, packed);
        }
        cell.forward(step, p);
      }
      if (s + 1 < layout.steps()) {
        carry(part, step, t, reverse ? t - 1 : t + 1);
      }
    }
    step.release();
  }

  /** Adds the products of a phase to this part's share of their targets. */
  private void addProducts(Part part, Step step, int t, int p, PackedWeights packed) {
    int rows = step.lastRow - step.firstRow;
    if (rows <= 0) {
      return;
    }
    int first = layout.start[t] + step.firstRow;
    if (phases.get(p).projects()) {
      Weights.clear(carried[0], first, rows, widths[0], from(part, widths[0]), to(part, widths[0]));
    }
    for (int i = 0; i < targets[p].length; i++) {
      packed.multiply(part, p, i, rows, operands[p], first, targets[p][i], first);
    }
  }

  /** Hands this part's share of the carried vectors on to the next step. */
  private void carry(Part part, Step step, int t, int next) {
    int lastRow = Math.min(step.lastRow, layout.active(next));
    for (int k = 0; k < widths.length; k++) {
      int from = from(part, widths[k]);
      int count = to(part, widths[k]) - from;
      for (int row = step.firstRow; row < lastRow; row++) {
        int here = position(t, row) * widths[k] + from;
        int there = position(next, row) * widths[k] + from;
        System.arraycopy(carried[k], here, previous[k], there, count);
      }
    }
  }

  private void backward() {
    dCarried = new float[widths.length][];
    for (int k = 0; k < widths.length; k++) {
      int size = layout.batch() * widths[k];
      dCarried[k] = tape.scratch(size);
      if (last[k].hasGradient()) {
        System.arraycopy(last[k].gradient(), 0, dCarried[k], 0, size);
      } else {
        Arrays.fill(dCarried[k], 0, size, 0);
      }
    }
    dOperand = tape.scratch(layout.batch() * hidden);
    for (int p = 0; p < dOperands.length; p++) {
      boolean previous = phases.get(p).operand() == Phase.PREVIOUS;
      dOperands[p] =
          Matrix.of(
              previous ? dCarried[0] : dOperand, 0, layout.batch(), previous ? widths[0] : hidden);
      if (phases.get(p).projects()) {
        dProjected = tape.scratch(layout.rows() * widths[0]);
        targets[p][0] = Matrix.of(dProjected, 0, layout.rows(), widths[0]);
      }
    }
    float[] dy = output.hasGradient() ? output.gradient() : new float[0];
    PackedWeights packed = PackedWeights.of(processor, weights, products, false, byRows);
    processor.workers().run(parts, part -> backward(part, packed, dy));
    packed.give();
    for (int k = 0; k < initial.size(); k++) {
      if (initial.get(k).needsGradient()) {
        float[] dInitial = initial.get(k).gradient();
        for (int i = 0; i < layout.batch() * widths[k]; i++) {
          dInitial[i] += dCarried[k][i];
        }
      }
    }
    weights.addInputGradients(blocks(0, cell.inputBlocks()), x);
    for (int p = 0; p < targets.length; p++) {
      for (int i = 0; i < targets[p].length; i++) {
        weights.addRecurrentGradients(
            processor, products.get(p).get(i), targets[p][i], operands[p]);
      }
    }
    weights.addBiasGradients(processor, products, blocks(0, cell.blocks()));
    addOwnGradients();
  }

  private void backward(Part part, PackedWeights packed, float[] dy) {
    packed.pack(part);
    Step step = step(part, new float[0][]);
    for (int s = layout.steps() - 1; s >= 0; s--) {
      int t = reverse ? layout.steps() - 1 - s : s;
      place(step, t);
      if (dy.length > 0) {
        addOutput(part, step, t, dy);
      }
      for (int p = phases.size() - 1; p >= 0; p--) {
        cell.backward(step, p);
        if (phases.get(p).projects()) {
          keepProjected(part, step, t);
        }
        if (phases.get(p).operand() != Phase.NOTHING) {
          meet(part);
          addBack(part, step, t, p, packed);
        }
      }
    }
    step.release();
  }

  /** Adds the gradient of the output at step t to that of the carried output. */
  private void addOutput(Part part, Step step, int t, float[] dy) {
    int from = from(part, widths[0]);
    int to = to(part, widths[0]);
    for (int row = step.firstRow; row < step.lastRow; row++) {
      int at = position(t, row) * widths[0] + from;
      kernels.add(dy, at, dCarried[0], row * widths[0] + from, to - from);
    }
  }

  /** Keeps the gradient of a projected output, which nothing else of the step before reaches. */
  private void keepProjected(Part part, Step step, int t) {
    int from = from(part, widths[0]);
    int to = to(part, widths[0]);
    for (int row = step.firstRow; row < step.lastRow; row++) {
      int there = position(t, row) * widths[0] + from;
      System.arraycopy(dCarried[0], row * widths[0] + from, dProjected, there, to - from);
    }
    Weights.clear(dCarried[0], step.firstRow, step.lastRow - step.firstRow, widths[0], from, to);
  }

  /** Brings the derivative by a phase's targets back to this part's share of its operand. */
  private void addBack(Part part, Step step, int t, int p, PackedWeights packed) {
    int rows = step.lastRow - step.firstRow;
    if (rows <= 0) {
      return;
    }
    int first = layout.start[t] + step.firstRow;
    Matrix dOperand = dOperands[p];
    if (phases.get(p).operand() != Phase.PREVIOUS) {
      int width = weights.operandWidth(phases.get(p));
      Weights.clear(
          dOperand.data(), step.firstRow, rows, width, from(part, width), to(part, width));
    }
    for (int i = 0; i < targets[p].length; i++) {
      packed.multiply(part, p, i, rows, targets[p][i], first, dOperand, step.firstRow);
    }
  }

  private void addOwnGradients() {
    if (weights.own().isEmpty()) {
      return;
    }
    float[][] dOwn = weights.ownGradient();
    processor
        .workers()
        .run(
            parts,
            part -> {
              Step step = step(part, dOwn);
              step.firstUnit = part.from(hidden, kernels.panelWidth());
              step.lastUnit = part.to(hidden, kernels.panelWidth());
              for (int t = 0; t < layout.steps(); t++) {
                place(step, t);
                step.firstRow = 0;
                step.lastRow = layout.active(t);
                cell.ownGradients(step);
              }
              step.release();
            });
  }

  private Step step(Part part, float[][] dOwn) {
    Step step = new Step(processor, hidden, widths, own, dOwn);
    step.blocks = blocks;
    step.blocksStride = rowWidth;
    step.dOperand = dOperand;
    for (int k = 0; k < widths.length; k++) {
      step.carried[k] = carried[k];
      step.previous[k] = previous[k];
      step.dCarried[k] = dCarried == null ? carried[k] : dCarried[k];
    }
    step.shareFirst = byRows ? layout.share(part.index(), part.count(), ROW_GRAIN) : 0;
    step.shareLast =
        byRows ? layout.share(part.index() + 1, part.count(), ROW_GRAIN) : layout.batch();
    step.firstUnit = from(part, hidden);
    step.lastUnit = to(part, hidden);
    return step;
  }

  private void place(Step step, int t) {
    step.firstRow = Math.min(step.shareFirst, layout.active(t));
    step.lastRow = Math.min(step.shareLast, layout.active(t));
    step.blocksAt = layout.start[t] * rowWidth;
    for (int k = 0; k < widths.length; k++) {
      step.carriedAt[k] = layout.start[t] * widths[k];
      step.previousAt[k] = layout.start[t] * widths[k];
    }
  }

  private void meet(Part part) {
    if (!byRows) {
      part.await();
    }
  }

  private int from(Part part, int width) {
    return byRows ? 0 : part.from(width, kernels.panelWidth());
  }

  private int to(Part part, int width) {
    return byRows ? width : part.to(width, kernels.panelWidth());
  }

  /** The rows of all steps of some neighbouring blocks. */
  private Matrix blocks(int first, int count) {
    return new Matrix(blocks, first * hidden, layout.rows(), count * hidden, rowWidth, 1);
  }

  private int position(int t, int row) {
    return layout.start[t] + row;
  }

  private int firstTime(int row) {
    return reverse ? layout.lengths[row] - 1 : 0;
  }

  private int lastTime(int row) {
    return reverse ? 0 : layout.lengths[row] - 1;
  }
}
