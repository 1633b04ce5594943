package eddy.loss;

/**
 * Student's t distribution, with a location and a scale: like the normal one, but with heavier
 * tails the fewer its degrees of freedom.
 *
 * @param location its middle
 * @param scale above zero; for many degrees of freedom the standard deviation
 * @param freedom the degrees of freedom, above zero
 */
public record StudentT(double location, double scale, double freedom) implements Distribution {

  /** The likelihood: parameters location, scale and degrees of freedom. */
  static final Likelihood LIKELIHOOD =
      new Likelihood() {
        @Override
        public double loss(double y, double[] p) {
          double z = (y - p[0]) / p[1];
          return StrictMath.log(p[1]) - logDensity(z, p[2]);
        }

        @Override
        public void slopes(double y, double[] p, double[] slopes) {
          double v = p[2];
          double z = (y - p[0]) / p[1];
          double pull = (v + 1) / (v + z * z);
          slopes[0] = -pull * z / p[1];
          slopes[1] = (1 - pull * z * z) / p[1];
          slopes[2] =
              0.5
                  * (SpecialFunctions.digamma(v / 2)
                      - SpecialFunctions.digamma((v + 1) / 2)
                      + 1 / v
                      + StrictMath.log1p(z * z / v)
                      - pull * z * z / v);
        }
      };

  private static double logDensity(double z, double v) {
    return SpecialFunctions.logGamma((v + 1) / 2)
        - SpecialFunctions.logGamma(v / 2)
        - 0.5 * StrictMath.log(v * Math.PI)
        - (v + 1) / 2 * StrictMath.log1p(z * z / v);
  }

  @Override
  public double probability(double y) {
    return standardProbability((y - location) / scale);
  }

  private double standardProbability(double z) {
    double tail = 0.5 * SpecialFunctions.beta(freedom / (freedom + z * z), freedom / 2, 0.5);
    return z > 0 ? 1 - tail : tail;
  }

  @Override
  public double quantile(double probability) {
    double tail = Math.min(probability, 1 - probability);
    if (tail == 0.5) {
      return location;
    }
    // Newton's method on the lower tail, kept between bounds that close in.
    double high = 0;
    double low = -1;
    while (standardProbability(low) > tail) {
      high = low;
      low *= 4;
    }
    double z = Math.max(low, Math.min(high, SpecialFunctions.normalQuantile(tail)));
    for (int i = 0; i < 200; i++) {
      double error = standardProbability(z) - tail;
      if (error > 0) {
        high = z;
      } else {
        low = z;
      }
      double next = z - error / StrictMath.exp(logDensity(z, freedom));
      if (!(next > low && next < high)) {
        next = 0.5 * (low + high);
      }
      boolean found = Math.abs(next - z) <= 1e-12 * Math.abs(z);
      z = next;
      if (found) {
        break;
      }
    }
    return location + scale * (probability < 0.5 ? z : -z);
  }

  /**
   * The score in closed form, for more than one degree of freedom.
   *
   * <p>Jordan, Krueger and Lerch, "Evaluating probabilistic forecasts with scoringRules", Journal
   * of Statistical Software, 2019.
   */
  @Override
  public double crps(double y) {
    double v = freedom;
    if (!(v > 1)) {
      return Double.POSITIVE_INFINITY;
    }
    double z = (y - location) / scale;
    double logRatio = logBeta(0.5, v - 0.5) - 2 * logBeta(0.5, v / 2);
    return scale
        * (z * (2 * standardProbability(z) - 1)
            + 2 * StrictMath.exp(logDensity(z, v)) * (v + z * z) / (v - 1)
            - 2 * Math.sqrt(v) / (v - 1) * StrictMath.exp(logRatio));
  }

  private static double logBeta(double a, double b) {
    return SpecialFunctions.logGamma(a)
        + SpecialFunctions.logGamma(b)
        - SpecialFunctions.logGamma(a + b);
  }
}
