package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.kernel.Workers.Part;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The way of an {@link Engine} back, from the last step to the first.
 *
 * <p>It turns the blocks into the derivative by everything that products had put there, and then
 * forms the gradient of each weight in one product over all rows.
 */
final class Backward {
  private final Engine engine;
  private final Layout layout;
  private final Cell cell;
  private final List<Phase> phases;
  private final int[] widths;
  private final Processor processor;
  private final Weights weights;
  private final float[] dy;
  private final float[][] dCarried;
  private final float[] dOperand;
  private final float[] dSeen;
  private final float[] dProjected;
  private final Matrix[] dOperands;
  private final Matrix[][] dTargets;
  private final PackedWeights packed;

  private Backward(Engine engine) {
    this.engine = engine;
    layout = engine.layout;
    cell = engine.cell;
    phases = engine.phases;
    widths = engine.widths;
    processor = engine.processor;
    weights = engine.weights;
    Tape tape = engine.output.tape();
    dy = engine.output.hasGradient() ? engine.output.gradient() : new float[0];
    dCarried = new float[widths.length][];
    for (int k = 0; k < widths.length; k++) {
      int size = layout.batch() * widths[k];
      dCarried[k] = tape.scratch(size);
      Tensor last = engine.last[k];
      if (last.hasGradient()) {
        System.arraycopy(last.gradient(), 0, dCarried[k], 0, size);
      } else {
        Arrays.fill(dCarried[k], 0, size, 0);
      }
    }
    boolean projects = phases.stream().anyMatch(Phase::projects);
    dOperand = tape.scratch(layout.batch() * engine.hidden);
    dProjected = tape.scratch(projects ? layout.rows() * widths[0] : 0);
    boolean gathers = engine.neighbours.any();
    dSeen = gathers ? tape.scratch(layout.batch() * engine.seenWidth) : dCarried[0];
    dOperands = new Matrix[phases.size()];
    dTargets = engine.targets.clone();
    for (int p = 0; p < dOperands.length; p++) {
      boolean previous = phases.get(p).operand() == Phase.PREVIOUS;
      dOperands[p] =
          previous
              ? Matrix.of(dSeen, 0, layout.batch(), engine.seenWidth)
              : Matrix.of(dOperand, 0, layout.batch(), engine.hidden);
      if (phases.get(p).projects()) {
        dTargets[p] = new Matrix[] {Matrix.of(dProjected, 0, layout.rows(), widths[0])};
      }
    }
    packed = weights.packs().recurrent(engine, false);
  }

  /** Adds the gradients of everything that the run depended on. */
  static void run(Engine engine) {
    Backward backward = new Backward(engine);
    backward.processor.workers().run(engine.parts, backward::run);
    backward.packed.give();
    backward.addGradients();
  }

  private void run(Part part) {
    packed.pack(part);
    Step step = step(part);
    for (int s = layout.steps() - 1; s >= 0; s--) {
      int t = engine.time(s);
      engine.place(step, t, 0);
      if (dy.length > 0) {
        addOutput(part, step, t);
      }
      for (int p = phases.size() - 1; p >= 0; p--) {
        cell.backward(step, p);
        if (phases.get(p).projects()) {
          keepProjected(part, step, t);
        }
        if (phases.get(p).operand() != Phase.NOTHING) {
          engine.meet(part);
          addBack(part, step, t, p);
        }
      }
    }
    step.release();
  }

  private Step step(Part part) {
    Step step = engine.step(part);
    step.dOperand = dOperand;
    System.arraycopy(dCarried, 0, step.dCarried, 0, dCarried.length);
    return step;
  }

  /** Adds the gradient of the output at step t to that of the carried output. */
  private void addOutput(Part part, Step step, int t) {
    Kernels kernels = processor.kernels();
    int from = engine.from(part, widths[0]);
    int to = engine.to(part, widths[0]);
    for (int row = step.firstRow; row < step.lastRow; row++) {
      int at = (layout.start[t] + row) * widths[0] + from;
      kernels.add(dy, at, dCarried[0], row * widths[0] + from, to - from);
    }
  }

  /** Keeps the gradient of a projected output, which nothing else of the step before reaches. */
  private void keepProjected(Part part, Step step, int t) {
    int from = engine.from(part, widths[0]);
    int to = engine.to(part, widths[0]);
    for (int row = step.firstRow; row < step.lastRow; row++) {
      int there = (layout.start[t] + row) * widths[0] + from;
      System.arraycopy(dCarried[0], row * widths[0] + from, dProjected, there, to - from);
    }
    engine.clear(part, dCarried[0], step.firstRow, step.lastRow - step.firstRow, widths[0]);
  }

  /** Brings the derivative by a phase's targets back to this part's share of its operand. */
  private void addBack(Part part, Step step, int t, int p) {
    int rows = step.lastRow - step.firstRow;
    if (rows <= 0) {
      return;
    }
    int first = layout.start[t] + step.firstRow;
    boolean previous = phases.get(p).operand() == Phase.PREVIOUS;
    if (!previous) {
      engine.clear(part, dOperand, step.firstRow, rows, engine.hidden);
    } else if (engine.neighbours.any()) {
      engine.clear(part, dSeen, step.firstRow, rows, engine.seenWidth);
    }
    for (int i = 0; i < dTargets[p].length; i++) {
      packed.multiply(part, p, i, rows, dTargets[p][i], first, dOperands[p], step.firstRow);
    }
    if (previous && engine.neighbours.any()) {
      engine.neighbours.scatter(
          dSeen,
          step.firstRow * engine.seenWidth,
          widths[0],
          rows / engine.neighbours.area(),
          dCarried[0],
          step.firstRow * widths[0]);
    }
  }

  private void addGradients() {
    for (int k = 0; k < engine.initial.size(); k++) {
      Tensor initial = engine.initial.get(k);
      if (initial.needsGradient()) {
        processor.kernels().add(dCarried[k], 0, initial.gradient(), 0, initial.shape().size());
      }
    }
    weights.addInputGradients(engine.blocks(0, cell.inputBlocks()), engine.input);
    for (int p = 0; p < dTargets.length; p++) {
      for (int i = 0; i < dTargets[p].length; i++) {
        Weights.Product product = engine.products.get(p).get(i);
        weights.addRecurrentGradients(processor, product, dTargets[p][i], engine.operands[p]);
      }
    }
    weights.addBiasGradients(processor, engine.products, engine.blocks(0, cell.blocks()));
    if (!weights.own().isEmpty()) {
      float[][] dOwn = weights.ownGradient();
      processor.workers().run(engine.parts, part -> addOwnGradients(part, dOwn));
    }
  }

  /** The units are shared out here in any case, since the sums are over the rows. */
  private void addOwnGradients(Part part, float[][] dOwn) {
    int panel = processor.kernels().panelWidth();
    Step step = step(part);
    step.dOwn = dOwn;
    step.firstUnit = part.from(engine.hidden, panel);
    step.lastUnit = part.to(engine.hidden, panel);
    for (int t = 0; t < layout.steps(); t++) {
      engine.place(step, t, 0);
      step.firstRow = 0;
      step.lastRow = layout.active(t);
      cell.ownGradients(step);
    }
    step.release();
  }
}
