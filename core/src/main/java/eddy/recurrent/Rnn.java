package eddy.recurrent;

import java.util.Arrays;
import java.util.List;

/**
 * The simple recurrent cell of Elman.
 *
 * <pre>
 *   h_t = activation(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)
 * </pre>
 *
 * <p>Parameters: {@code weight_ih} [H, I], {@code weight_hh} [H, H], {@code bias_ih} [H], {@code
 * bias_hh} [H]. Carries h [H].
 *
 * <p>Elman, "Finding structure in time", Cognitive Science 14, 1990.
 *
 * @param activation tanh or relu
 */
public record Rnn(Activation activation) implements Cell {

  /** What the sum goes through. */
  public enum Activation {
    TANH,
    RELU
  }

  /** The cell with tanh. */
  public Rnn() {
    this(Activation.TANH);
  }

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
  public void forward(Step step, int phase) {
    int n = step.units();
    float[] a = step.blocks();
    float[] h = step.carried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int at = step.block(row, 0);
      int ht = step.carried(0, row);
      if (activation == Activation.TANH) {
        step.kernels().tanh(a, at, h, ht, n);
      } else {
        for (int j = 0; j < n; j++) {
          h[ht + j] = Math.max(0, a[at + j]);
        }
      }
    }
  }

  @Override
  public void backward(Step step, int phase) {
    int n = step.units();
    float[] da = step.blocks();
    float[] h = step.carried(0);
    float[] dh = step.dCarried(0);
    for (int row = step.firstRow(); row < step.lastRow(); row++) {
      int at = step.block(row, 0);
      int ht = step.carried(0, row);
      int dt = step.dCarried(0, row);
      if (activation == Activation.TANH) {
        step.kernels().tanhSlope(dh, dt, h, ht, da, at, n);
      } else {
        for (int j = 0; j < n; j++) {
          da[at + j] = h[ht + j] > 0 ? dh[dt + j] : 0;
        }
      }
      Arrays.fill(dh, dt, dt + n, 0);
    }
  }
}
