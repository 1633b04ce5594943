package eddy.loss;

/**
 * The normal distribution.
 *
 * @param mean of the values
 * @param deviation their standard deviation, above zero
 */
public record Gaussian(double mean, double deviation) implements Distribution {
  private static final double HALF_LOG_2_PI = 0.5 * StrictMath.log(2 * Math.PI);

  /** The likelihood: parameters mean and deviation. */
  static final Likelihood LIKELIHOOD =
      new Likelihood() {
        @Override
        public double loss(double y, double[] p) {
          double z = (y - p[0]) / p[1];
          return StrictMath.log(p[1]) + 0.5 * z * z + HALF_LOG_2_PI;
        }

        @Override
        public void slopes(double y, double[] p, double[] slopes) {
          double z = (y - p[0]) / p[1];
          slopes[0] = -z / p[1];
          slopes[1] = (1 - z * z) / p[1];
        }
      };

  @Override
  public double probability(double y) {
    return SpecialFunctions.normalProbability((y - mean) / deviation);
  }

  @Override
  public double quantile(double probability) {
    return mean + deviation * standardQuantile(probability);
  }

  /** The quantile of the distribution with mean 0 and deviation 1. */
  public static double standardQuantile(double probability) {
    return SpecialFunctions.normalQuantile(probability);
  }

  /** The probability of at most y under the distribution with mean 0 and deviation 1. */
  public static double standardProbability(double y) {
    return SpecialFunctions.normalProbability(y);
  }

  @Override
  public double crps(double y) {
    double z = (y - mean) / deviation;
    return deviation
        * (z * (2 * SpecialFunctions.normalProbability(z) - 1)
            + 2 * SpecialFunctions.normalDensity(z)
            - 1 / Math.sqrt(Math.PI));
  }
}
