package eddy.optim;

import java.util.List;

/**
 * Stochastic gradient descent, plain or with momentum: {@code b = momentum * b + g; w -= rate * b}.
 *
 * <p>Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML
 * 2013.
 *
 * @param momentum 0 for none
 * @param nesterov whether to look ahead along the momentum
 * @param weightDecay added to the gradient, times the weight
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements UpdateRule {
  public Sgd {
    Ranges.fraction("Sgd", "momentum", momentum);
    Ranges.notNegative("Sgd", "weightDecay", weightDecay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Sgd: Nesterov's momentum needs a momentum above zero.");
    }
  }

  /** Plain descent. */
  public Sgd() {
    this(0, false, 0);
  }

  /** Descent with momentum. */
  public Sgd(double momentum) {
    this(momentum, false, 0);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public List<String> memory() {
    return momentum == 0 ? List.of() : List.of("momentum_buffer");
  }

  @Override
  public void update(Step step, float[] w, float[] dw, float[][] memory, int from, int to) {
    float rate = (float) step.learningRate();
    float decay = (float) step.weightDecay();
    float scale = step.scale();
    if (momentum == 0) {
      for (int i = from; i < to; i++) {
        w[i] -= rate * (scale * dw[i] + decay * w[i]);
      }
      return;
    }
    float[] b = memory[0];
    float keep = (float) momentum;
    if (nesterov) {
      for (int i = from; i < to; i++) {
        float g = scale * dw[i] + decay * w[i];
        b[i] = keep * b[i] + g;
        w[i] -= rate * (g + keep * b[i]);
      }
    } else {
      for (int i = from; i < to; i++) {
        b[i] = keep * b[i] + (scale * dw[i] + decay * w[i]);
        w[i] -= rate * b[i];
      }
    }
  }
}
