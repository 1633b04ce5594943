package eddy.recurrent;

import eddy.kernel.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layer-normalised long short-term memory.
 *
 * <pre>
 *   [i, f, g, o] = norm(W_ih x + b_ih) * gain_ih + norm(W_hh h + b_hh) * gain_hh + bias
 *   c' = sigmoid(f) * c + sigmoid(i) * tanh(g)
 *   h' = sigmoid(o) * tanh(norm(c') * gain_c + bias_c)
 * </pre>
 *
 * <p>A norm brings its whole vector, all four gates together, to mean 0 and variance 1; 1e-5 is
 * added to the variance.
 *
 * <p>Parameters: those of {@link Lstm}, and for each gate k of i, f, g, o {@code gain_ih_k}, {@code
 * gain_hh_k} and {@code bias_k}, and {@code gain_c} and {@code bias_c}, all [H]; gains are one and
 * biases zero at first. The paper has no biases under the norms: build it {@link
 * RecurrentBuilder#withoutBias}. Carries h and c [H].
 *
 * <p>Ba, Kiros and Hinton, "Layer normalization", 2016.
 */
public record LayerNormLstm() implements Cell {
  // The norms need whole rows, and the gradients of gains need both what they multiplied and the
  // derivative of the product, when the first blocks hold the derivatives that the engine wants.
  // Hence so many blocks.
  private static final float EPSILON = 1e-5f;
  private static final int GATES = 4;

  /** The input product; after forward, first of all the scale of its norm. */
  private static final int X = 0;

  /** The recurrent product; after forward, first of all the scale of its norm. */
  private static final int R = 4;

  /** The gates i, f, g, o; after backward the derivatives by what is under their functions. */
  private static final int GATE = 8;

  private static final int X_NORM = 12;
  private static final int R_NORM = 16;
  private static final int C_NORM = 20;

  /**
   * After forward, first of all the scale of the norm of c; after backward the derivative by what
   * is under the tanh of c.
   */
  private static final int C_OUT = 21;

  private static final int I = GATE;
  private static final int F = GATE + 1;
  private static final int G = GATE + 2;
  private static final int O = GATE + 3;

  private static final int GAIN_X = 0;
  private static final int GAIN_R = 4;
  private static final int BIAS = 8;
  private static final int GAIN_C = 12;
  private static final int BIAS_C = 13;

  @Override
  public int inputBlocks() {
    return GATES;
  }

  @Override
  public int blocks() {
    return C_OUT + 1;
  }

  @Override
  public int[] carried(int hiddenSize) {
    return new int[] {hiddenSize, hiddenSize};
  }

  @Override
  public List<Phase> phases() {
    return List.of(Phase.recurrent(R, R + 1, R + 2, R + 3));
  }

  @Override
  public List<String> ownParameters() {
    List<String> names = new ArrayList<>();
    for (String kind : List.of("gain_ih_", "gain_hh_", "bias_")) {
      for (String gate : List.of("i", "f", "g", "o")) {
        names.add(kind + gate);
      }
    }
    names.addAll(List.of("gain_c", "bias_c"));
    return names;
  }

  @Override
  public void initialize(String own, float[] value) {
    Arrays.fill(value, own.startsWith("gain") ? 1 : 0);
  }

  @Override
  public Scope scope() {
    return Scope.ROWS;
  }

  @Override
  public void forward(Step step, int phase) {
    Kernels kernels = step.kernels();
    int n = step.units();
    float[] a = step.blocks();
    float[] c = step.previous(1);
    float[] cNew = step.carried(1);
    float[] h = step.carried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int x = step.block(row, X);
      int r = step.block(row, R);
      a[x] = kernels.normalize(a, x, a, step.block(row, X_NORM), GATES * n, EPSILON);
      a[r] = kernels.normalize(a, r, a, step.block(row, R_NORM), GATES * n, EPSILON);
      for (int k = 0; k < GATES; k++) {
        int gate = step.block(row, GATE + k);
        System.arraycopy(step.own(BIAS + k), 0, a, gate, n);
        kernels.multiplyAdd(step.own(GAIN_X + k), 0, a, step.block(row, X_NORM + k), a, gate, n);
        kernels.multiplyAdd(step.own(GAIN_R + k), 0, a, step.block(row, R_NORM + k), a, gate, n);
      }
      int i = step.block(row, I);
      int f = step.block(row, F);
      int g = step.block(row, G);
      int o = step.block(row, O);
      kernels.sigmoid(a, i, a, i, 2 * n);
      kernels.tanh(a, g, a, g, n);
      kernels.sigmoid(a, o, a, o, n);
      int cn = step.carried(1, row);
      kernels.multiply(a, f, c, step.previous(1, row), cNew, cn, n);
      kernels.multiplyAdd(a, i, a, g, cNew, cn, n);
      int norm = step.block(row, C_NORM);
      a[step.block(row, C_OUT)] = kernels.normalize(cNew, cn, a, norm, n, EPSILON);
      int ht = step.carried(0, row);
      tanhOfC(step, norm, h, ht);
      kernels.multiply(a, o, h, ht, h, ht, n);
    }
  }

  /** {@code y = tanh(norm(c') * gain_c + bias_c)} of a row. */
  private static void tanhOfC(Step step, int norm, float[] y, int at) {
    int n = step.units();
    System.arraycopy(step.own(BIAS_C), 0, y, at, n);
    step.kernels().multiplyAdd(step.own(GAIN_C), 0, step.blocks(), norm, y, at, n);
    step.kernels().tanh(y, at, y, at, n);
  }

  @Override
  public void backward(Step step, int phase) {
    Kernels kernels = step.kernels();
    int n = step.units();
    float[] a = step.blocks();
    float[] c = step.previous(1);
    float[] dh = step.dCarried(0);
    float[] dc = step.dCarried(1);
    float[] d = step.temporary(0);
    float[] t = step.temporary(1);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int i = step.block(row, I);
      int f = step.block(row, F);
      int g = step.block(row, G);
      int o = step.block(row, O);
      int ht = step.dCarried(0, row);
      int dt = step.dCarried(1, row);
      int norm = step.block(row, C_NORM);
      int out = step.block(row, C_OUT);
      float scale = a[out];
      // h' = o * tanh(norm(c') * gain_c + bias_c)
      tanhOfC(step, norm, t, 0);
      kernels.multiply(dh, ht, a, o, d, 0, n);
      kernels.tanhSlope(d, 0, t, 0, a, out, n);
      kernels.multiply(dh, ht, t, 0, d, 0, n);
      kernels.sigmoidSlope(d, 0, a, o, a, o, n);
      kernels.multiply(a, out, step.own(GAIN_C), 0, d, 0, n);
      kernels.normalizeSlope(d, 0, a, norm, scale, n);
      kernels.add(d, 0, dc, dt, n);
      // c' = f * c + i * g
      kernels.multiply(dc, dt, a, i, t, 0, n);
      kernels.tanhSlope(t, 0, a, g, t, 0, n);
      kernels.multiply(dc, dt, a, g, d, 0, n);
      kernels.sigmoidSlope(d, 0, a, i, a, i, n);
      System.arraycopy(t, 0, a, g, n);
      kernels.multiply(dc, dt, c, step.previous(1, row), d, 0, n);
      kernels.sigmoidSlope(d, 0, a, f, d, 0, n);
      kernels.multiply(dc, dt, a, f, dc, dt, n);
      System.arraycopy(d, 0, a, f, n);
      // [i, f, g, o] = norm(x) * gain_ih + norm(r) * gain_hh + bias
      productSlope(step, row, X, X_NORM, GAIN_X);
      productSlope(step, row, R, R_NORM, GAIN_R);
      Arrays.fill(dh, ht, ht + n, 0);
    }
  }

  /** Puts the derivative by a product in its place, given those by the gates. */
  private static void productSlope(Step step, int row, int product, int norm, int gain) {
    float[] a = step.blocks();
    int n = step.units();
    int at = step.block(row, product);
    float scale = a[at];
    for (int k = 0; k < GATES; k++) {
      int gate = step.block(row, GATE + k);
      step.kernels().multiply(a, gate, step.own(gain + k), 0, a, at + k * n, n);
    }
    step.kernels().normalizeSlope(a, at, a, step.block(row, norm), scale, GATES * n);
  }

  @Override
  public void ownGradients(Step step) {
    Kernels kernels = step.kernels();
    int n = step.units();
    int u = step.unit();
    float[] a = step.blocks();
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      for (int k = 0; k < GATES; k++) {
        int gate = step.block(row, GATE + k);
        int x = step.block(row, X_NORM + k);
        int r = step.block(row, R_NORM + k);
        kernels.multiplyAdd(a, gate, a, x, step.dOwn(GAIN_X + k), u, n);
        kernels.multiplyAdd(a, gate, a, r, step.dOwn(GAIN_R + k), u, n);
        kernels.add(a, gate, step.dOwn(BIAS + k), u, n);
      }
      int out = step.block(row, C_OUT);
      kernels.multiplyAdd(a, out, a, step.block(row, C_NORM), step.dOwn(GAIN_C), u, n);
      kernels.add(a, out, step.dOwn(BIAS_C), u, n);
    }
  }
}
