package eddy.recurrent;

import java.util.Arrays;
import java.util.List;

/**
 * The long short-term memory.
 *
 * <pre>
 *   i = sigmoid(W_ii x + b_ii + W_hi h + b_hi [+ p_i * c])
 *   f = sigmoid(W_if x + b_if + W_hf h + b_hf [+ p_f * c])
 *   g = tanh   (W_ig x + b_ig + W_hg h + b_hg)
 *   c' = f * c + i * g
 *   o = sigmoid(W_io x + b_io + W_ho h + b_ho [+ p_o * c'])
 *   h' = o * tanh(c')            or, projected, h' = W_hr (o * tanh(c'))
 * </pre>
 *
 * <p>Parameters: {@code weight_ih} [4H, I], {@code weight_hh} [4H, W], {@code bias_ih} [4H], {@code
 * bias_hh} [4H], rows in the order i, f, g, o; with a projection {@code weight_hr} [W, H]; with
 * peepholes {@code peephole_i}, {@code peephole_f}, {@code peephole_o} [H]. Carries h [W] and c
 * [H].
 *
 * <p>Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; forget gate:
 * Gers, Schmidhuber and Cummins, 2000; peepholes: Gers, Schraudolph and Schmidhuber, JMLR 3, 2002;
 * projection: Sak, Senior and Beaufays, Interspeech 2014.
 *
 * @param peepholes whether the gates see the cell's state
 * @param projection the width W of the output, or 0 for the number of hidden units
 */
public record Lstm(boolean peepholes, int projection) implements Cell {
  private static final int I = 0;
  private static final int F = 1;
  private static final int G = 2;
  private static final int O = 3;

  /** What is projected: o * tanh(c). */
  private static final int M = 4;

  public Lstm {
    if (projection < 0) {
      throw new IllegalArgumentException(
          "Lstm: expected a projection of 0 (none) or more but got " + projection + ".");
    }
  }

  /** The cell without peepholes and projection. */
  public Lstm() {
    this(false, 0);
  }

  @Override
  public int inputBlocks() {
    return 4;
  }

  @Override
  public int blocks() {
    return projection > 0 ? 5 : 4;
  }

  @Override
  public int[] carried(int hiddenSize) {
    return new int[] {projection > 0 ? projection : hiddenSize, hiddenSize};
  }

  @Override
  public List<Phase> phases() {
    Phase gates = Phase.recurrent(I, F, G, O);
    return projection > 0 ? List.of(gates, Phase.projection(M)) : List.of(gates);
  }

  @Override
  public List<String> ownParameters() {
    return peepholes ? List.of("peephole_i", "peephole_f", "peephole_o") : List.of();
  }

  @Override
  public void forward(Step step, int phase) {
    if (phase == 1) {
      return;
    }
    int n = step.units();
    float[] a = step.blocks();
    float[] c = step.previous(1);
    float[] cNew = step.carried(1);
    float[] h = projection > 0 ? a : step.carried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int i = step.block(row, I);
      int f = step.block(row, F);
      int g = step.block(row, G);
      int o = step.block(row, O);
      int ct = step.previous(1, row);
      int cn = step.carried(1, row);
      int ht = projection > 0 ? step.block(row, M) : step.carried(0, row);
      if (peepholes) {
        addProduct(a, i, step.own(0), step.unit(), c, ct, n);
        addProduct(a, f, step.own(1), step.unit(), c, ct, n);
      }
      step.kernels().sigmoid(a, i, a, i, n);
      step.kernels().sigmoid(a, f, a, f, n);
      step.kernels().tanh(a, g, a, g, n);
      for (int j = 0; j < n; j++) {
        cNew[cn + j] = a[f + j] * c[ct + j] + a[i + j] * a[g + j];
      }
      if (peepholes) {
        addProduct(a, o, step.own(2), step.unit(), cNew, cn, n);
      }
      step.kernels().sigmoid(a, o, a, o, n);
      step.kernels().tanh(cNew, cn, h, ht, n);
      for (int j = 0; j < n; j++) {
        h[ht + j] *= a[o + j];
      }
    }
  }

  @Override
  public void backward(Step step, int phase) {
    if (phase == 1) {
      return;
    }
    int n = step.units();
    float[] a = step.blocks();
    float[] c = step.previous(1);
    float[] cNew = step.carried(1);
    float[] dh = projection > 0 ? step.dOperand() : step.dCarried(0);
    float[] dc = step.dCarried(1);
    float[] tanh = step.temporary();
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int i = step.block(row, I);
      int f = step.block(row, F);
      int g = step.block(row, G);
      int o = step.block(row, O);
      int ct = step.previous(1, row);
      int cn = step.carried(1, row);
      int ht = projection > 0 ? step.dOperand(row) : step.dCarried(0, row);
      int dt = step.dCarried(1, row);
      step.kernels().tanh(cNew, cn, tanh, 0, n);
      for (int j = 0; j < n; j++) {
        float oj = a[o + j];
        float tj = tanh[j];
        float d = dh[ht + j];
        a[o + j] = d * tj * oj * (1 - oj);
        dc[dt + j] += d * oj * (1 - tj * tj);
      }
      if (peepholes) {
        addProduct(dc, dt, step.own(2), step.unit(), a, o, n);
      }
      for (int j = 0; j < n; j++) {
        float ij = a[i + j];
        float fj = a[f + j];
        float gj = a[g + j];
        float d = dc[dt + j];
        a[i + j] = d * gj * ij * (1 - ij);
        a[f + j] = d * c[ct + j] * fj * (1 - fj);
        a[g + j] = d * ij * (1 - gj * gj);
        dc[dt + j] = d * fj;
      }
      if (peepholes) {
        addProduct(dc, dt, step.own(0), step.unit(), a, i, n);
        addProduct(dc, dt, step.own(1), step.unit(), a, f, n);
      }
      if (projection == 0) {
        Arrays.fill(dh, ht, ht + n, 0);
      }
    }
  }

  @Override
  public void ownGradients(Step step) {
    float[] a = step.blocks();
    int u = step.unit();
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int ct = step.previous(1, row);
      int cn = step.carried(1, row);
      addProduct(step.dOwn(0), u, a, step.block(row, I), step.previous(1), ct, step.units());
      addProduct(step.dOwn(1), u, a, step.block(row, F), step.previous(1), ct, step.units());
      addProduct(step.dOwn(2), u, a, step.block(row, O), step.carried(1), cn, step.units());
    }
  }

  /** {@code y += a * b} over n units. */
  private static void addProduct(
      float[] y, int yAt, float[] a, int aAt, float[] b, int bAt, int n) {
    for (int j = 0; j < n; j++) {
      y[yAt + j] += a[aAt + j] * b[bAt + j];
    }
  }
}
