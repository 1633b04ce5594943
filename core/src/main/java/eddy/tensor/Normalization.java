package eddy.tensor;

import eddy.kernel.Kernels;
import eddy.kernel.Processor;

/** Ops that bring rows to a common scale. */
public final class Normalization {
  private Normalization() {}

  /**
   * Shifts and scales each row to mean 0 and variance 1, then by a gain and a bias per element:
   * {@code y = (x - mean) / sqrt(variance + epsilon) * gain + bias}.
   *
   * <p>Ba, Kiros and Hinton, "Layer normalization", 2016.
   *
   * @param x [..., F]
   * @param gain [F]
   * @param bias [F]
   * @param epsilon keeps constant rows from a division by zero
   * @return [..., F]
   */
  public static Tensor layerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon) {
    int width = x.shape().last();
    if (x.shape().rank() == 0 || gain.shape().size() != width || bias.shape().size() != width) {
      throw new IllegalArgumentException(
          "layerNorm: expected input [..., "
              + gain.shape().size()
              + "] but got "
              + x.shape()
              + ". The last dimension is the size of gain and bias.");
    }
    Tape tape = x.tape();
    Processor processor = tape.processor();
    Tensor y = tape.result(x.shape(), x, gain, bias);
    int rows = x.shape().rows();
    float[] scales = tape.scratch(rows);
    float[] norms = tape.scratch(rows * width);
    float[] xv = x.data();
    float[] yv = y.data();
    float[] gv = gain.data();
    float[] bv = bias.data();
    Kernels kernels = processor.kernels();
    processor.forEachRow(
        rows,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * width;
            scales[row] = kernels.normalize(xv, at, norms, at, width, epsilon);
            System.arraycopy(bv, 0, yv, at, width);
            kernels.multiplyAdd(norms, at, gv, 0, yv, at, width);
          }
        });
    tape.record(
        () -> {
          if (x.needsGradient()) {
            backwardRows(x, y, gv, norms, scales);
          }
          if (gain.needsGradient() || bias.needsGradient()) {
            backwardColumns(y, gain, bias, norms);
          }
        },
        y);
    return y;
  }

  private static void backwardRows(
      Tensor x, Tensor y, float[] gain, float[] norms, float[] scales) {
    int width = x.shape().last();
    float[] dx = x.gradient();
    float[] dy = y.gradient();
    Processor processor = x.tape().processor();
    Kernels kernels = processor.kernels();
    processor.forEachRow(
        x.shape().rows(),
        width,
        (from, to) -> {
          float[] d = processor.buffers().take(width);
          for (int row = from; row < to; row++) {
            int at = row * width;
            kernels.multiply(dy, at, gain, 0, d, 0, width);
            kernels.normalizeSlope(d, 0, norms, at, scales[row], width);
            kernels.add(d, 0, dx, at, width);
          }
          processor.buffers().give(d);
        });
  }

  /** Columns are dealt out to the threads, so that each sum runs from the first row to the last. */
  private static void backwardColumns(Tensor y, Tensor gain, Tensor bias, float[] norms) {
    int rows = y.shape().rows();
    int width = y.shape().last();
    float[] dy = y.gradient();
    float[] dGain = gain.gradient();
    float[] dBias = bias.gradient();
    Processor processor = y.tape().processor();
    Kernels kernels = processor.kernels();
    processor
        .workers()
        .run(
            processor.parts((long) rows * width),
            part -> {
              int from = part.from(width, 16);
              int count = part.to(width, 16) - from;
              for (int row = 0; row < rows; row++) {
                int at = row * width + from;
                kernels.multiplyAdd(dy, at, norms, at, dGain, from, count);
                kernels.add(dy, at, dBias, from, count);
              }
            });
  }
}
