package eddy.benchmarks.golden;

import eddy.benchmarks.golden.Network.Cell;
import java.util.Map;

/**
 * The LSTM with peepholes and the GRU that resets before its product, one number at a time in float64.
 *
 * <p>LSTM: i = s(a_i + p_i c), f = s(a_f + p_f c), g = tanh(a_g), c' = f c + i g, o = s(a_o + p_o c'),
 * h' = o tanh(c'). GRU: r = s(a_r), z = s(a_z), n = tanh(W_in x + b_in + W_hn (r h) + b_hn), h' = (1 - z)
 * n + z h. Here a = W_ih x + b_ih + W_hh h + b_hh, s is the logistic function, and products of two vectors
 * are by element. PyTorch's names; {@code weight_peephole [3, H]} has the rows i, f, o.
 */
final class ScalarReference {
  private final Network net;
  private final Map<String, double[]> arrays;

  /** The arrays are read at every {@link #forward}, so that they may be changed in between. */
  ScalarReference(Network net, Map<String, double[]> arrays) {
    this.net = net;
    this.arrays = arrays;
  }

  RecurrentNumbers forward() {
    RecurrentNumbers result = RecurrentNumbers.zeros(net);
    double[] x = arrays.get("x");
    int width = net.directions() * net.H();
    for (int layer = 0; layer < net.layers(); layer++) {
      double[] output = new double[net.B() * net.T() * width];
      for (int direction = 0; direction < net.directions(); direction++) {
        for (int b = 0; b < net.B(); b++) {
          sequence(layer, direction, b, x, output, result);
        }
      }
      x = output;
    }
    System.arraycopy(x, 0, result.output(), 0, x.length);
    return result;
  }

  private void sequence(
      int layer, int direction, int b, double[] x, double[] output, RecurrentNumbers result) {
    int H = net.H();
    int I = net.inputs(layer);
    int length = (int) net.trueLengths()[b];
    int row = (layer * net.directions() + direction) * net.B() + b;
    double[] h = new double[H];
    double[] c = new double[H];
    if (net.initialState()) {
      System.arraycopy(arrays.get("h0"), row * H, h, 0, H);
      if (net.cell().hasMemory()) {
        System.arraycopy(arrays.get("c0"), row * H, c, 0, H);
      }
    }
    double[] features = new double[I];
    for (int step = 0; step < length; step++) {
      int t = direction == 0 ? step : length - 1 - step;
      System.arraycopy(x, (b * net.T() + t) * I, features, 0, I);
      String suffix = Network.suffix(layer, direction);
      if (net.cell() == Cell.PEEPHOLE_LSTM) {
        lstm(suffix, features, h, c);
      } else {
        gru(suffix, features, h);
      }
      int to = (b * net.T() + t) * net.directions() * H + direction * H;
      System.arraycopy(h, 0, output, to, H);
    }
    System.arraycopy(h, 0, result.hN(), row * H, H);
    if (net.cell().hasMemory()) {
      System.arraycopy(c, 0, result.cN(), row * H, H);
    }
  }

  private void lstm(String suffix, double[] x, double[] h, double[] c) {
    int H = net.H();
    double[] a = affine("ih" + suffix, x, 4 * H);
    double[] recurrent = affine("hh" + suffix, h, 4 * H);
    double[] peephole = arrays.get("weight_peephole" + suffix);
    for (int u = 0; u < H; u++) {
      double i = sigmoid(a[u] + recurrent[u] + peephole[u] * c[u]);
      double f = sigmoid(a[H + u] + recurrent[H + u] + peephole[H + u] * c[u]);
      double g = Math.tanh(a[2 * H + u] + recurrent[2 * H + u]);
      c[u] = f * c[u] + i * g;
      double o = sigmoid(a[3 * H + u] + recurrent[3 * H + u] + peephole[2 * H + u] * c[u]);
      h[u] = o * Math.tanh(c[u]);
    }
  }

  private void gru(String suffix, double[] x, double[] h) {
    int H = net.H();
    double[] a = affine("ih" + suffix, x, 3 * H);
    double[] recurrent = affine("hh" + suffix, h, 3 * H);
    double[] reset = new double[H];
    for (int u = 0; u < H; u++) {
      reset[u] = sigmoid(a[u] + recurrent[u]) * h[u];
    }
    double[] candidate = affine("hh" + suffix, reset, 3 * H);
    for (int u = 0; u < H; u++) {
      double z = sigmoid(a[H + u] + recurrent[H + u]);
      double n = Math.tanh(a[2 * H + u] + candidate[2 * H + u]);
      h[u] = (1 - z) * n + z * h[u];
    }
  }

  private double[] affine(String name, double[] operand, int rows) {
    double[] weight = arrays.get("weight_" + name);
    double[] bias = arrays.get("bias_" + name);
    double[] result = new double[rows];
    for (int r = 0; r < rows; r++) {
      double sum = bias == null ? 0 : bias[r];
      for (int i = 0; i < operand.length; i++) {
        sum += weight[r * operand.length + i] * operand[i];
      }
      result[r] = sum;
    }
    return result;
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }
}
