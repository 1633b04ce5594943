package eddy.loss;

import eddy.kernel.Kernels;
import eddy.kernel.Processor;
import eddy.tensor.Shape;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;

/** The mean of a loss that looks at one prediction and one target at a time. */
final class Pointwise {
  private Pointwise() {}

  /** The loss of a run of elements, and what flows back into them. */
  interface Function {
    /** The sum of the losses of {@code x[from] .. x[to - 1]} against their targets t. */
    double sum(Processor processor, float[] x, float[] t, int from, int to);

    /** Adds {@code factor} times the derivatives to dx. */
    void addSlope(
        Processor processor, float[] x, float[] t, float[] dx, float factor, int from, int to);
  }

  static final Function SQUARED =
      new Function() {
        @Override
        public double sum(Processor processor, float[] x, float[] t, int from, int to) {
          double sum = 0;
          for (int i = from; i < to; i++) {
            double d = (double) x[i] - t[i];
            sum += d * d;
          }
          return sum;
        }

        @Override
        public void addSlope(
            Processor processor, float[] x, float[] t, float[] dx, float factor, int from, int to) {
          float twice = 2 * factor;
          for (int i = from; i < to; i++) {
            dx[i] += twice * (x[i] - t[i]);
          }
        }
      };

  static final Function ABSOLUTE =
      new Function() {
        @Override
        public double sum(Processor processor, float[] x, float[] t, int from, int to) {
          double sum = 0;
          for (int i = from; i < to; i++) {
            sum += Math.abs((double) x[i] - t[i]);
          }
          return sum;
        }

        @Override
        public void addSlope(
            Processor processor, float[] x, float[] t, float[] dx, float factor, int from, int to) {
          for (int i = from; i < to; i++) {
            dx[i] += factor * Math.signum(x[i] - t[i]);
          }
        }
      };

  /** With a quadratic part up to delta. */
  static Function huber(double delta) {
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "huber: expected a delta of more than zero but got " + delta + ".");
    }
    float limit = (float) delta;
    return new Function() {
      @Override
      public double sum(Processor processor, float[] x, float[] t, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
          double d = Math.abs((double) x[i] - t[i]);
          sum += d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta);
        }
        return sum;
      }

      @Override
      public void addSlope(
          Processor processor, float[] x, float[] t, float[] dx, float factor, int from, int to) {
        for (int i = from; i < to; i++) {
          dx[i] += factor * Math.max(-limit, Math.min(limit, x[i] - t[i]));
        }
      }
    };
  }

  /**
   * Cross-entropy of a logit x against a probability t: {@code max(x, 0) - x t + log(1 +
   * exp(-|x|))}.
   */
  static final Function BINARY =
      new Function() {
        @Override
        public double sum(Processor processor, float[] x, float[] t, int from, int to) {
          Kernels kernels = processor.kernels();
          float[] e = processor.buffers().take(to - from);
          for (int i = from; i < to; i++) {
            e[i - from] = -Math.abs(x[i]);
          }
          kernels.exp(e, 0, 0, e, 0, to - from);
          double sum = 0;
          for (int i = from; i < to; i++) {
            double v = x[i];
            sum += Math.max(v, 0) - v * t[i] + StrictMath.log1p(e[i - from]);
          }
          processor.buffers().give(e);
          return sum;
        }

        @Override
        public void addSlope(
            Processor processor, float[] x, float[] t, float[] dx, float factor, int from, int to) {
          float[] s = processor.buffers().take(to - from);
          processor.kernels().sigmoid(x, from, s, 0, to - from);
          for (int i = from; i < to; i++) {
            dx[i] += factor * (s[i - from] - t[i]);
          }
          processor.buffers().give(s);
        }
      };

  /** The mean over all elements. */
  static Tensor mean(String name, Function function, Tensor x, Tensor target) {
    check(name, x, target);
    int n = x.shape().size();
    Tape tape = x.tape();
    Processor processor = tape.processor();
    float[] xv = x.data();
    float[] tv = target.data();
    double sum =
        Sums.inChunks(processor, n, (from, to) -> function.sum(processor, xv, tv, from, to));
    Tensor loss = Sums.scalar(n == 0 ? 0 : sum / n, x);
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float factor = (float) ((double) loss.gradient()[0] / n);
          processor.forEach(
              n, (from, to) -> function.addSlope(processor, xv, tv, dx, factor, from, to));
        },
        loss);
    return loss;
  }

  /** The weighted mean, with a weight for each run of {@code x.size / weights.size} elements. */
  static Tensor mean(String name, Function function, Tensor x, Tensor target, Tensor weights) {
    check(name, x, target);
    checkWeights(name, x, weights);
    int n = weights.shape().size();
    int run = n == 0 ? 0 : x.shape().size() / n;
    int grain = Math.max(1, Sums.CHUNK / Math.max(1, run));
    double[] partials = new double[Sums.chunks(n, grain)];
    Tape tape = x.tape();
    Processor processor = tape.processor();
    float[] xv = x.data();
    float[] tv = target.data();
    float[] wv = weights.data();
    double weight =
        run * Sums.inChunks(processor, n, grain, partials, (from, to) -> Sums.of(wv, from, to));
    double sum =
        Sums.inChunks(
            processor,
            n,
            grain,
            partials,
            (from, to) -> {
              double part = 0;
              for (int i = from; i < to; i++) {
                if (wv[i] != 0) {
                  part += wv[i] * function.sum(processor, xv, tv, i * run, (i + 1) * run);
                }
              }
              return part;
            });
    Tensor loss = Sums.scalar(weight == 0 ? 0 : sum / weight, x);
    tape.record(
        () -> {
          float[] dx = x.gradient();
          double factor = weight == 0 ? 0 : loss.gradient()[0] / weight;
          processor.forEachRow(
              n,
              run,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  if (wv[i] != 0) {
                    float w = (float) (factor * wv[i]);
                    function.addSlope(processor, xv, tv, dx, w, i * run, (i + 1) * run);
                  }
                }
              });
        },
        loss);
    return loss;
  }

  static void check(String name, Tensor x, Tensor target) {
    if (!x.shape().equals(target.shape())) {
      throw new IllegalArgumentException(
          name
              + ": expected a target of the prediction's shape "
              + x.shape()
              + " but got "
              + target.shape()
              + ".");
    }
    if (target.needsGradient()) {
      throw new IllegalArgumentException(
          name + ": expected a constant target but got one that needs a gradient.");
    }
  }

  private static void checkWeights(String name, Tensor x, Tensor weights) {
    Shape shape = weights.shape();
    boolean fits = shape.rank() <= x.shape().rank();
    for (int i = 0; fits && i < shape.rank(); i++) {
      fits = shape.dimension(i) == x.shape().dimension(i);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name + ": expected weights whose shape begins " + x.shape() + " but got " + shape + ".");
    }
  }
}
