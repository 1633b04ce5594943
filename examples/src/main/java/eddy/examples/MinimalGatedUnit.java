package eddy.examples;

import eddy.recurrent.Cell;
import eddy.recurrent.Phase;
import eddy.recurrent.Step;
import java.util.List;

/**
 * A cell of one's own: the minimal gated unit, a GRU with one gate for everything.
 *
 * <pre>
 *   f  = sigmoid(W_if x + b_if + W_hf h + b_hf)
 *   n  = tanh(W_in x + b_in + W_hn (f * h) + b_hn)
 *   h' = (1 - f) * h + f * n
 * </pre>
 *
 * <p>Parameters: {@code weight_ih} [2H, I], {@code weight_hh} [2H, H], {@code bias_ih} [2H], {@code
 * bias_hh} [2H], rows in the order f, n. Carries h [H].
 *
 * <p>Zhou, Wu, Zhang and Zhou, "Minimal gated unit for recurrent neural networks", International
 * Journal of Automation and Computing 13, 2016.
 */
public record MinimalGatedUnit() implements Cell {
  private static final int F = 0;
  private static final int N = 1;

  /** What the second product multiplies: {@code f * h}. */
  private static final int FH = 2;

  /** The derivative by f of {@code h'}, which waits here until the product has brought the rest. */
  private static final int DF = 3;

  @Override
  public int inputBlocks() {
    return 2;
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
    return List.of(Phase.recurrent(F), Phase.ofBlock(FH, N));
  }

  @Override
  public void forward(Step step, int phase) {
    float[] a = step.blocks();
    float[] h = step.previous(0);
    float[] hNew = step.carried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int f = step.block(row, F);
      int n = step.block(row, N);
      int fh = step.block(row, FH);
      int ht = step.previous(0, row);
      int hn = step.carried(0, row);
      if (phase == 0) {
        step.kernels().sigmoid(a, f, a, f, step.units());
        for (int j = 0; j < step.units(); j++) {
          a[fh + j] = a[f + j] * h[ht + j];
        }
      } else {
        step.kernels().tanh(a, n, a, n, step.units());
        for (int j = 0; j < step.units(); j++) {
          hNew[hn + j] = h[ht + j] + a[f + j] * (a[n + j] - h[ht + j]);
        }
      }
    }
  }

  @Override
  public void backward(Step step, int phase) {
    float[] a = step.blocks();
    float[] h = step.previous(0);
    float[] dh = step.dCarried(0);
    float[] dfh = step.dOperand();
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int f = step.block(row, F);
      int n = step.block(row, N);
      int df = step.block(row, DF);
      int ht = step.previous(0, row);
      int dt = step.dCarried(0, row);
      int op = step.dOperand(row);
      for (int j = 0; j < step.units(); j++) {
        float fj = a[f + j];
        if (phase == 1) {
          float d = dh[dt + j];
          float nj = a[n + j];
          a[n + j] = d * fj * (1 - nj * nj);
          a[df + j] = d * (nj - h[ht + j]);
          dh[dt + j] = d * (1 - fj);
        } else {
          float d = dfh[op + j];
          a[f + j] = (a[df + j] + d * h[ht + j]) * fj * (1 - fj);
          dh[dt + j] += d * fj;
        }
      }
    }
  }
}
