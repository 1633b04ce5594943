package eddy.classify;

import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/** Sequences put together from a beginning, to which no gradient flows, and what follows it. */
final class Continued {
  private Continued() {}

  /**
   * Each beginning with its continuation behind its last true step.
   *
   * @param head [B, S, F]
   * @param tail [B, T, F]
   * @return [B, S + T, F] with the sums of the lengths
   */
  static Sequence of(Sequence head, Sequence tail) {
    int width = head.features();
    int time = head.time() + tail.time();
    Tape tape = tail.values().tape();
    Tensor y = tape.result(Shape.of(head.batch(), time, width), tail.values());
    int[] lengths = new int[head.batch()];
    float[] yv = y.data();
    Arrays.fill(yv, 0, y.shape().size(), 0);
    for (int b = 0; b < lengths.length; b++) {
      int first = head.lengths()[b] * width;
      int rest = tail.lengths()[b] * width;
      lengths[b] = head.lengths()[b] + tail.lengths()[b];
      int from = b * head.time() * width;
      System.arraycopy(head.values().data(), from, yv, b * time * width, first);
      from = b * tail.time() * width;
      System.arraycopy(tail.values().data(), from, yv, b * time * width + first, rest);
    }
    tape.record(
        () -> {
          float[] dy = y.gradient();
          float[] dx = tail.values().gradient();
          for (int b = 0; b < lengths.length; b++) {
            int at = (b * time + head.lengths()[b]) * width;
            int to = b * tail.time() * width;
            int count = tail.lengths()[b] * width;
            tape.processor().kernels().add(dy, at, dx, to, count);
          }
        },
        y);
    return new Sequence(y, lengths);
  }
}
