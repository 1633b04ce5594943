package eddy.recurrent;

import eddy.kernel.Workers.Part;
import java.util.Arrays;
import java.util.List;

/** The way of an {@link Engine} from the first step to the last. */
final class Forward {
  private final Engine engine;
  private final Layout layout;
  private final Cell cell;
  private final List<Phase> phases;
  private final int[] widths;
  private final float[] bias;
  private final PackedWeights input;
  private final PackedWeights recurrent;

  private Forward(Engine engine) {
    this.engine = engine;
    layout = engine.layout;
    cell = engine.cell;
    phases = engine.phases;
    widths = engine.widths;
    Weights weights = engine.weights;
    bias = engine.processor.buffers().take(engine.rowWidth);
    Arrays.fill(bias, 0, engine.rowWidth, 0);
    weights.addBias(engine.processor, engine.products, bias);
    input = weights.packs().input(engine);
    recurrent = weights.packs().recurrent(engine, true);
  }

  /** Computes all steps and the last of each carried vector. */
  static void run(Engine engine) {
    begin(engine);
    Forward forward = new Forward(engine);
    engine.processor.workers().run(engine.parts, forward::run);
    forward.recurrent.give();
    forward.input.give();
    engine.processor.buffers().give(forward.bias);
    end(engine);
  }

  private static void begin(Engine engine) {
    for (int k = 0; k < engine.widths.length; k++) {
      int width = engine.widths[k];
      for (int row = 0; row < engine.layout.batch(); row++) {
        int to = (engine.previousRow(engine.firstTime(row)) + row) * width;
        if (engine.initial.isEmpty()) {
          Arrays.fill(engine.previous[k], to, to + width, 0);
        } else {
          float[] from = engine.initial.get(k).data();
          System.arraycopy(from, row * width, engine.previous[k], to, width);
        }
      }
    }
  }

  private static void end(Engine engine) {
    for (int k = 0; k < engine.widths.length; k++) {
      int width = engine.widths[k];
      for (int row = 0; row < engine.layout.batch(); row++) {
        int from = (engine.carriedRow(k, engine.lastTime(row)) + row) * width;
        System.arraycopy(engine.carried[k], from, engine.last[k].data(), row * width, width);
      }
    }
  }

  private void run(Part part) {
    input.pack(part);
    recurrent.pack(part);
    Step step = engine.step(part);
    int base = 0;
    for (int s = 0, filled = 0; s < layout.steps(); s++) {
      int t = engine.time(s);
      if (s == filled) {
        filled = windowEnd(s);
        int first = Math.min(t, engine.time(filled - 1));
        int end = Math.max(t, engine.time(filled - 1)) + 1;
        if (!engine.keeps) {
          // Other parts may still compute in the window before, which stands in the same place.
          part.await();
          base = layout.start[first];
        }
        fill(part, step, first, end, base);
      }
      engine.place(step, t, base);
      engine.look(step, t);
      for (int p = 0; p < phases.size(); p++) {
        // Before the first step there is nothing to multiply unless a state was given.
        boolean previous = phases.get(p).operand() == Phase.PREVIOUS;
        boolean zero = s == 0 && engine.initial.isEmpty() && previous;
        if (phases.get(p).operand() != Phase.NOTHING && !zero) {
          engine.meet(part);
          addProducts(part, step, t, p, base);
        }
        cell.forward(step, p);
      }
      if (s + 1 < layout.steps()) {
        carry(part, step, t, engine.time(s + 1));
      }
    }
    step.release();
  }

  /** The end of the window that begins with the s-th step. */
  private int windowEnd(int s) {
    int rows = 0;
    int end = s;
    while (end < layout.steps() && rows < Engine.WINDOW_ROWS) {
      rows += layout.active(engine.time(end++));
    }
    return end;
  }

  /**
   * Fills this part's share of the blocks of some times with what they hold before the first
   * recurrent product.
   *
   * @param base the row that stands first in the blocks
   */
  private void fill(Part part, Step step, int first, int end, int base) {
    if (part.count() == 1 || !engine.byRows) {
      fillRows(part, step, layout.start[first], layout.start[end], base);
      return;
    }
    for (int t = first; t < end; t++) {
      engine.place(step, t, base);
      fillRows(part, step, layout.start[t] + step.firstRow, layout.start[t] + step.lastRow, base);
    }
  }

  /** The biases in all blocks, and added to them the input's product where it fills them. */
  private void fillRows(Part part, Step step, int first, int end, int base) {
    int inputs = engine.inputs;
    int stride = engine.blocksStride;
    int at = (first - base) * stride;
    float[] blocks = engine.blocks;
    input.multiply(
        part, 0, 0, end - first, engine.x, first * inputs, inputs, bias, 0, 0, blocks, at, stride);
    for (int block = cell.inputBlocks(); block < cell.blocks(); block++) {
      int from = block * engine.hidden + step.firstUnit;
      for (int row = 0; row < end - first; row++) {
        System.arraycopy(bias, from, blocks, at + row * stride + from, step.units());
      }
    }
  }

  /** Adds the products of a phase to this part's share of their targets. */
  private void addProducts(Part part, Step step, int t, int p, int base) {
    int rows = step.lastRow - step.firstRow;
    if (rows <= 0) {
      return;
    }
    Phase phase = phases.get(p);
    int first = layout.start[t] + step.firstRow;
    int operand = phase.operand() >= 0 ? first - base : engine.previousRow(t) + step.firstRow;
    int target = phase.projects() ? first : first - base;
    if (phase.projects()) {
      engine.clear(part, engine.carried[0], first, rows, widths[0]);
    }
    for (int i = 0; i < engine.targets[p].length; i++) {
      recurrent.multiply(
          part, p, i, rows, engine.operands[p], operand, engine.targets[p][i], target);
    }
  }

  /** Hands this part's share of the carried vectors on to the next step. */
  private void carry(Part part, Step step, int t, int next) {
    int lastRow = Math.min(step.lastRow, layout.active(next));
    int copied = engine.keeps ? widths.length : 1;
    for (int k = 0; k < copied; k++) {
      int from = engine.from(part, widths[k]);
      int count = engine.to(part, widths[k]) - from;
      for (int row = step.firstRow; row < lastRow; row++) {
        int here = (engine.carriedRow(k, t) + row) * widths[k] + from;
        int there = (engine.previousRow(next) + row) * widths[k] + from;
        System.arraycopy(engine.carried[k], here, engine.previous[k], there, count);
      }
    }
  }
}
