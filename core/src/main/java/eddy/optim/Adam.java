package eddy.optim;

import java.util.List;

/**
 * Adam, and AdamW where the weight decay is decoupled from the gradient.
 *
 * <p>With {@code m = beta1 m + (1 - beta1) g} and {@code v = beta2 v + (1 - beta2) g^2}, a step is
 * {@code w -= rate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)}.
 *
 * <p>Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; Loshchilov and Hutter,
 * "Decoupled weight decay regularization", ICLR 2019.
 *
 * @param beta1 how long the mean of gradients reaches back
 * @param beta2 how long the mean of squares reaches back
 * @param epsilon keeps the denominator from zero
 * @param weightDecay the weight's share in the gradient, or in the step if decoupled
 * @param decoupled true for AdamW
 */
public record Adam(
    double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements UpdateRule {
  public Adam {
    Ranges.fraction("Adam", "beta1", beta1);
    Ranges.fraction("Adam", "beta2", beta2);
    Ranges.notNegative("Adam", "epsilon", epsilon);
    Ranges.notNegative("Adam", "weightDecay", weightDecay);
  }

  /** Adam with the usual 0.9, 0.999 and 1e-8, and no weight decay. */
  public Adam() {
    this(0.9, 0.999, 1e-8, 0, false);
  }

  /** AdamW with the usual 0.9, 0.999 and 1e-8. */
  public static Adam w(double weightDecay) {
    return new Adam(0.9, 0.999, 1e-8, weightDecay, true);
  }

  @Override
  public String name() {
    return decoupled ? "adamw" : "adam";
  }

  @Override
  public List<String> memory() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public void update(Step step, float[] w, float[] dw, float[][] memory, int from, int to) {
    float[] m = memory[0];
    float[] v = memory[1];
    double rate = step.learningRate();
    float size = (float) (rate / (1 - StrictMath.pow(beta1, step.number())));
    float root = (float) Math.sqrt(1 - StrictMath.pow(beta2, step.number()));
    float fresh1 = (float) (1 - beta1);
    float keep2 = (float) beta2;
    float fresh2 = (float) (1 - beta2);
    float tiny = (float) epsilon;
    float scale = step.scale();
    float decay = decoupled ? 0 : (float) step.weightDecay();
    float shrink = decoupled ? (float) (1 - rate * step.weightDecay()) : 1;
    for (int i = from; i < to; i++) {
      float g = scale * dw[i] + decay * w[i];
      float mi = m[i] + fresh1 * (g - m[i]);
      float vi = keep2 * v[i] + fresh2 * g * g;
      m[i] = mi;
      v[i] = vi;
      w[i] = shrink * w[i] - size * mi / ((float) Math.sqrt(vi) / root + tiny);
    }
  }
}
