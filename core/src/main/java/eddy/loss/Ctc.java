package eddy.loss;

import eddy.kernel.Kernels;
import eddy.kernel.Processor;
import eddy.tensor.Sequence;
import eddy.tensor.Softmax;
import eddy.tensor.Sums;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Connectionist temporal classification: the likelihood of a sequence of labels, whatever the steps
 * at which they are said.
 *
 * <p>T steps, C classes, of which one is the blank; L labels. With {@code l' = blank l_1 blank l_2
 * ... l_L blank}, of S = 2L + 1 places, and y = softmax(x):
 *
 * <pre>
 *   alpha_t(s) = y_t(l'_s) * (alpha_{t-1}(s) + alpha_{t-1}(s-1) + [skip] alpha_{t-1}(s-2))
 *   beta_t(s)  = sum over s' in {s, s+1, [skip] s+2} of y_{t+1}(l'_s') beta_{t+1}(s')
 *   p(l | x)   = alpha_T(S) + alpha_T(S-1)
 *   d(-log p) / dx_t(c) = y_t(c) - sum over s with l'_s = c of alpha_t(s) beta_t(s) / p
 * </pre>
 *
 * <p>where a blank can be skipped between two labels that differ. All of it is computed as
 * logarithms, in double.
 *
 * <p>Graves, Fernández, Gomez and Schmidhuber, "Connectionist temporal classification", ICML 2006.
 */
public final class Ctc {
  private Ctc() {}

  /** The fewest steps that can say some labels: one for each, and a blank between equal ones. */
  public static int steps(int... labels) {
    int steps = labels.length;
    for (int i = 1; i < labels.length; i++) {
      steps += labels[i] == labels[i - 1] ? 1 : 0;
    }
    return steps;
  }

  static Tensor mean(Sequence logits, List<int[]> labels, int blank) {
    check(logits, labels, blank);
    Tensor x = logits.values();
    Tape tape = x.tape();
    Processor processor = tape.processor();
    int batch = logits.batch();
    int row = logits.time() * logits.features();
    boolean wanted = x.needsGradient();
    // What flows back is known on the way forward, but for the factor of the loss.
    float[] values = x.data();
    float[] slope = wanted ? tape.scratch(batch * row) : new float[0];
    double sum =
        Sums.inChunks(
            processor,
            batch,
            1,
            new double[batch],
            (from, _) -> {
              Likelihood likelihood =
                  new Likelihood(logits, values, from, labels.get(from), blank, processor);
              if (wanted) {
                likelihood.slope(slope, from * row, row);
              }
              return -likelihood.log;
            });
    Tensor loss = Sums.scalar(sum / batch, x);
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float factor = loss.gradient()[0] / batch;
          processor.forEach(
              batch * row,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  dx[i] += factor * slope[i];
                }
              });
        },
        loss);
    return loss;
  }

  /** The likelihood of the labels of one sequence. */
  private static final class Likelihood {
    private final int classes;
    private final int steps;
    private final int[] places;

    /** log y, [T, C]. */
    private final double[] emission;

    /** [T, S]. */
    private final double[] alpha;

    final double log;

    Likelihood(Sequence logits, float[] x, int row, int[] labels, int blank, Processor processor) {
      classes = logits.features();
      steps = logits.lengths()[row];
      places = new int[2 * labels.length + 1];
      Arrays.fill(places, blank);
      for (int i = 0; i < labels.length; i++) {
        places[2 * i + 1] = labels[i];
      }
      emission = emission(logits, x, row, processor);
      alpha = forward();
      int end = steps * places.length - 1;
      log = places.length == 1 ? alpha[end] : add(alpha[end], alpha[end - 1]);
    }

    private double[] emission(Sequence logits, float[] x, int row, Processor processor) {
      float[] work = processor.buffers().take(classes);
      Kernels kernels = processor.kernels();
      double[] log = new double[steps * classes];
      for (int t = 0; t < steps; t++) {
        int at = (row * logits.time() + t) * classes;
        double total = Softmax.logSumExp(kernels, x, at, classes, work, 0);
        for (int c = 0; c < classes; c++) {
          log[t * classes + c] = x[at + c] - total;
        }
      }
      processor.buffers().give(work);
      return log;
    }

    private boolean skips(int place) {
      return place >= 2 && places[place] != places[place - 2] && place % 2 == 1;
    }

    private double emission(int t, int place) {
      return emission[t * classes + places[place]];
    }

    private double[] forward() {
      int width = places.length;
      double[] a = new double[steps * width];
      Arrays.fill(a, Double.NEGATIVE_INFINITY);
      a[0] = emission(0, 0);
      if (width > 1) {
        a[1] = emission(0, 1);
      }
      for (int t = 1; t < steps; t++) {
        for (int s = 0; s < width; s++) {
          int before = (t - 1) * width + s;
          double sum = a[before];
          sum = s >= 1 ? add(sum, a[before - 1]) : sum;
          sum = skips(s) ? add(sum, a[before - 2]) : sum;
          a[t * width + s] = sum + emission(t, s);
        }
      }
      return a;
    }

    /** Writes the derivatives of {@code -log p} by the logits, zeros for padding. */
    void slope(float[] slope, int at, int size) {
      int width = places.length;
      double[] beta = new double[width];
      double[] after = new double[width];
      Arrays.fill(beta, Double.NEGATIVE_INFINITY);
      beta[width - 1] = 0;
      if (width > 1) {
        beta[width - 2] = 0;
      }
      Arrays.fill(slope, at + steps * classes, at + size, 0);
      for (int t = steps - 1; t >= 0; t--) {
        for (int c = 0; c < classes; c++) {
          slope[at + t * classes + c] = (float) StrictMath.exp(emission[t * classes + c]);
        }
        for (int s = 0; s < width; s++) {
          double share = StrictMath.exp(alpha[t * width + s] + beta[s] - log);
          slope[at + t * classes + places[s]] -= (float) share;
          after[s] = beta[s] + emission(t, s);
        }
        for (int s = 0; s < width; s++) {
          double sum = after[s];
          sum = s + 1 < width ? add(sum, after[s + 1]) : sum;
          beta[s] = s + 2 < width && skips(s + 2) ? add(sum, after[s + 2]) : sum;
        }
      }
    }

    /** {@code log(exp(a) + exp(b))}. */
    private static double add(double a, double b) {
      double high = Math.max(a, b);
      double low = Math.min(a, b);
      return low == Double.NEGATIVE_INFINITY
          ? high
          : high + StrictMath.log1p(StrictMath.exp(low - high));
    }
  }

  private static void check(Sequence logits, List<int[]> labels, int blank) {
    int classes = logits.features();
    if (labels.size() != logits.batch() || blank < 0 || blank >= classes) {
      throw new IllegalArgumentException(
          "ctc: expected labels for %d sequences and a blank below %d but got %d and %d."
              .formatted(logits.batch(), classes, labels.size(), blank));
    }
    for (int b = 0; b < labels.size(); b++) {
      for (int label : labels.get(b)) {
        if (label < 0 || label >= classes || label == blank) {
          throw new IllegalArgumentException(
              "ctc: expected labels from 0 to %d other than the blank, %d, but sequence %d has %d."
                  .formatted(classes - 1, blank, b, label));
        }
      }
      if (steps(labels.get(b)) > logits.lengths()[b]) {
        throw new IllegalArgumentException(
            "ctc: expected at least %d steps for the %d labels of sequence %d but it has %d."
                .formatted(steps(labels.get(b)), labels.get(b).length, b, logits.lengths()[b]));
      }
    }
  }
}
