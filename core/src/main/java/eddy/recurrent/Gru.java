package eddy.recurrent;

import java.util.List;

/**
 * The gated recurrent unit.
 *
 * <pre>
 *   r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
 *   z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
 *   n = tanh(W_in x + b_in + r * (W_hn h + b_hn))     reset after the product, as in PyTorch and cuDNN
 *   n = tanh(W_in x + b_in + W_hn (r * h) + b_hn)     reset before it, as in the paper
 *   h' = (1 - z) * n + z * h
 * </pre>
 *
 * <p>Parameters: {@code weight_ih} [3H, I], {@code weight_hh} [3H, H], {@code bias_ih} [3H], {@code
 * bias_hh} [3H], rows in the order r, z, n. Carries h [H].
 *
 * <p>Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014.
 *
 * @param resetAfter whether the reset gate acts on the recurrent product or on its operand
 */
public record Gru(boolean resetAfter) implements Cell {
  private static final int R = 0;
  private static final int Z = 1;
  private static final int N = 2;

  /** The recurrent part of n where the reset gate comes after, {@code r * h} where before. */
  private static final int EXTRA = 3;

  /** The cell with the reset gate after the product. */
  public Gru() {
    this(true);
  }

  @Override
  public int inputBlocks() {
    return 3;
  }

  @Override
  public int blocks() {
    return 4;
  }

  @Override
  public int[] carried(int hiddenSize) {
    return new int[] {hiddenSize};
  }

  @Override
  public List<Phase> phases() {
    return resetAfter
        ? List.of(Phase.recurrent(R, Z, EXTRA))
        : List.of(Phase.recurrent(R, Z), Phase.ofBlock(EXTRA, N));
  }

  @Override
  public void forward(Step step, int phase) {
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      if (resetAfter) {
        gates(step, row);
        resetProduct(step, row);
        output(step, row);
      } else if (phase == 0) {
        gates(step, row);
        resetOperand(step, row);
      } else {
        output(step, row);
      }
    }
  }

  private static void gates(Step step, int row) {
    float[] a = step.blocks();
    int r = step.block(row, R);
    int z = step.block(row, Z);
    step.kernels().sigmoid(a, r, a, r, step.units());
    step.kernels().sigmoid(a, z, a, z, step.units());
  }

  private static void resetProduct(Step step, int row) {
    float[] a = step.blocks();
    int r = step.block(row, R);
    int n = step.block(row, N);
    int m = step.block(row, EXTRA);
    for (int j = 0; j < step.units(); j++) {
      a[n + j] += a[r + j] * a[m + j];
    }
  }

  private static void resetOperand(Step step, int row) {
    float[] a = step.blocks();
    float[] h = step.previous(0);
    int r = step.block(row, R);
    int m = step.block(row, EXTRA);
    int ht = step.previous(0, row);
    for (int j = 0; j < step.units(); j++) {
      a[m + j] = a[r + j] * h[ht + j];
    }
  }

  private static void output(Step step, int row) {
    float[] a = step.blocks();
    int z = step.block(row, Z);
    int n = step.block(row, N);
    step.kernels().tanh(a, n, a, n, step.units());
    float[] h = step.previous(0);
    int ht = step.previous(0, row);
    float[] y = step.carried(0);
    int yt = step.carried(0, row);
    for (int j = 0; j < step.units(); j++) {
      y[yt + j] = a[n + j] + a[z + j] * (h[ht + j] - a[n + j]);
    }
  }

  @Override
  public void backward(Step step, int phase) {
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      if (resetAfter) {
        backOutput(step, row);
        backProduct(step, row);
      } else if (phase == 1) {
        backOutput(step, row);
      } else {
        backOperand(step, row);
      }
    }
  }

  /** From dh to the derivatives of z and n before their activations, and by z * h to h. */
  private static void backOutput(Step step, int row) {
    float[] a = step.blocks();
    int z = step.block(row, Z);
    int n = step.block(row, N);
    float[] h = step.previous(0);
    int ht = step.previous(0, row);
    float[] dh = step.dCarried(0);
    int dt = step.dCarried(0, row);
    for (int j = 0; j < step.units(); j++) {
      float zj = a[z + j];
      float nj = a[n + j];
      float d = dh[dt + j];
      a[z + j] = d * (h[ht + j] - nj) * zj * (1 - zj);
      a[n + j] = d * (1 - zj) * (1 - nj * nj);
      dh[dt + j] = d * zj;
    }
  }

  private static void backProduct(Step step, int row) {
    float[] a = step.blocks();
    int r = step.block(row, R);
    int n = step.block(row, N);
    int m = step.block(row, EXTRA);
    for (int j = 0; j < step.units(); j++) {
      float rj = a[r + j];
      float dn = a[n + j];
      a[r + j] = dn * a[m + j] * rj * (1 - rj);
      a[m + j] = dn * rj;
    }
  }

  /** From the derivative by r * h, which the second product has brought back, to r and h. */
  private static void backOperand(Step step, int row) {
    float[] a = step.blocks();
    int r = step.block(row, R);
    float[] h = step.previous(0);
    int ht = step.previous(0, row);
    float[] dm = step.dOperand();
    int mt = step.dOperand(row);
    float[] dh = step.dCarried(0);
    int dt = step.dCarried(0, row);
    for (int j = 0; j < step.units(); j++) {
      float rj = a[r + j];
      dh[dt + j] += dm[mt + j] * rj;
      a[r + j] = dm[mt + j] * h[ht + j] * rj * (1 - rj);
    }
  }
}
