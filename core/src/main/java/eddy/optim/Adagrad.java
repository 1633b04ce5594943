package eddy.optim;

import java.util.List;

/**
 * Adagrad: {@code v += g^2; w -= rate / (1 + (t - 1) * rateDecay) * g / (sqrt(v) + epsilon)}.
 *
 * <p>Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization", JMLR 2011.
 *
 * @param rateDecay how fast the learning rate falls by itself
 * @param epsilon keeps the denominator from zero
 * @param initialAccumulator what v begins with
 * @param weightDecay added to the gradient, times the weight
 */
public record Adagrad(
    double rateDecay, double epsilon, double initialAccumulator, double weightDecay)
    implements UpdateRule {
  public Adagrad {
    Ranges.notNegative("Adagrad", "rateDecay", rateDecay);
    Ranges.notNegative("Adagrad", "epsilon", epsilon);
    Ranges.notNegative("Adagrad", "initialAccumulator", initialAccumulator);
    Ranges.notNegative("Adagrad", "weightDecay", weightDecay);
  }

  /** With the usual epsilon 1e-10 and nothing else. */
  public Adagrad() {
    this(0, 1e-10, 0, 0);
  }

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public List<String> memory() {
    return List.of("sum");
  }

  @Override
  public double initialMemory() {
    return initialAccumulator;
  }

  @Override
  public void update(Step step, float[] w, float[] dw, float[][] memory, int from, int to) {
    float[] v = memory[0];
    float rate = (float) (step.learningRate() / (1 + (step.number() - 1) * rateDecay));
    float decay = (float) step.weightDecay();
    float scale = step.scale();
    float tiny = (float) epsilon;
    for (int i = from; i < to; i++) {
      float g = scale * dw[i] + decay * w[i];
      float sum = v[i] + g * g;
      v[i] = sum;
      w[i] -= rate * g / ((float) Math.sqrt(sum) + tiny);
    }
  }
}
