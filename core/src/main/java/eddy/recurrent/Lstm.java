package eddy.recurrent;

import eddy.kernel.Kernels;
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
    Kernels kernels = step.kernels();
    int n = step.units();
    int u = step.unit();
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
        kernels.multiplyAdd(step.own(0), u, c, ct, a, i, n);
        kernels.multiplyAdd(step.own(1), u, c, ct, a, f, n);
      }
      kernels.sigmoid(a, i, a, i, n);
      kernels.sigmoid(a, f, a, f, n);
      kernels.tanh(a, g, a, g, n);
      kernels.multiply(a, f, c, ct, cNew, cn, n);
      kernels.multiplyAdd(a, i, a, g, cNew, cn, n);
      if (peepholes) {
        kernels.multiplyAdd(step.own(2), u, cNew, cn, a, o, n);
      }
      kernels.sigmoid(a, o, a, o, n);
      kernels.tanh(cNew, cn, h, ht, n);
      kernels.multiply(a, o, h, ht, h, ht, n);
    }
  }

  @Override
  public void backward(Step step, int phase) {
    if (phase == 1) {
      return;
    }
    Kernels kernels = step.kernels();
    int n = step.units();
    int u = step.unit();
    float[] a = step.blocks();
    float[] c = step.previous(1);
    float[] cNew = step.carried(1);
    float[] dh = projection > 0 ? step.dOperand() : step.dCarried(0);
    float[] dc = step.dCarried(1);
    float[] d = step.temporary(0);
    float[] t = step.temporary(1);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int i = step.block(row, I);
      int f = step.block(row, F);
      int g = step.block(row, G);
      int o = step.block(row, O);
      int ct = step.previous(1, row);
      int cn = step.carried(1, row);
      int ht = projection > 0 ? step.dOperand(row) : step.dCarried(0, row);
      int dt = step.dCarried(1, row);
      // h' = o * tanh(c')
      kernels.tanh(cNew, cn, t, 0, n);
      kernels.multiply(dh, ht, a, o, d, 0, n);
      kernels.tanhSlope(d, 0, t, 0, d, 0, n);
      kernels.add(d, 0, dc, dt, n);
      kernels.multiply(dh, ht, t, 0, d, 0, n);
      kernels.sigmoidSlope(d, 0, a, o, a, o, n);
      if (peepholes) {
        kernels.multiplyAdd(step.own(2), u, a, o, dc, dt, n);
      }
      // c' = f * c + i * g
      kernels.multiply(dc, dt, a, i, t, 0, n);
      kernels.tanhSlope(t, 0, a, g, t, 0, n);
      kernels.multiply(dc, dt, a, g, d, 0, n);
      kernels.sigmoidSlope(d, 0, a, i, a, i, n);
      System.arraycopy(t, 0, a, g, n);
      kernels.multiply(dc, dt, c, ct, d, 0, n);
      kernels.sigmoidSlope(d, 0, a, f, d, 0, n);
      kernels.multiply(dc, dt, a, f, dc, dt, n);
      System.arraycopy(d, 0, a, f, n);
      if (peepholes) {
        kernels.multiplyAdd(step.own(0), u, a, i, dc, dt, n);
        kernels.multiplyAdd(step.own(1), u, a, f, dc, dt, n);
      }
      if (projection == 0) {
        Arrays.fill(dh, ht, ht + n, 0);
      }
    }
  }

  @Override
  public void ownGradients(Step step) {
    Kernels kernels = step.kernels();
    int n = step.units();
    int u = step.unit();
    float[] a = step.blocks();
    float[] c = step.previous(1);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int ct = step.previous(1, row);
      int cn = step.carried(1, row);
      kernels.multiplyAdd(a, step.block(row, I), c, ct, step.dOwn(0), u, n);
      kernels.multiplyAdd(a, step.block(row, F), c, ct, step.dOwn(1), u, n);
      kernels.multiplyAdd(a, step.block(row, O), step.carried(1), cn, step.dOwn(2), u, n);
    }
  }
}
