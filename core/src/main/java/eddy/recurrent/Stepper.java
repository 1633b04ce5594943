package eddy.recurrent;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.kernel.Workers.Job;
import eddy.kernel.Workers.Part;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer that takes one step at a time and keeps its state, for streams of data.
 *
 * <p>B sequences side by side, I inputs, W outputs of the cell.
 *
 * <p>It computes what {@link Recurrent#forward} does with sequences of length one and a carried
 * state, to the same bits, but packs the weights once, when it is made, and allocates nothing in a
 * step. Parameters that change later don't reach it. It belongs to one thread at a time.
 *
 * <pre>{@code
 * Stepper stepper = lstm.stepper(workspace, 1);
 * while (in.hasNext()) {
 *   float[] h = stepper.step(in.next());
 * }
 * }</pre>
 */
public final class Stepper {
  private final Processor processor;
  private final int batch;
  private final int inputSize;
  private final int parts;
  private final List<Level> levels = new ArrayList<>();
  private final Job job = this::step;
  private float[] x;

  /** Which of its two arrays every carried vector is written to next. */
  private int side;

  /**
   * Packs the weights of a layer.
   *
   * @param cell as it is on an inference tape
   * @param weights of each layer of the stack; copied
   */
  Stepper(Processor processor, int batch, Cell cell, List<Weights> weights) {
    this.processor = processor;
    this.batch = batch;
    inputSize = weights.getFirst().input().shape().last();
    long work = 0;
    for (Weights level : weights) {
      work += (long) batch * (level.input().shape().size() + level.recurrentSize());
    }
    boolean shared = cell.scope() == Cell.Scope.UNITS && work >= Engine.MEETING_WORK;
    parts = shared ? processor.workers().threads() : 1;
    weights.forEach(level -> levels.add(new Level(cell, level)));
  }

  /**
   * Takes one step.
   *
   * @param input [B, I], not modified
   * @return the output of the last layer, [B, W]: the stepper's own array, which a later step
   *     overwrites
   */
  public float[] step(float[] input) {
    if (input.length != batch * inputSize) {
      throw new IllegalArgumentException(
          "Stepper: expected input ["
              + batch
              + ", "
              + inputSize
              + "], that is "
              + batch * inputSize
              + " numbers, but got "
              + input.length
              + ".");
    }
    x = input;
    processor.workers().run(parts, job);
    float[] output = levels.getLast().carried[side][0];
    side = 1 - side;
    return output;
  }

  private void step(Part part) {
    for (int i = 0; i < levels.size(); i++) {
      if (i > 0) {
        part.await();
      }
      Level level = levels.get(i);
      level.step(part, i == 0 ? x : levels.get(i - 1).carried[side][0]);
    }
  }

  /** A copy of the carried vectors, each [L, B, W]. */
  public State state() {
    List<Array> vectors = new ArrayList<>();
    for (int k = 0; k < levels.getFirst().widths.length; k++) {
      int size = batch * levels.getFirst().widths[k];
      Array all = Array.zeros(levels.size(), batch, levels.getFirst().widths[k]);
      for (int i = 0; i < levels.size(); i++) {
        System.arraycopy(levels.get(i).carried[1 - side][k], 0, all.data(), i * size, size);
      }
      vectors.add(all);
    }
    return new State(vectors);
  }

  /** Goes on from another state; from zeros if this is never called. */
  public void state(State state) {
    int vectors = levels.getFirst().widths.length;
    if (state.vectors().size() != vectors) {
      throw new IllegalArgumentException(
          "Stepper: expected a state of "
              + vectors
              + " vectors but got "
              + state.vectors().size()
              + ".");
    }
    for (int k = 0; k < levels.getFirst().widths.length; k++) {
      Array all = state.vectors().get(k);
      Shape expected = Shape.of(levels.size(), batch, levels.getFirst().widths[k]);
      if (!all.shape().equals(expected)) {
        throw new IllegalArgumentException(
            "Stepper: expected vector "
                + k
                + " of the state to be "
                + expected
                + " but got "
                + all.shape()
                + ".");
      }
      int size = batch * levels.getFirst().widths[k];
      for (int i = 0; i < levels.size(); i++) {
        System.arraycopy(all.data(), i * size, levels.get(i).carried[1 - side][k], 0, size);
      }
    }
  }

  /** One layer of the stack. */
  private final class Level {
    private final Cell cell;
    private final List<Phase> phases;
    private final List<List<Weights.Product>> products;
    private final int hidden;
    private final int[] widths;
    private final int inputs;
    private final Matrix blocks;
    private final Matrix bias;

    /** Both arrays of each carried vector, by side. */
    private final float[][][] carried;

    private final float[][] own;
    private final PackedWeights input;
    private final PackedWeights recurrent;
    private final Step[] together;

    /** For a caller that finds the team busy. */
    private final Step alone;

    Level(Cell cell, Weights weights) {
      this.cell = cell;
      phases = cell.phases();
      products = weights.products(phases);
      hidden = weights.hiddenSize();
      widths = cell.carried(hidden);
      inputs = weights.input().shape().last();
      int rowWidth = cell.blocks() * hidden;
      blocks = Matrix.of(new float[batch * rowWidth], 0, batch, rowWidth);
      bias = Matrix.repeated(new float[rowWidth], 0, batch, rowWidth);
      weights.addBias(processor, products, bias.data());
      carried = new float[2][widths.length][];
      for (float[][] vectors : carried) {
        Arrays.setAll(vectors, k -> new float[batch * widths[k]]);
      }
      own = Arrays.stream(weights.ownData()).map(float[]::clone).toArray(float[][]::new);
      input = PackedWeights.ofInput(processor, weights, false);
      recurrent = PackedWeights.of(processor, weights, products, true, false);
      processor
          .workers()
          .run(
              parts,
              part -> {
                input.pack(part);
                recurrent.pack(part);
              });
      alone = newStep();
      together = new Step[parts];
      Arrays.setAll(together, _ -> newStep());
    }

    private Step newStep() {
      Step step = new Step(processor, hidden, widths, own);
      step.blocks = blocks.data();
      step.blocksStride = blocks.rowStride();
      step.lastRow = batch;
      return step;
    }

    /** Takes a part's share of the step, whose input [B, inputs] is complete. */
    void step(Part part, float[] x) {
      Step step = part.count() == 1 ? alone : together[part.index()];
      step.firstUnit = part.from(hidden, processor.kernels().panelWidth());
      step.lastUnit = part.to(hidden, processor.kernels().panelWidth());
      for (int k = 0; k < widths.length; k++) {
        step.carried[k] = carried[side][k];
        step.previous[k] = carried[1 - side][k];
      }
      for (int block = cell.inputBlocks(); block < cell.blocks(); block++) {
        int from = block * hidden + step.firstUnit;
        for (int row = 0; row < batch; row++) {
          System.arraycopy(bias.data(), from, blocks.data(), blocks.at(row, from), step.units());
        }
      }
      input.multiply(
          part, 0, 0, batch, x, 0, inputs, bias.data(), 0, 0, blocks.data(), 0, blocks.rowStride());
      for (int p = 0; p < phases.size(); p++) {
        if (p > 0) {
          part.await();
        }
        if (phases.get(p).operand() != Phase.NOTHING) {
          addProducts(part, p);
        }
        cell.forward(step, p);
      }
    }

    private void addProducts(Part part, int p) {
      int operand = phases.get(p).operand();
      float[] left = operand >= 0 ? blocks.data() : carried[1 - side][0];
      int leftAt = operand >= 0 ? operand * hidden : 0;
      int leftStride = operand >= 0 ? blocks.rowStride() : widths[0];
      for (int i = 0; i < products.get(p).size(); i++) {
        Weights.Product product = products.get(p).get(i);
        float[] target = product.projects() ? carried[side][0] : blocks.data();
        int targetAt = product.projects() ? 0 : product.block() * hidden;
        int targetStride = product.projects() ? widths[0] : blocks.rowStride();
        if (product.projects()) {
          int panel = processor.kernels().panelWidth();
          int from = part.from(widths[0], panel);
          Weights.clear(target, 0, batch, widths[0], from, part.to(widths[0], panel));
        }
        recurrent.multiply(
            part,
            p,
            i,
            batch,
            left,
            leftAt,
            leftStride,
            target,
            targetAt,
            targetStride,
            target,
            targetAt,
            targetStride);
      }
    }
  }
}
