package eddy.loss;

import eddy.kernel.Kernels;
import eddy.kernel.Processor;
import eddy.tensor.Softmax;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/**
 * Categorical cross-entropy from logits.
 *
 * <p>With C classes, smoothing e and {@code L = log sum_c exp(x_c)}, a row of class y loses {@code
 * L - (1 - e) x_y - e / C * sum_c x_c}; its derivative is {@code exp(x_c - L) - (1 - e) [c = y] - e
 * / C}. Only L is kept for the way back.
 */
final class CrossEntropy {
  private CrossEntropy() {}

  static Tensor mean(Tensor logits, int[] ids, double smoothing) {
    int rows = logits.shape().rows();
    int classes = logits.shape().last();
    int counted = check(logits, ids, smoothing);
    int grain = Math.max(1, Sums.CHUNK / Math.max(1, classes));
    Tape tape = logits.tape();
    Processor processor = tape.processor();
    Kernels kernels = processor.kernels();
    float[] x = logits.data();
    float[] logSums = tape.scratch(rows);
    double sum =
        Sums.inChunks(
            processor,
            rows,
            grain,
            new double[Sums.chunks(rows, grain)],
            (from, to) -> {
              float[] work = processor.buffers().take(classes);
              double part = 0;
              for (int row = from; row < to; row++) {
                if (ids[row] >= 0) {
                  int at = row * classes;
                  double logSum = Softmax.logSumExp(kernels, x, at, classes, work, 0);
                  logSums[row] = (float) logSum;
                  part += logSum - (1 - smoothing) * x[at + ids[row]];
                  if (smoothing > 0) {
                    part -= smoothing / classes * Sums.of(x, at, at + classes);
                  }
                }
              }
              processor.buffers().give(work);
              return part;
            });
    Tensor loss = Sums.scalar(counted == 0 ? 0 : sum / counted, logits);
    tape.record(
        () -> {
          float factor = counted == 0 ? 0 : (float) ((double) loss.gradient()[0] / counted);
          float hit = (float) (factor * (1 - smoothing));
          float share = (float) (smoothing / classes);
          boolean adds = logits.hasGradient();
          float[] dx = logits.gradientToFill();
          processor.forEachRow(
              rows,
              classes,
              (from, to) -> {
                float[] kept = processor.buffers().take(classes);
                for (int row = from; row < to; row++) {
                  int at = row * classes;
                  if (adds) {
                    System.arraycopy(dx, at, kept, 0, classes);
                  }
                  if (ids[row] >= 0) {
                    kernels.exp(x, at, logSums[row], dx, at, classes);
                    for (int i = at; i < at + classes; i++) {
                      dx[i] = factor * (dx[i] - share);
                    }
                    dx[at + ids[row]] -= hit;
                  } else {
                    Arrays.fill(dx, at, at + classes, 0);
                  }
                  if (adds) {
                    kernels.add(kept, 0, dx, at, classes);
                  }
                }
                processor.buffers().give(kept);
              });
        },
        loss);
    return loss;
  }

  /** Returns how many rows count. */
  private static int check(Tensor logits, int[] ids, double smoothing) {
    int classes = logits.shape().last();
    if (logits.shape().rank() == 0 || ids.length != logits.shape().rows()) {
      throw new IllegalArgumentException(
          "crossEntropy: expected an id for each row of the logits "
              + logits.shape()
              + " but got "
              + ids.length
              + " ids.");
    }
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "crossEntropy: expected smoothing from 0 to 1 but got " + smoothing + ".");
    }
    int counted = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= classes) {
        throw new IllegalArgumentException(
            "crossEntropy: expected ids below "
                + classes
                + ", the last dimension of the logits, "
                + "but got "
                + ids[i]
                + " at index "
                + i
                + ".");
      }
      counted += ids[i] >= 0 ? 1 : 0;
    }
    return counted;
  }
}
