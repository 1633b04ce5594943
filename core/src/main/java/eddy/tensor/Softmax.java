package eddy.tensor;

import eddy.kernel.Kernels;
import eddy.kernel.Processor;

/** Rows of any numbers made into probabilities, or their logarithms, over the last dimension. */
public final class Softmax {
  private Softmax() {}

  /**
   * {@code y_c = exp(x_c) / sum_k exp(x_k)}.
   *
   * @param x [..., C]
   * @return [..., C], each row positive with the sum 1
   */
  public static Tensor softmax(Tensor x) {
    Tape tape = x.tape();
    Tensor y = tape.result(x.shape(), x);
    int rows = x.shape().rows();
    int width = x.shape().last();
    float[] xv = x.data();
    float[] yv = y.data();
    Processor processor = tape.processor();
    Kernels kernels = processor.kernels();
    processor.forEachRow(
        rows,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * width;
            kernels.exp(xv, at, largest(xv, at, width), yv, at, width);
            float factor = (float) (1 / Sums.of(yv, at, at + width));
            for (int i = at; i < at + width; i++) {
              yv[i] *= factor;
            }
          }
        });
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          processor.forEachRow(
              rows,
              width,
              (from, to) -> {
                for (int row = from; row < to; row++) {
                  int at = row * width;
                  float dot = (float) Sums.ofProducts(dy, at, yv, at, width);
                  for (int i = at; i < at + width; i++) {
                    dx[i] += yv[i] * (dy[i] - dot);
                  }
                }
              });
        },
        y);
    return y;
  }

  /**
   * {@code y_c = x_c - log sum_k exp(x_k)}, the logarithm of the softmax without its underflow.
   *
   * @param x [..., C]
   * @return [..., C]
   */
  public static Tensor logSoftmax(Tensor x) {
    Tape tape = x.tape();
    Tensor y = tape.result(x.shape(), x);
    int rows = x.shape().rows();
    int width = x.shape().last();
    float[] xv = x.data();
    float[] yv = y.data();
    Processor processor = tape.processor();
    Kernels kernels = processor.kernels();
    processor.forEachRow(
        rows,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * width;
            float shift = (float) logSumExp(kernels, xv, at, width, yv, at);
            for (int i = at; i < at + width; i++) {
              yv[i] = xv[i] - shift;
            }
          }
        });
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          float[] p = tape.scratch(rows * width);
          processor.forEachRow(
              rows,
              width,
              (from, to) -> {
                kernels.exp(yv, from * width, 0, p, from * width, (to - from) * width);
                for (int row = from; row < to; row++) {
                  int at = row * width;
                  float sum = (float) Sums.of(dy, at, at + width);
                  for (int i = at; i < at + width; i++) {
                    dx[i] += dy[i] - p[i] * sum;
                  }
                }
              });
        },
        y);
    return y;
  }

  /**
   * {@code log sum_c exp(x_c)} of one row, without overflow.
   *
   * @param x not modified
   * @param work modified: {@code width} numbers from {@code workAt} on
   */
  public static double logSumExp(
      Kernels kernels, float[] x, int at, int width, float[] work, int workAt) {
    float largest = largest(x, at, width);
    kernels.exp(x, at, largest, work, workAt, width);
    return largest + StrictMath.log(Sums.of(work, workAt, workAt + width));
  }

  /** A branch that is hardly ever taken, many times faster here than {@link Math#max}. */
  private static float largest(float[] x, int at, int width) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + width; i++) {
      if (x[i] > largest) {
        largest = x[i];
      }
    }
    return largest;
  }
}
