package eddy.loss;

import java.util.random.RandomGenerator;

/** How probable each value of a number is that is not known yet. */
public sealed interface Distribution permits Gaussian, StudentT, NegativeBinomial, Quantiles {

  /** The probability of a value of at most y. */
  double probability(double y);

  /**
   * The smallest value that is not exceeded with a probability.
   *
   * @param probability above 0 and below 1
   */
  double quantile(double probability);

  /**
   * The continuous ranked probability score of what came: the integral of {@code (P(Y <= x) - [y <=
   * x])^2} over all x, in the unit of y; of a forecast without doubt {@code |forecast - y|}.
   *
   * <p>Gneiting and Raftery, "Strictly proper scoring rules, prediction, and estimation", JASA
   * 2007.
   */
  double crps(double y);

  /** Draws a value. */
  default double sample(RandomGenerator random) {
    return quantile(random.nextDouble(0x1p-53, 1));
  }
}
