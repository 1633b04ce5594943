package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * One step under each of several inputs from the same state, see {@link Recurrent#branch}.
 *
 * <p>B states, Q rows of S inputs, G input blocks, Z blocks.
 *
 * <p>The pre-activation of every pair of state and input is a sum of two rows, one that belongs to
 * the input and one that belongs to the state. So both products are small, and the blocks of the
 * pairs, which would be the largest array of all, are never stored: each thread takes a share of
 * the units and goes through the states one by one with a buffer of S rows. Backward computes them
 * once more rather than reading them from memory.
 */
final class Branch {
  private static final int UNIT_GRAIN = 16;

  private final Cell cell;
  private final Weights weights;
  private final Tensor inputs;
  private final List<Tensor> state;
  private final Processor processor;
  private final int hidden;
  private final int rowWidth;
  private final int batch;
  private final int queries;
  private final int steps;
  private final List<Weights.Product> products;
  private final float[] fromInput;
  private final float[] fromState;
  private final float[][] stateData;
  private final Tensor output;

  static boolean supports(Cell cell, int hiddenSize) {
    return cell.scope() == Cell.Scope.UNITS
        && Arrays.stream(cell.carried(hiddenSize)).allMatch(width -> width == hiddenSize)
        && cell.ownParameters().isEmpty()
        && cell.phases().size() == 1
        && cell.phases().getFirst().operand() == Phase.PREVIOUS;
  }

  static Tensor run(Cell cell, Weights weights, Tensor inputs, List<Tensor> state) {
    Branch branch = new Branch(cell, weights, inputs, state);
    branch.forward();
    inputs.tape().record(branch::backward, branch.output);
    return branch.output;
  }

  private Branch(Cell cell, Weights weights, Tensor inputs, List<Tensor> state) {
    this.cell = cell;
    this.weights = weights;
    this.inputs = inputs;
    this.state = state;
    Tape tape = inputs.tape();
    processor = tape.processor();
    hidden = weights.hiddenSize();
    rowWidth = cell.blocks() * hidden;
    batch = state.getFirst().shape().dimension(1);
    queries = inputs.shape().dimension(0);
    steps = inputs.shape().dimension(1);
    products = weights.products(cell.phases()).getFirst();
    stateData = state.stream().map(Tensor::data).toArray(float[][]::new);
    fromInput = tape.scratch(queries * steps, rowWidth);
    fromState = tape.scratch(batch, rowWidth);
    output = tape.result(Shape.of(batch, steps, hidden), weights.with(inputs, state));
  }

  private void forward() {
    weights.fill(
        processor,
        List.of(products),
        inputs.data(),
        Matrix.of(fromInput, 0, queries * steps, rowWidth));
    Arrays.fill(fromState, 0, batch * rowWidth, 0);
    Matrix h = Matrix.of(state.getFirst().data(), 0, batch, hidden);
    for (Weights.Product product : products) {
      processor.multiply(h, weights.matrix(product).transposed(), target(fromState, product));
    }
    float[] y = output.data();
    share(step -> {
      for (int b = 0; b < batch; b++) {
        fill(step, b);
        cell.forward(step, 0);
        for (int s = 0; s < steps; s++) {
          int to = (b * steps + s) * hidden + step.firstUnit;
          System.arraycopy(step.carried[0], step.carried(0, s), y, to, step.units());
        }
      }
    });
  }

  private void backward() {
    Tape tape = inputs.tape();
    float[] dFromInput = tape.scratch(queries * steps * rowWidth);
    float[] dFromState = tape.scratch(batch * rowWidth);
    Arrays.fill(dFromInput, 0, queries * steps * rowWidth, 0);
    Arrays.fill(dFromState, 0, batch * rowWidth, 0);
    float[][] dState = new float[state.size()][];
    for (int k = 0; k < dState.length; k++) {
      dState[k] = state.get(k).needsGradient() ? state.get(k).gradient() : new float[0];
    }
    float[] dy = output.gradient();
    share(step -> {
      for (int b = 0; b < batch; b++) {
        fill(step, b);
        cell.forward(step, 0);
        for (int s = 0; s < steps; s++) {
          int from = (b * steps + s) * hidden + step.firstUnit;
          System.arraycopy(dy, from, step.dCarried[0], step.dCarried(0, s), step.units());
          for (int k = 1; k < dState.length; k++) {
            int at = step.dCarried(k, s);
            Arrays.fill(step.dCarried[k], at, at + step.units(), 0);
          }
        }
        cell.backward(step, 0);
        gather(step, b, dFromInput, dFromState, dState);
      }
    });
    Matrix dInput =
        new Matrix(dFromInput, 0, queries * steps, cell.inputBlocks() * hidden, rowWidth, 1);
    weights.addInputGradients(dInput, inputs);
    Matrix h = Matrix.of(state.getFirst().data(), 0, batch, hidden);
    for (Weights.Product product : products) {
      Matrix dTarget = target(dFromState, product);
      if (dState[0].length > 0) {
        processor.multiply(
            dTarget, weights.matrix(product), Matrix.of(dState[0], 0, batch, hidden));
      }
      weights.addRecurrentGradients(processor, product, dTarget, h);
    }
    weights.addBiasGradients(
        processor, List.of(products), Matrix.of(dFromState, 0, batch, rowWidth));
  }

  /** Adds the derivatives of the S pairs of a state to those of their inputs and of the state. */
  private void gather(Step step, int b, float[] dFromInput, float[] dFromState, float[][] dState) {
    Kernels kernels = step.kernels();
    int n = step.units();
    for (int s = 0; s < steps; s++) {
      for (int block = 0; block < cell.blocks(); block++) {
        int at = step.block(s, block);
        int unit = block * hidden + step.firstUnit;
        int toInput = (b % queries * steps + s) * rowWidth + unit;
        kernels.add(step.blocks, at, dFromInput, toInput, n);
        kernels.add(step.blocks, at, dFromState, b * rowWidth + unit, n);
      }
      for (int k = 0; k < dState.length; k++) {
        if (dState[k].length > 0) {
          int to = b * hidden + step.firstUnit;
          kernels.add(step.dCarried[k], step.dCarried(k, s), dState[k], to, n);
        }
      }
    }
  }

  /** Sets the blocks of the S pairs of state b to the sums of their two rows. */
  private void fill(Step step, int b) {
    Kernels kernels = step.kernels();
    int n = step.units();
    for (int s = 0; s < steps; s++) {
      for (int block = 0; block < cell.blocks(); block++) {
        int at = step.block(s, block);
        int unit = block * hidden + step.firstUnit;
        int input = (b % queries * steps + s) * rowWidth + unit;
        int own = b * rowWidth + unit;
        System.arraycopy(fromInput, input, step.blocks, at, n);
        kernels.add(fromState, own, step.blocks, at, n);
      }
    }
    for (int k = 0; k < state.size(); k++) {
      step.previousAt[k] = b * hidden;
    }
  }

  private interface Share {
    void run(Step step);
  }

  /** Deals out the units; each share comes as a step of S rows with buffers of its own. */
  private void share(Share share) {
    processor
        .workers()
        .run(
            processor.parts((long) batch * steps * rowWidth),
            part -> {
              Step step = step(part.from(hidden, UNIT_GRAIN), part.to(hidden, UNIT_GRAIN));
              share.run(step);
              step.release();
              processor.buffers().give(step.blocks);
              for (int k = 0; k < step.widths.length; k++) {
                processor.buffers().give(step.carried[k]);
                processor.buffers().give(step.dCarried[k]);
              }
            });
  }

  private Step step(int from, int to) {
    int[] widths = cell.carried(hidden);
    Step step = new Step(processor, hidden, widths, new float[0][]);
    step.samePrevious = true;
    step.blocks = processor.buffers().take(steps * rowWidth);
    step.blocksStride = rowWidth;
    step.lastRow = steps;
    step.firstUnit = from;
    step.lastUnit = to;
    for (int k = 0; k < widths.length; k++) {
      step.previous[k] = stateData[k];
      step.carried[k] = processor.buffers().take(steps * hidden);
      step.dCarried[k] = processor.buffers().take(steps * hidden);
    }
    return step;
  }

  private Matrix target(float[] rows, Weights.Product product) {
    int first = product.block() * hidden;
    return Matrix.of(rows, 0, batch, rowWidth).columns(first, first + product.count() * hidden);
  }
}
