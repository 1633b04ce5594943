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
 * @param packs how long its packed weights are kept
 */
record Weights(
    int hiddenSize,
    int outputSize,
    Tensor input,
    List<Tensor> recurrent,
    List<Tensor> inputBias,
    List<Tensor> recurrentBias,
    List<Tensor> projection,
    List<Tensor> own,
    Packs packs) {

  /** Everything that a gradient may have to reach. */
  Tensor[] with(Tensor x, List<Tensor> initial) {
    List<Tensor> all = new ArrayList<>(List.of(x, input));
    List.of(recurrent, inputBias, recurrentBias, projection, own, initial).forEach(all::addAll);
    return all.toArray(Tensor[]::new);
  }

  /**
   * A recurrent product: that of a phase's operand with the weights of some neighbouring blocks.
   *
   * @param projects whether it makes the output by {@code weight_hr}, and adds to no block
   * @param row its first row of {@code weight_hh}
   * @param block the first block that it adds to
   * @param count how many blocks it adds to
   */
  record Product(boolean projects, int row, int block, int count) {}

  /** The products of each phase, one for each run of neighbouring blocks. */
  List<List<Product>> products(List<Phase> phases) {
    List<List<Product>> products = new ArrayList<>();
    int row = 0;
    for (Phase phase : phases) {
      List<Product> own = new ArrayList<>();
      if (phase.projects()) {
        own.add(new Product(true, 0, 0, 1));
      }
      List<Integer> blocks = phase.blocks();
      for (int i = 0, count; i < blocks.size(); i += count) {
        for (count = 1; i + count < blocks.size(); count++) {
          if (blocks.get(i + count) != blocks.get(i) + count) {
            break;
          }
        }
        own.add(new Product(false, row, blocks.get(i), count));
        row += count * hiddenSize;
      }
      products.add(own);
    }
    return products;
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

  /** The weights of a product, [width of what it gives, width of its operand]. */
  Matrix matrix(Product product) {
    return matrix(product, false);
  }

  private Matrix matrix(Product product, boolean gradient) {
    Tensor weight = tensor(product);
    int width = weight.shape().dimension(1);
    float[] data = gradient ? weight.gradient() : weight.data();
    return Matrix.of(data, product.row() * width, rows(product), width);
  }

  private Tensor tensor(Product product) {
    return product.projects() ? projection.getFirst() : recurrent.getFirst();
  }

  private int rows(Product product) {
    return product.projects() ? outputSize : product.count() * hiddenSize;
  }

  /**
   * Fills blocks with what they hold before the first recurrent product: the input's product with
   * its weights in those that it fills, and the biases in all.
   *
   * @param x [N, I]
   * @param blocks modified, [N, all blocks]
   */
  void fill(Processor processor, List<List<Product>> products, float[] x, Matrix blocks) {
    int rows = blocks.rows();
    int width = blocks.columns();
    int inputWidth = input.shape().dimension(0);
    int inputs = input.shape().dimension(1);
    float[] bias = processor.buffers().take(width);
    Arrays.fill(bias, 0, width, 0);
    addBias(processor, products, bias);
    processor.multiply(
        Matrix.of(x, 0, rows, inputs),
        Matrix.of(input.data(), 0, inputWidth, inputs).transposed(),
        Matrix.repeated(bias, 0, rows, inputWidth),
        blocks.columns(0, inputWidth));
    int rest = width - inputWidth;
    if (rest > 0) {
      processor.forEachRow(
          rows,
          rest,
          (from, to) -> {
            for (int row = from; row < to; row++) {
              int at = blocks.offset() + row * blocks.rowStride() + inputWidth;
              System.arraycopy(bias, inputWidth, blocks.data(), at, rest);
            }
          });
    }
    processor.buffers().give(bias);
  }

  /** Adds the biases of all products to a row of blocks. */
  void addBias(Processor processor, List<List<Product>> products, float[] row) {
    for (Tensor bias : inputBias) {
      processor.kernels().add(bias.data(), 0, row, 0, bias.shape().size());
    }
    for (Tensor bias : recurrentBias) {
      forEachSum(products, (from, to, n) -> processor.kernels().add(bias.data(), from, row, to, n));
    }
  }

  private interface Rows {
    void run(int row, int column, int count);
  }

  /** Goes through the rows of {@code bias_hh} and the columns of the blocks that they belong to. */
  private void forEachSum(List<List<Product>> products, Rows rows) {
    for (List<Product> ofPhase : products) {
      for (Product product : ofPhase) {
        if (!product.projects()) {
          rows.run(product.row(), product.block() * hiddenSize, rows(product));
        }
      }
    }
  }

  /**
   * Adds the gradients of the input and its weights.
   *
   * @param dBlocks the derivative by the blocks that the input fills, [N, G * H]
   * @param x [N, I]
   */
  void addInputGradients(Matrix dBlocks, Tensor x) {
    int inputs = x.shape().last();
    if (x.needsGradient()) {
      Matrix weight = Matrix.of(input.data(), 0, dBlocks.columns(), inputs);
      Products.addToGradient(x, dBlocks, weight);
    }
    if (input.needsGradient()) {
      Matrix rows = Matrix.of(x.data(), 0, dBlocks.rows(), inputs);
      Products.addWeightGradient(input, dBlocks, rows);
    }
  }

  /**
   * Adds the gradient of the weights of a recurrent product.
   *
   * @param dTarget the derivative by what it gave, [N, its width]
   * @param operand what it multiplied, [N, its width]
   */
  void addRecurrentGradients(Processor processor, Product product, Matrix dTarget, Matrix operand) {
    Tensor weight = tensor(product);
    if (!weight.needsGradient()) {
      return;
    }
    if (rows(product) == weight.shape().dimension(0)) {
      Products.addWeightGradient(weight, dTarget, operand);
    } else {
      processor.multiply(dTarget.transposed(), operand, matrix(product, true));
    }
  }

  /**
   * Adds the gradients of the biases.
   *
   * @param dBlocks the derivative by all blocks, [N, all blocks]
   */
  void addBiasGradients(Processor processor, List<List<Product>> products, Matrix dBlocks) {
    int width = dBlocks.columns();
    float[] sums = processor.buffers().take(width);
    Arrays.fill(sums, 0, width, 0);
    Products.addRows(processor, dBlocks, sums, 0);
    for (Tensor bias : inputBias) {
      if (bias.needsGradient()) {
        processor.kernels().add(sums, 0, bias.gradient(), 0, bias.shape().size());
      }
    }
    for (Tensor bias : recurrentBias) {
      if (bias.needsGradient()) {
        float[] gradient = bias.gradient();
        forEachSum(
            products, (row, column, n) -> processor.kernels().add(sums, column, gradient, row, n));
      }
    }
    processor.buffers().give(sums);
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
