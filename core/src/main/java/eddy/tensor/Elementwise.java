package eddy.tensor;

import eddy.kernel.Kernels;

/** Ops that treat each element alike. All return a new tensor and modify nothing. */
public final class Elementwise {
  private Elementwise() {}

  /** {@code a + b}, of one shape. */
  public static Tensor add(Tensor a, Tensor b) {
    return combine("add", a, b, 1);
  }

  /** {@code a - b}, of one shape. */
  public static Tensor subtract(Tensor a, Tensor b) {
    return combine("subtract", a, b, -1);
  }

  private static Tensor combine(String op, Tensor a, Tensor b, float sign) {
    Tape.requireSameShape(op, a, b);
    Tape tape = a.tape();
    Tensor y = tape.result(a.shape(), a, b);
    int n = a.shape().size();
    float[] av = a.data();
    float[] bv = b.data();
    float[] yv = y.data();
    tape.processor()
        .forEach(
            n,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                yv[i] = av[i] + sign * bv[i];
              }
            });
    tape.record(
        () -> {
          accumulate(a, y, 1);
          accumulate(b, y, sign);
        },
        y);
    return y;
  }

  /** {@code a * b} element by element, of one shape. */
  public static Tensor multiply(Tensor a, Tensor b) {
    Tape.requireSameShape("multiply", a, b);
    Tape tape = a.tape();
    Tensor y = tape.result(a.shape(), a, b);
    int n = a.shape().size();
    float[] av = a.data();
    float[] bv = b.data();
    float[] yv = y.data();
    tape.processor()
        .forEach(
            n,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                yv[i] = av[i] * bv[i];
              }
            });
    tape.record(
        () -> {
          addProduct(a, y, bv);
          addProduct(b, y, av);
        },
        y);
    return y;
  }

  /** {@code factor * x}. */
  public static Tensor scale(Tensor x, float factor) {
    Tape tape = x.tape();
    Tensor y = tape.result(x.shape(), x);
    float[] xv = x.data();
    float[] yv = y.data();
    tape.processor()
        .forEach(
            x.shape().size(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                yv[i] = factor * xv[i];
              }
            });
    tape.record(() -> accumulate(x, y, factor), y);
    return y;
  }

  /** The larger of x and zero. */
  public static Tensor relu(Tensor x) {
    Tape tape = x.tape();
    Tensor y = tape.result(x.shape(), x);
    int n = x.shape().size();
    float[] xv = x.data();
    float[] yv = y.data();
    tape.processor()
        .forEach(
            n,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                yv[i] = Math.max(0, xv[i]);
              }
            });
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          tape.processor()
              .forEach(
                  n,
                  (from, to) -> {
                    for (int i = from; i < to; i++) {
                      dx[i] += yv[i] > 0 ? dy[i] : 0;
                    }
                  });
        },
        y);
    return y;
  }

  /** The logistic function {@code 1 / (1 + exp(-x))}. */
  public static Tensor sigmoid(Tensor x) {
    Tape tape = x.tape();
    Tensor y = tape.result(x.shape(), x);
    int n = x.shape().size();
    Kernels kernels = tape.processor().kernels();
    float[] xv = x.data();
    float[] yv = y.data();
    tape.processor().forEach(n, (from, to) -> kernels.sigmoid(xv, from, yv, from, to - from));
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          tape.processor()
              .forEach(
                  n,
                  (from, to) -> {
                    for (int i = from; i < to; i++) {
                      dx[i] += dy[i] * yv[i] * (1 - yv[i]);
                    }
                  });
        },
        y);
    return y;
  }

  /** The hyperbolic tangent. */
  public static Tensor tanh(Tensor x) {
    Tape tape = x.tape();
    Tensor y = tape.result(x.shape(), x);
    int n = x.shape().size();
    Kernels kernels = tape.processor().kernels();
    float[] xv = x.data();
    float[] yv = y.data();
    tape.processor().forEach(n, (from, to) -> kernels.tanh(xv, from, yv, from, to - from));
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          tape.processor()
              .forEach(
                  n,
                  (from, to) -> {
                    for (int i = from; i < to; i++) {
                      dx[i] += dy[i] * (1 - yv[i] * yv[i]);
                    }
                  });
        },
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
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected a probability from 0 to below 1 but got " + probability + ".");
    }
    Tape tape = x.tape();
    if (!tape.training() || probability == 0) {
      return x;
    }
    Tensor y = tape.result(x.shape(), x);
    int n = x.shape().size();
    int key = tape.key();
    int threshold = Math.round(probability * (1 << 24));
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
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          // Nothing reads dy after this, so the mask may be applied in place.
          tape.processor()
              .forEach(
                  n,
                  (from, to) -> {
                    kernels.dropout(dy, from, dy, from, to - from, key, from, threshold, scale);
                    for (int i = from; i < to; i++) {
                      dx[i] += dy[i];
                    }
                  });
        },
        y);
    return y;
  }

  /** {@code dx += factor * dy}, where x needs it. */
  static void accumulate(Tensor x, Tensor y, float factor) {
    if (x.needsGradient()) {
      float[] dx = x.gradient();
      float[] dy = y.gradient();
      x.tape()
          .processor()
          .forEach(
              x.shape().size(),
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  dx[i] += factor * dy[i];
                }
              });
    }
  }

  private static void addProduct(Tensor x, Tensor y, float[] other) {
    if (x.needsGradient()) {
      float[] dx = x.gradient();
      float[] dy = y.gradient();
      x.tape()
          .processor()
          .forEach(
              x.shape().size(),
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  dx[i] += dy[i] * other[i];
                }
              });
    }
  }
}
