package eddy.loss;

import eddy.kernel.Processor;
import eddy.tensor.Shape;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/** The mean of the pinball loss, see {@link Loss#pinball(Tensor, Tensor, double...)}. */
final class Pinball {
  private Pinball() {}

  static Tensor mean(Tensor quantiles, Tensor target, double... levels) {
    int width = levels.length;
    int rows = target.shape().size();
    if (!quantiles.shape().withLast(1).equals(withOne(target))
        || quantiles.shape().last() != width) {
      throw new IllegalArgumentException(
          "pinball: expected %d quantiles [..., %d] for targets %s but got %s."
              .formatted(width, width, target.shape(), quantiles.shape()));
    }
    Tape tape = quantiles.tape();
    Processor processor = tape.processor();
    float[] q = quantiles.data();
    float[] y = target.data();
    int grain = Math.max(1, Sums.CHUNK / width);
    double sum =
        Sums.inChunks(
            processor,
            rows,
            grain,
            new double[Sums.chunks(rows, grain)],
            (from, to) -> {
              double part = 0;
              for (int row = from; row < to; row++) {
                for (int k = 0; k < width; k++) {
                  part += Loss.pinball(levels[k], q[row * width + k], y[row]);
                }
              }
              return part;
            });
    int n = rows * width;
    Tensor loss = Sums.scalar(n == 0 ? 0 : sum / n, quantiles);
    tape.record(
        () -> {
          float[] dq = quantiles.gradient();
          double factor = (double) loss.gradient()[0] / n;
          processor.forEachRow(
              rows,
              width,
              (from, to) -> {
                for (int row = from; row < to; row++) {
                  for (int k = 0; k < width; k++) {
                    double slope = y[row] >= q[row * width + k] ? -levels[k] : 1 - levels[k];
                    dq[row * width + k] += (float) (factor * slope);
                  }
                }
              });
        },
        loss);
    return loss;
  }

  private static Shape withOne(Tensor target) {
    int[] dimensions = target.shape().toArray();
    int[] longer = Arrays.copyOf(dimensions, dimensions.length + 1);
    longer[dimensions.length] = 1;
    return Shape.of(longer);
  }
}
