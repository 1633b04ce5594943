package eddy.tensor;

import eddy.kernel.Kernels;

/** Ops that treat each element alike. All return a new tensor and modify nothing. */
public final class Elementwise {
  private static final int CHUNK = 4096;

  private Elementwise() {}

  /** Computes the elements {@code [from, to)} of y from those of one or two inputs. */
  private interface Forward {
    void run(float[] a, float[] b, float[] y, int from, int to);
  }

  /** Adds to the elements {@code [from, to)} of dx, given those of dy and of another array. */
  private interface Backward {
    void run(float[] dx, float[] dy, float[] other, int from, int to);
  }

  /** {@code a + b}, of one shape. */
  public static Tensor add(Tensor a, Tensor b) {
    Tape.requireSameShape("add", a, b);
    Tensor y = result(a, b, Elementwise::sum);
    a.tape()
        .record(
            () -> {
              accumulate(a, y, 1);
              accumulate(b, y, 1);
            },
            y);
    return y;
  }

  /** {@code a - b}, of one shape. */
  public static Tensor subtract(Tensor a, Tensor b) {
    Tape.requireSameShape("subtract", a, b);
    Tensor y = result(a, b, Elementwise::difference);
    a.tape()
        .record(
            () -> {
              accumulate(a, y, 1);
              accumulate(b, y, -1);
            },
            y);
    return y;
  }

  /** {@code a * b} element by element, of one shape. */
  public static Tensor multiply(Tensor a, Tensor b) {
    Tape.requireSameShape("multiply", a, b);
    Tensor y = result(a, b, Elementwise::product);
    a.tape()
        .record(
            () -> {
              backward(a, y, b, Elementwise::addProduct);
              backward(b, y, a, Elementwise::addProduct);
            },
            y);
    return y;
  }

  /** {@code factor * x}. */
  public static Tensor scale(Tensor x, float factor) {
    Tensor y =
        result(
            x,
            x,
            (a, _, out, from, to) -> {
              for (int i = from; i < to; i++) {
                out[i] = factor * a[i];
              }
            });
    x.tape().record(() -> accumulate(x, y, factor), y);
    return y;
  }

  /** The larger of x and zero. */
  public static Tensor relu(Tensor x) {
    Tensor y =
        result(
            x,
            x,
            (a, _, out, from, to) -> {
              for (int i = from; i < to; i++) {
                out[i] = Math.max(0, a[i]);
              }
            });
    x.tape()
        .record(
            () ->
                backward(
                    x,
                    y,
                    y,
                    (dx, dy, out, from, to) -> {
                      for (int i = from; i < to; i++) {
                        dx[i] += out[i] > 0 ? dy[i] : 0;
                      }
                    }),
            y);
    return y;
  }

  /** The logistic function {@code 1 / (1 + exp(-x))}. */
  public static Tensor sigmoid(Tensor x) {
    Kernels kernels = x.tape().processor().kernels();
    Tensor y =
        result(x, x, (a, _, out, from, to) -> kernels.sigmoid(a, from, out, from, to - from));
    x.tape()
        .record(
            () ->
                backward(
                    x,
                    y,
                    y,
                    (dx, dy, out, from, to) -> {
                      for (int i = from; i < to; i++) {
                        dx[i] += dy[i] * out[i] * (1 - out[i]);
                      }
                    }),
            y);
    return y;
  }

  /** The smooth positive function {@code log(1 + exp(x))}. */
  public static Tensor softplus(Tensor x) {
    Kernels kernels = x.tape().processor().kernels();
    Tensor y =
        result(
            x,
            x,
            (a, _, out, from, to) -> {
              for (int i = from; i < to; i++) {
                out[i] = -Math.abs(a[i]);
              }
              kernels.exp(out, from, 0, out, from, to - from);
              for (int i = from; i < to; i++) {
                out[i] = Math.max(a[i], 0) + (float) StrictMath.log1p(out[i]);
              }
            });
    x.tape()
        .record(
            () ->
                backward(
                    x,
                    y,
                    x,
                    (dx, dy, a, from, to) -> {
                      float[] slope = x.tape().processor().buffers().take(to - from);
                      kernels.sigmoid(a, from, slope, 0, to - from);
                      kernels.multiplyAdd(dy, from, slope, 0, dx, from, to - from);
                      x.tape().processor().buffers().give(slope);
                    }),
            y);
    return y;
  }

  /** The hyperbolic tangent. */
  public static Tensor tanh(Tensor x) {
    Kernels kernels = x.tape().processor().kernels();
    Tensor y = result(x, x, (a, _, out, from, to) -> kernels.tanh(a, from, out, from, to - from));
    x.tape()
        .record(
            () ->
                backward(
                    x,
                    y,
                    y,
                    (dx, dy, out, from, to) -> {
                      for (int i = from; i < to; i++) {
                        dx[i] += dy[i] * (1 - out[i] * out[i]);
                      }
                    }),
            y);
    return y;
  }

  /**
   * Zeroes each element with a probability and scales the others by {@code 1 / (1 - probability)},
   * on a training tape; returns x itself on an inference tape.
   *
   * <p>Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR
   * 2014.
   *
   * @param probability from 0 (inclusive) to 1 (exclusive)
   */
  public static Tensor dropout(Tensor x, float probability) {
    int threshold = threshold(probability);
    Tape tape = x.tape();
    if (!tape.training() || probability == 0) {
      return x;
    }
    Tensor y = tape.result(x.shape(), x);
    int n = x.shape().size();
    int key = tape.key();
    float scale = 1 / (1 - probability);
    Kernels kernels = tape.processor().kernels();
    float[] xv = x.data();
    float[] yv = y.data();
    tape.processor()
        .forEach(
            n,
            (from, to) ->
                kernels.dropout(xv, from, yv, from, to - from, key, from, threshold, scale));
    tape.record(
        () ->
            backward(
                x,
                y,
                y,
                (dx, dy, _, from, to) -> {
                  float[] masked = tape.processor().buffers().take(CHUNK);
                  for (int i = from; i < to; i += CHUNK) {
                    int count = Math.min(CHUNK, to - i);
                    kernels.dropout(dy, i, masked, 0, count, key, i, threshold, scale);
                    kernels.add(masked, 0, dx, i, count);
                  }
                  tape.processor().buffers().give(masked);
                }),
        y);
    return y;
  }

  /** What {@link Kernels#dropout} compares with to drop with a probability. */
  static int threshold(float probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected a probability from 0 to below 1 but got " + probability + ".");
    }
    return Math.round(probability * (1 << 24));
  }

  private static Tensor result(Tensor a, Tensor b, Forward forward) {
    Tensor y = a.tape().result(a.shape(), a, b);
    float[] av = a.data();
    float[] bv = b.data();
    float[] yv = y.data();
    a.tape().processor().forEach(a.shape().size(), (from, to) -> forward.run(av, bv, yv, from, to));
    return y;
  }

  private static void backward(Tensor x, Tensor y, Tensor other, Backward backward) {
    if (x.needsGradient()) {
      float[] dx = x.gradient();
      float[] dy = y.gradient();
      float[] values = other.data();
      x.tape()
          .processor()
          .forEach(x.shape().size(), (from, to) -> backward.run(dx, dy, values, from, to));
    }
  }

  /** {@code dx += factor * dy}, where x needs it. */
  static void accumulate(Tensor x, Tensor y, float factor) {
    backward(
        x,
        y,
        y,
        (dx, dy, _, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] += factor * dy[i];
          }
        });
  }

  private static void sum(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] + b[i];
    }
  }

  private static void difference(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] - b[i];
    }
  }

  private static void product(float[] a, float[] b, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = a[i] * b[i];
    }
  }

  private static void addProduct(float[] dx, float[] dy, float[] other, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] += dy[i] * other[i];
    }
  }
}
