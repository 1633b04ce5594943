package eddy.tensor;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import java.util.Arrays;

/** Matrix products as ops. */
public final class Products {
  /** With fewer rows than these, reading and writing the gradient would take most of the time. */
  private static final int FEW = 256;

  private Products() {}

  /**
   * An affine map of every row: {@code y = x W^T + b}.
   *
   * @param x [..., I]
   * @param weight [O, I]
   * @param bias [O]
   * @return [..., O]
   */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    Tape tape = x.tape();
    int inputs = weight.shape().dimension(1);
    int outputs = weight.shape().dimension(0);
    if (x.shape().last() != inputs || x.shape().rank() == 0) {
      throw new IllegalArgumentException(
          "linear: expected input [..., "
              + inputs
              + "] but got "
              + x.shape()
              + ". The last dimension is the number of inputs.");
    }
    int rows = x.shape().rows();
    Tensor y = tape.result(x.shape().withLast(outputs), x, weight, bias);
    Processor processor = tape.processor();
    Matrix xm = Matrix.of(x.data(), 0, rows, inputs);
    Matrix wm = Matrix.of(weight.data(), 0, outputs, inputs);
    processor.multiply(
        xm,
        wm.transposed(),
        Matrix.repeated(bias.data(), 0, rows, outputs),
        Matrix.of(y.data(), 0, rows, outputs));
    tape.record(
        () -> {
          Matrix dy = Matrix.of(y.gradient(), 0, rows, outputs);
          if (x.needsGradient()) {
            addToGradient(x, dy, wm);
          }
          if (weight.needsGradient()) {
            addWeightGradient(weight, dy, xm);
          }
          if (bias.needsGradient()) {
            addRows(processor, dy, bias.gradient(), 0);
          }
        },
        y);
    return y;
  }

  /** The same without a bias: {@code y = x W^T}. */
  public static Tensor linear(Tensor x, Tensor weight) {
    Tensor zeros = x.tape().result(Shape.of(weight.shape().dimension(0)));
    Arrays.fill(zeros.data(), 0, zeros.shape().size(), 0);
    return linear(x, weight, zeros);
  }

  /**
   * Adds {@code dy^T x} to the gradient of a weight before anything reads that; few rows wait for
   * those of other uses of the weight.
   *
   * @param dy [N, O]; does not change before the tape closes
   * @param x [N, I]; does not change before the tape closes
   */
  public static void addWeightGradient(Tensor weight, Matrix dy, Matrix x) {
    if (dy.rows() < FEW) {
      weight.tape().deferred().add(weight, dy, x);
    } else {
      addToGradient(weight, dy.transposed(), x);
    }
  }

  /** Adds a product to a tensor's gradient; the first to arrive there does not read it. */
  public static void addToGradient(Tensor tensor, Matrix left, Matrix right) {
    Processor processor = tensor.tape().processor();
    int rows = left.rows();
    int columns = right.columns();
    if (tensor.hasGradient()) {
      processor.multiply(left, right, Matrix.of(tensor.gradient(), 0, rows, columns));
    } else {
      float[] zeros = processor.buffers().take(columns);
      Arrays.fill(zeros, 0, columns, 0);
      processor.multiply(
          left,
          right,
          Matrix.repeated(zeros, 0, rows, columns),
          Matrix.of(tensor.gradientToFill(), 0, rows, columns));
      processor.buffers().give(zeros);
    }
  }

  /** Adds all rows of a matrix to one row, from the first to the last. */
  public static void addRows(Processor processor, Matrix rows, float[] sum, int at) {
    processor
        .workers()
        .run(
            processor.parts((long) rows.rows() * rows.columns()),
            part -> {
              int from = part.from(rows.columns(), 16);
              int to = part.to(rows.columns(), 16);
              for (int r = 0; r < rows.rows(); r++) {
                int row = rows.offset() + r * rows.rowStride();
                processor.kernels().add(rows.data(), row + from, sum, at + from, to - from);
              }
            });
  }
}
