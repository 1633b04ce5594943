package eddy.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent node step by step, sequence by sequence, with numbers of 64 bits: slow, and able to
 * do whatever ONNX's attributes ask for.
 *
 * <pre>
 *   RNN   h' = f(W x + R h + b)
 *   GRU   z = f(W_z x + R_z h + b_z)    r = f(W_r x + R_r h + b_r)
 *         n = g(W_h x + b_wh + R_h (r * h) + b_rh)     reset before the product
 *         n = g(W_h x + b_wh + r * (R_h h + b_rh))     reset after it
 *         h' = (1 - z) * n + z * h
 *   LSTM  i = f(W_i x + R_i h + p_i * c + b_i)
 *         f = f(W_f x + R_f h + p_f * c + b_f)         coupled: f = 1 - i
 *         c' = f * c + i * g(W_c x + R_c h + b_c)
 *         o = f(W_o x + R_o h + p_o * c' + b_o)
 *         h' = o * h(c')
 * </pre>
 */
final class RecurrentLoop {
  private final RecurrentOptions options;
  private final RecurrentWeights weights;
  private final int hidden;

  RecurrentLoop(RecurrentOptions options, RecurrentWeights weights) {
    this.options = options;
    this.weights = weights;
    hidden = weights.hidden();
  }

  RecurrentNode.Result run(RecurrentNode.Work work) {
    int batch = work.lengths().length;
    int time = work.x().shape().dimension(options.batchFirst() ? 1 : 0);
    int directions = options.directions();
    boolean first = options.batchFirst();
    Value.Floats y =
        first
            ? work.call().result(batch, time, directions, hidden)
            : work.call().result(time, directions, batch, hidden);
    Arrays.fill(y.data(), 0, y.shape().size(), 0);
    List<Value.Floats> last = new ArrayList<>();
    for (int k = 0; k < options.vectors(); k++) {
      last.add(
          first
              ? work.call().result(batch, directions, hidden)
              : work.call().result(directions, batch, hidden));
    }
    double[][] carried = new double[2][hidden];
    double[] x = new double[weights.inputs()];
    for (int d = 0; d < directions; d++) {
      for (int b = 0; b < batch; b++) {
        int row = (first ? b * directions + d : d * batch + b) * hidden;
        for (int k = 0; k < options.vectors(); k++) {
          for (int j = 0; j < hidden; j++) {
            carried[k][j] = work.initial().isEmpty() ? 0 : work.initial().get(k)[row + j];
          }
        }
        for (int s = 0; s < work.lengths()[b]; s++) {
          int t = options.backwards(d) ? work.lengths()[b] - 1 - s : s;
          int from = (first ? b * time + t : t * batch + b) * x.length;
          for (int i = 0; i < x.length; i++) {
            x[i] = work.x().data()[from + i];
          }
          step(d, x, carried[0], carried[1]);
          int to =
              (first ? (b * time + t) * directions + d : (t * directions + d) * batch + b) * hidden;
          for (int j = 0; j < hidden; j++) {
            y.data()[to + j] = (float) carried[0][j];
          }
        }
        for (int k = 0; k < options.vectors(); k++) {
          for (int j = 0; j < hidden; j++) {
            last.get(k).data()[row + j] = (float) carried[k][j];
          }
        }
      }
    }
    return new RecurrentNode.Result(y, last);
  }

  /**
   * One step of one sequence.
   *
   * @param h modified
   * @param c modified
   */
  private void step(int d, double[] x, double[] h, double[] c) {
    List<Activation> activations = options.activations(d);
    switch (options.operator()) {
      case "RNN" -> {
        double[] sums = sums(d, 0, x, h);
        for (int j = 0; j < hidden; j++) {
          h[j] = activations.getFirst().apply(clipped(sums[j]));
        }
      }
      case "GRU" -> gru(d, x, h, activations);
      default -> lstm(d, x, h, c, activations);
    }
  }

  private void gru(int d, double[] x, double[] h, List<Activation> activations) {
    double[] z = sums(d, 0, x, h);
    double[] r = sums(d, 1, x, h);
    double[] operand = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      z[j] = activations.getFirst().apply(clipped(z[j]));
      r[j] = activations.getFirst().apply(clipped(r[j]));
      operand[j] = options.resetAfter() ? h[j] : r[j] * h[j];
    }
    double[] n = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      double recurrent = recurrent(d, 2, j, operand) + bias(d, 1, 2, j);
      double kept = options.resetAfter() ? r[j] * recurrent : recurrent;
      double sum = input(d, 2, j, x) + bias(d, 0, 2, j) + kept;
      n[j] = activations.getLast().apply(clipped(sum));
    }
    for (int j = 0; j < hidden; j++) {
      h[j] = (1 - z[j]) * n[j] + z[j] * h[j];
    }
  }

  private void lstm(int d, double[] x, double[] h, double[] c, List<Activation> activations) {
    double[] i = sums(d, 0, x, h);
    double[] o = sums(d, 1, x, h);
    double[] f = sums(d, 2, x, h);
    double[] g = sums(d, 3, x, h);
    for (int j = 0; j < hidden; j++) {
      double in = activations.get(0).apply(clipped(i[j] + peephole(d, 0, j) * c[j]));
      double forget =
          options.coupled()
              ? 1 - in
              : activations.get(0).apply(clipped(f[j] + peephole(d, 2, j) * c[j]));
      c[j] = forget * c[j] + in * activations.get(1).apply(clipped(g[j]));
      double out = activations.get(0).apply(clipped(o[j] + peephole(d, 1, j) * c[j]));
      h[j] = out * activations.get(2).apply(c[j]);
    }
  }

  private double clipped(double x) {
    return options.clip() > 0 ? Math.clamp(x, -options.clip(), options.clip()) : x;
  }

  /** All that is added up before one gate's activation. */
  private double[] sums(int d, int gate, double[] x, double[] h) {
    double[] sums = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      sums[j] =
          input(d, gate, j, x)
              + recurrent(d, gate, j, h)
              + bias(d, 0, gate, j)
              + bias(d, 1, gate, j);
    }
    return sums;
  }

  private double input(int d, int gate, int j, double[] x) {
    return dot(weights.input(), ((d * weights.gates() + gate) * hidden + j) * x.length, x);
  }

  private double recurrent(int d, int gate, int j, double[] h) {
    return dot(weights.recurrent(), ((d * weights.gates() + gate) * hidden + j) * hidden, h);
  }

  private static double dot(float[] weights, int at, double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += weights[at + i] * x[i];
    }
    return sum;
  }

  private double bias(int d, int of, int gate, int j) {
    int rows = weights.gates() * hidden;
    return weights.bias().isEmpty()
        ? 0
        : weights.bias().get()[(d * 2 + of) * rows + gate * hidden + j];
  }

  private double peephole(int d, int gate, int j) {
    return weights.peepholes().isEmpty()
        ? 0
        : weights.peepholes().get()[(d * 3 + gate) * hidden + j];
  }
}
