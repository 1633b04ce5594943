package eddy.recurrent;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import eddy.tensor.Products;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weights of one layer and direction as tensors of the tape, and which rows of them belong to
 * which phase of the cell.
 *
 * @param input {@code weight_ih} [G * H, I]
 * @param recurrent {@code weight_hh} [R * H, W], empty without recurrent products
 * @param inputBias {@code bias_ih} [G * H], or none
 * @param recurrentBias {@code bias_hh} [R * H], or none
 * @param projection {@code weight_hr} [W, H], or none
 * @param own the cell's own parameters, each [H]
 */
record Weights(
    int hiddenSize,
    int outputSize,
    Tensor input,
    List<Tensor> recurrent,
    List<Tensor> inputBias,
    List<Tensor> recurrentBias,
    List<Tensor> projection,
    List<Tensor> own) {

  /** Everything that a gradient may have to reach. */
  Tensor[] with(Tensor x, List<Tensor> initial) {
    List<Tensor> all = new ArrayList<>(List.of(x, input));
    List.of(recurrent, inputBias, recurrentBias, projection, own, initial).forEach(all::addAll);
    return all.toArray(Tensor[]::new);
  }

  /** How many products a phase has. */
  static int products(Phase phase) {
    return phase.projects() ? 1 : phase.blocks().size();
  }

  /** The width of what a phase multiplies. */
  int operandWidth(Phase phase) {
    return phase.operand() == Phase.PREVIOUS ? outputSize : hiddenSize;
  }

  /** The width of what each product of a phase gives. */
  int targetWidth(Phase phase) {
    return phase.projects() ? outputSize : hiddenSize;
  }

  /** The number of weights that the products of one step read. */
  int recurrentSize() {
    int size = 0;
    for (Tensor weight : recurrent) {
      size += weight.shape().size();
    }
    for (Tensor weight : projection) {
      size += weight.shape().size();
    }
    return size;
  }

  /** The weights of the i-th product of a phase, [target width, operand width]. */
  Matrix product(List<Phase> phases, int phase, int i) {
    return product(phases, phase, i, false);
  }

  private Matrix product(List<Phase> phases, int phase, int i, boolean gradient) {
    Phase p = phases.get(phase);
    Tensor weight = p.projects() ? projection.getFirst() : recurrent.getFirst();
    int width = weight.shape().dimension(1);
    int row = p.projects() ? 0 : (firstBlock(phases, phase) + i) * hiddenSize;
    float[] data = gradient ? weight.gradient() : weight.data();
    return Matrix.of(data, row * width, targetWidth(p), width);
  }

  /** How many blocks of {@code weight_hh} the phases before this one take. */
  private static int firstBlock(List<Phase> phases, int phase) {
    int block = 0;
    for (int p = 0; p < phase; p++) {
      block += phases.get(p).blocks().size();
    }
    return block;
  }

  /** Sets every row of the blocks to the biases that its products come with, else zero. */
  void fillBias(Processor processor, List<Phase> phases, float[] blocks, int rows, int rowWidth) {
    float[] bias = processor.buffers().take(rowWidth);
    Arrays.fill(bias, 0, rowWidth, 0);
    for (Tensor b : inputBias) {
      System.arraycopy(b.data(), 0, bias, 0, b.shape().size());
    }
    for (Tensor b : recurrentBias) {
      for (int p = 0, from = 0; p < phases.size(); p++) {
        for (int block : phases.get(p).blocks()) {
          for (int j = 0; j < hiddenSize; j++) {
            bias[block * hiddenSize + j] += b.data()[from++];
          }
        }
      }
    }
    processor.forEachRow(
        rows,
        rowWidth,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            System.arraycopy(bias, 0, blocks, row * rowWidth, rowWidth);
          }
        });
    processor.buffers().give(bias);
  }

  /**
   * Adds the gradients of the input, its weights and its bias.
   *
   * @param dBlocks the derivative by the blocks that the input fills, [N, G * H]
   * @param x [N, I]
   */
  void addInputGradients(Processor processor, Matrix dBlocks, Tensor x) {
    int rows = dBlocks.rows();
    int inputs = x.shape().last();
    if (x.needsGradient()) {
      Matrix weight = Matrix.of(input.data(), 0, dBlocks.columns(), inputs);
      processor.multiply(dBlocks, weight, Matrix.of(x.gradient(), 0, rows, inputs));
    }
    if (input.needsGradient()) {
      processor.multiply(
          dBlocks.transposed(),
          Matrix.of(x.data(), 0, rows, inputs),
          Matrix.of(input.gradient(), 0, dBlocks.columns(), inputs));
    }
    for (Tensor bias : inputBias) {
      if (bias.needsGradient()) {
        Products.addRows(processor, dBlocks, bias.gradient(), 0);
      }
    }
  }

  /**
   * Adds the gradients of the weights and the bias of one recurrent product.
   *
   * @param dTarget the derivative by what it gave, [N, target width]
   * @param operand what it multiplied, [N, operand width]
   */
  void addRecurrentGradients(
      Processor processor, List<Phase> phases, int phase, int i, Matrix dTarget, Matrix operand) {
    boolean projects = phases.get(phase).projects();
    Tensor weight = projects ? projection.getFirst() : recurrent.getFirst();
    if (weight.needsGradient()) {
      processor.multiply(dTarget.transposed(), operand, product(phases, phase, i, true));
    }
    for (Tensor bias : projects ? List.<Tensor>of() : recurrentBias) {
      if (bias.needsGradient()) {
        int at = (firstBlock(phases, phase) + i) * hiddenSize;
        Products.addRows(processor, dTarget, bias.gradient(), at);
      }
    }
  }

  /** The arrays of the cell's own parameters. */
  float[][] ownData() {
    return own.stream().map(Tensor::data).toArray(float[][]::new);
  }

  /** The gradients of the cell's own parameters. */
  float[][] ownGradient() {
    return own.stream().map(Tensor::gradient).toArray(float[][]::new);
  }

  static void clear(float[] data, int first, int rows, int width, int from, int to) {
    for (int row = first; row < first + rows; row++) {
      Arrays.fill(data, row * width + from, row * width + to, 0);
    }
  }
}
