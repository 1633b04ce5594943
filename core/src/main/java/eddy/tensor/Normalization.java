package eddy.tensor;

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
    float[] means = tape.scratch(rows);
    float[] scales = tape.scratch(rows);
    float[] xv = x.data();
    float[] yv = y.data();
    float[] gv = gain.data();
    float[] bv = bias.data();
    processor.forEachRow(
        rows,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * width;
            float mean = (float) (Sums.of(xv, at, at + width) / width);
            for (int i = 0; i < width; i++) {
              yv[at + i] = xv[at + i] - mean;
            }
            double variance = Sums.ofProducts(yv, at, yv, at, width) / width;
            float scale = (float) (1 / Math.sqrt(variance + epsilon));
            for (int i = 0; i < width; i++) {
              yv[at + i] = yv[at + i] * scale * gv[i] + bv[i];
            }
            means[row] = mean;
            scales[row] = scale;
          }
        });
    tape.record(
        () -> {
          if (x.needsGradient()) {
            backwardRows(x, y, gv, means, scales);
          }
          if (gain.needsGradient() || bias.needsGradient()) {
            backwardColumns(x, y, gain, bias, means, scales);
          }
        },
        y);
    return y;
  }

  /**
   * With {@code n = (x - mean) * scale} and {@code g = dy * gain}: {@code dx = scale * (g - mean(g)
   * - n * mean(g * n))}.
   */
  private static void backwardRows(
      Tensor x, Tensor y, float[] gain, float[] means, float[] scales) {
    int width = x.shape().last();
    float[] xv = x.data();
    float[] dx = x.gradient();
    float[] dy = y.gradient();
    Processor processor = x.tape().processor();
    processor.forEachRow(
        x.shape().rows(),
        width,
        (from, to) -> {
          float[] n = processor.buffers().take(width);
          float[] g = processor.buffers().take(width);
          for (int row = from; row < to; row++) {
            int at = row * width;
            float mean = means[row];
            float scale = scales[row];
            for (int i = 0; i < width; i++) {
              n[i] = (xv[at + i] - mean) * scale;
              g[i] = dy[at + i] * gain[i];
            }
            float meanG = (float) (Sums.of(g, 0, width) / width);
            float meanGn = (float) (Sums.ofProducts(g, 0, n, 0, width) / width);
            for (int i = 0; i < width; i++) {
              dx[at + i] += scale * (g[i] - meanG - n[i] * meanGn);
            }
          }
          processor.buffers().give(n);
          processor.buffers().give(g);
        });
  }

  /** Columns are dealt out to the threads, so that each sum runs from the first row to the last. */
  private static void backwardColumns(
      Tensor x, Tensor y, Tensor gain, Tensor bias, float[] means, float[] scales) {
    int rows = x.shape().rows();
    int width = x.shape().last();
    float[] xv = x.data();
    float[] dy = y.gradient();
    float[] dGain = gain.gradient();
    float[] dBias = bias.gradient();
    Processor processor = x.tape().processor();
    processor
        .workers()
        .run(
            processor.parts((long) rows * width),
            part -> {
              int from = part.from(width, 16);
              int to = part.to(width, 16);
              for (int row = 0; row < rows; row++) {
                int at = row * width;
                float mean = means[row];
                float scale = scales[row];
                for (int i = from; i < to; i++) {
                  dGain[i] += dy[at + i] * (xv[at + i] - mean) * scale;
                  dBias[i] += dy[at + i];
                }
              }
            });
  }
}
