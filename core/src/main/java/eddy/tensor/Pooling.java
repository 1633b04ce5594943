package eddy.tensor;

import eddy.kernel.Buffers;
import eddy.kernel.Kernels;
import java.util.Arrays;

/**
 * Ops that walk along the time of a {@link Sequence} and respect its lengths: padding is never
 * read, and its gradient is zero.
 */
public final class Pooling {
  private Pooling() {}

  /** Works on one sequence: its values begin at {@code at}, {@code length} steps of them. */
  private interface Row {
    void run(int row, int at, int length);
  }

  /**
   * The last true step of each sequence.
   *
   * @return [B, F]
   */
  public static Tensor last(Sequence x) {
    int width = x.features();
    Tensor y = result(x);
    float[] xv = x.values().data();
    float[] yv = y.data();
    eachRow(
        x,
        (row, at, length) ->
            System.arraycopy(xv, at + (length - 1) * width, yv, row * width, width));
    y.tape()
        .record(
            () -> {
              float[] dx = x.values().gradient();
              float[] dy = y.gradient();
              eachRow(
                  x,
                  (row, at, length) ->
                      addRow(dy, row * width, dx, at + (length - 1) * width, width, 1));
            },
            y);
    return y;
  }

  /**
   * The mean over the true steps of each sequence.
   *
   * @return [B, F]
   */
  public static Tensor mean(Sequence x) {
    int width = x.features();
    Tensor y = result(x);
    float[] xv = x.values().data();
    float[] yv = y.data();
    eachRow(
        x,
        (row, at, length) -> {
          int to = row * width;
          Arrays.fill(yv, to, to + width, 0);
          for (int t = 0; t < length; t++) {
            addRow(xv, at + t * width, yv, to, width, 1);
          }
          for (int i = to; i < to + width; i++) {
            yv[i] /= length;
          }
        });
    y.tape()
        .record(
            () -> {
              float[] dx = x.values().gradient();
              float[] dy = y.gradient();
              eachRow(
                  x,
                  (row, at, length) -> {
                    for (int t = 0; t < length; t++) {
                      addRow(dy, row * width, dx, at + t * width, width, 1f / length);
                    }
                  });
            },
            y);
    return y;
  }

  /**
   * The largest value of each feature over the true steps; the gradient goes to the first step that
   * has it.
   *
   * @return [B, F]
   */
  public static Tensor max(Sequence x) {
    int width = x.features();
    Tensor y = result(x);
    Kernels kernels = y.tape().processor().kernels();
    float[] xv = x.values().data();
    float[] yv = y.data();
    eachRow(
        x,
        (row, at, length) -> {
          int to = row * width;
          System.arraycopy(xv, at, yv, to, width);
          for (int t = 1; t < length; t++) {
            kernels.maximum(xv, at + t * width, yv, to, width);
          }
        });
    y.tape()
        .record(
            () -> {
              float[] dx = x.values().gradient();
              float[] dy = y.gradient();
              // What no step has got yet.
              Buffers buffers = y.tape().processor().buffers();
              float[] left = buffers.take(y.shape().size());
              System.arraycopy(dy, 0, left, 0, y.shape().size());
              eachRow(
                  x,
                  (row, at, length) -> {
                    int from = row * width;
                    for (int t = 0; t < length; t++) {
                      int step = at + t * width;
                      kernels.maximumSlope(xv, step, yv, from, left, from, dx, step, width);
                    }
                  });
              buffers.give(left);
            },
            y);
    return y;
  }

  /**
   * The mean over the true steps of each sequence, each step weighted by the softmax of the scores
   * of its sequence.
   *
   * @param scores one for each step, [B, T] or [B, T, 1]; those of padding are not read
   * @return [B, F]
   */
  public static Tensor attention(Sequence x, Tensor scores) {
    int time = x.time();
    int width = x.features();
    if (scores.shape().size() != x.batch() * time) {
      throw new IllegalArgumentException(
          "attention: expected a score for each step [%d, %d] but got %s."
              .formatted(x.batch(), time, scores.shape()));
    }
    Tape tape = x.values().tape();
    Kernels kernels = tape.processor().kernels();
    Tensor y = tape.result(Shape.of(x.batch(), width), x.values(), scores);
    float[] weights = tape.scratch(x.batch() * time);
    float[] xv = x.values().data();
    float[] sv = scores.data();
    float[] yv = y.data();
    eachRow(
        x,
        (row, at, length) -> {
          int first = row * time;
          float largest = sv[first];
          for (int t = 1; t < length; t++) {
            largest = Math.max(largest, sv[first + t]);
          }
          kernels.exp(sv, first, largest, weights, first, length);
          float factor = (float) (1 / Sums.of(weights, first, first + length));
          Arrays.fill(yv, row * width, (row + 1) * width, 0);
          for (int t = 0; t < length; t++) {
            weights[first + t] *= factor;
            addRow(xv, at + t * width, yv, row * width, width, weights[first + t]);
          }
        });
    tape.record(
        () -> {
          float[] dx = x.values().gradient();
          float[] ds = scores.gradient();
          float[] dy = y.gradient();
          eachRow(
              x,
              (row, at, length) -> {
                double mean = Sums.ofProducts(dy, row * width, yv, row * width, width);
                for (int t = 0; t < length; t++) {
                  int step = at + t * width;
                  float weight = weights[row * time + t];
                  double own = Sums.ofProducts(dy, row * width, xv, step, width);
                  ds[row * time + t] += (float) (weight * (own - mean));
                  addRow(dy, row * width, dx, step, width, weight);
                }
              });
        },
        y);
    return y;
  }

  /**
   * Each sequence with its true steps in reverse; padding stays behind them and becomes zero.
   *
   * @return the same lengths
   */
  public static Sequence reverse(Sequence x) {
    int width = x.features();
    int time = x.time();
    Tensor y = x.values().tape().result(x.values().shape(), x.values());
    float[] xv = x.values().data();
    float[] yv = y.data();
    eachRow(
        x,
        (_, at, length) -> {
          for (int t = 0; t < length; t++) {
            System.arraycopy(xv, at + t * width, yv, at + (length - 1 - t) * width, width);
          }
          Arrays.fill(yv, at + length * width, at + time * width, 0);
        });
    y.tape()
        .record(
            () -> {
              float[] dx = x.values().gradient();
              float[] dy = y.gradient();
              eachRow(
                  x,
                  (_, at, length) -> {
                    for (int t = 0; t < length; t++) {
                      addRow(dy, at + (length - 1 - t) * width, dx, at + t * width, width, 1);
                    }
                  });
            },
            y);
    return x.with(y);
  }

  private static Tensor result(Sequence x) {
    return x.values().tape().result(Shape.of(x.batch(), x.features()), x.values());
  }

  private static void eachRow(Sequence x, Row row) {
    int stride = x.time() * x.features();
    int[] lengths = x.lengths();
    x.values()
        .tape()
        .processor()
        .forEachRow(
            x.batch(),
            stride,
            (from, to) -> {
              for (int b = from; b < to; b++) {
                row.run(b, b * stride, lengths[b]);
              }
            });
  }

  private static void addRow(
      float[] from, int fromAt, float[] to, int toAt, int count, float factor) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += factor * from[fromAt + i];
    }
  }
}
