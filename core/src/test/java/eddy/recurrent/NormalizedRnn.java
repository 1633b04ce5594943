package eddy.recurrent;

import java.util.Arrays;
import java.util.List;

/**
 * A recurrent cell that needs whole rows, since it divides by the root mean square of its units.
 *
 * <pre>
 *   a_t = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh
 *   h_t = tanh(a_t / r)        r = sqrt(mean(a_t^2) + 0.1)
 * </pre>
 */
record NormalizedRnn() implements Cell {
  static final double FLOOR = 0.1;

  @Override
  public int inputBlocks() {
    return 1;
  }

  @Override
  public int[] carried(int hiddenSize) {
    return new int[] {hiddenSize};
  }

  @Override
  public List<Phase> phases() {
    return List.of(Phase.recurrent(0));
  }

  @Override
  public Scope scope() {
    return Scope.ROWS;
  }

  @Override
  public void forward(Step step, int phase) {
    int n = step.units();
    float[] h = step.carried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int ht = step.carried(0, row);
      float r = scale(step, row);
      for (int j = 0; j < n; j++) {
        h[ht + j] = step.blocks()[step.block(row, 0) + j] / r;
      }
      step.kernels().tanh(h, ht, h, ht, n);
    }
  }

  /**
   * With {@code v = a / r}: {@code da = (dv - v * mean(v * dv)) / r}, also with the floor under the
   * root.
   */
  @Override
  public void backward(Step step, int phase) {
    int n = step.units();
    float[] a = step.blocks();
    float[] h = step.carried(0);
    float[] dh = step.dCarried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int at = step.block(row, 0);
      int d = step.dCarried(0, row);
      step.kernels().tanhSlope(dh, d, h, step.carried(0, row), dh, d, n);
      float r = scale(step, row);
      float mean = 0;
      for (int j = 0; j < n; j++) {
        mean += a[at + j] / r * dh[d + j] / n;
      }
      for (int j = 0; j < n; j++) {
        a[at + j] = (dh[d + j] - a[at + j] / r * mean) / r;
      }
      Arrays.fill(dh, d, d + n, 0);
    }
  }

  private static float scale(Step step, int row) {
    int at = step.block(row, 0);
    double sum = 0;
    for (int j = 0; j < step.units(); j++) {
      sum += (double) step.blocks()[at + j] * step.blocks()[at + j];
    }
    return (float) Math.sqrt(sum / step.units() + FLOOR);
  }
}
