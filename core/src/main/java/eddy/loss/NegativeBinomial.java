package eddy.loss;

/**
 * The negative binomial distribution of counts 0, 1, 2, ...: a Poisson distribution whose rate
 * varies, so that the variance is {@code mean + dispersion * mean^2}.
 *
 * @param mean above zero
 * @param dispersion above zero; towards zero it becomes the Poisson distribution
 */
public record NegativeBinomial(double mean, double dispersion) implements Distribution {

  /** The likelihood: parameters mean and dispersion. */
  static final Likelihood LIKELIHOOD =
      new Likelihood() {
        @Override
        public double loss(double y, double[] p) {
          return -logProbability(y, p[0], 1 / p[1]);
        }

        @Override
        public void slopes(double y, double[] p, double[] slopes) {
          double m = p[0];
          double r = 1 / p[1];
          double pull = (y + r) / (m + r);
          slopes[0] = pull - y / m;
          double slope =
              SpecialFunctions.digamma(y + r)
                  - SpecialFunctions.digamma(r)
                  + StrictMath.log(r / (r + m))
                  + 1
                  - pull;
          slopes[1] = slope * r * r;
        }
      };

  private static double logProbability(double y, double mean, double r) {
    return SpecialFunctions.logGamma(y + r)
        - SpecialFunctions.logGamma(r)
        - SpecialFunctions.logGamma(y + 1)
        + r * StrictMath.log(r / (r + mean))
        + y * StrictMath.log(mean / (r + mean));
  }

  @Override
  public double probability(double y) {
    if (y < 0) {
      return 0;
    }
    double r = 1 / dispersion;
    return SpecialFunctions.beta(r / (r + mean), r, Math.floor(y) + 1);
  }

  @Override
  public double quantile(double probability) {
    double high = 1;
    while (probability(high) < probability) {
      high *= 2;
    }
    double low = -1;
    while (high - low > 1) {
      double middle = Math.floor((low + high) / 2);
      if (probability(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** The score as a sum over the counts up to where nothing is left. */
  @Override
  public double crps(double y) {
    double score = y < 0 ? -y : 0;
    double left = Math.max(y, 0);
    double r = 1 / dispersion;
    double below = 0;
    for (double count = 0; ; count++) {
      below += StrictMath.exp(logProbability(count, mean, r));
      double above = Math.max(0, 1 - below);
      // The step from this count to the next, cut where y lies within it.
      double before = Math.clamp(left - count, 0, 1);
      score += before * below * below + (1 - before) * above * above;
      if (count > y && above < 1e-12) {
        return score;
      }
    }
  }
}
