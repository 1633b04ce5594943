package eddy.recurrent;

import eddy.kernel.Kernels;
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
    int m = step.block(row, EXTRA);
    step.kernels()
        .multiplyAdd(a, step.block(row, R), a, m, a, step.block(row, N), step.units());
  }

  private static void resetOperand(Step step, int row) {
    float[] a = step.blocks();
    int m = step.block(row, EXTRA);
    int ht = step.previous(0, row);
    step.kernels()
        .multiply(a, step.block(row, R), step.previous(0), ht, a, m, step.units());
  }

  private static void output(Step step, int row) {
    float[] a = step.blocks();
    int z = step.block(row, Z);
    int n = step.block(row, N);
    float[] h = step.previous(0);
    int ht = step.previous(0, row);
    float[] y = step.carried(0);
    int yt = step.carried(0, row);
    step.kernels().tanh(a, n, a, n, step.units());
    step.kernels().blend(a, n, h, ht, a, z, y, yt, step.units());
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
    Kernels kernels = step.kernels();
    int units = step.units();
    float[] a = step.blocks();
    int z = step.block(row, Z);
    int n = step.block(row, N);
    float[] dh = step.dCarried(0);
    int dt = step.dCarried(0, row);
    float[] dz = step.temporary(0);
    float[] d = step.temporary(1);
    kernels.subtract(step.previous(0), step.previous(0, row), a, n, dz, 0, units);
    kernels.multiply(dh, dt, dz, 0, dz, 0, units);
    kernels.sigmoidSlope(dz, 0, a, z, dz, 0, units);
    kernels.multiply(dh, dt, a, z, d, 0, units);
    kernels.subtract(dh, dt, d, 0, dh, dt, units);
    kernels.tanhSlope(dh, dt, a, n, a, n, units);
    System.arraycopy(d, 0, dh, dt, units);
    System.arraycopy(dz, 0, a, z, units);
  }

  private static void backProduct(Step step, int row) {
    Kernels kernels = step.kernels();
    int units = step.units();
    float[] a = step.blocks();
    int r = step.block(row, R);
    int n = step.block(row, N);
    int m = step.block(row, EXTRA);
    float[] dr = step.temporary(0);
    kernels.multiply(a, n, a, m, dr, 0, units);
    kernels.sigmoidSlope(dr, 0, a, r, dr, 0, units);
    kernels.multiply(a, n, a, r, a, m, units);
    System.arraycopy(dr, 0, a, r, units);
  }

  /** From the derivative by r * h, which the second product has brought back, to r and h. */
  private static void backOperand(Step step, int row) {
    Kernels kernels = step.kernels();
    int units = step.units();
    float[] a = step.blocks();
    int r = step.block(row, R);
    float[] dm = step.dOperand();
    int mt = step.dOperand(row);
    float[] dr = step.temporary(0);
    kernels.multiplyAdd(dm, mt, a, r, step.dCarried(0), step.dCarried(0, row), units);
    kernels.multiply(dm, mt, step.previous(0), step.previous(0, row), dr, 0, units);
    kernels.sigmoidSlope(dr, 0, a, r, a, r, units);
  }
}
