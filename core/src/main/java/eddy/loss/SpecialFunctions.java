package eddy.loss;

/**
 * Functions that probability needs and the JDK lacks, in double; from {@code StrictMath}, so that
 * every machine gets the same bits.
 */
final class SpecialFunctions {
  private static final double HALF_LOG_2_PI = 0.5 * StrictMath.log(2 * Math.PI);
  private static final double EPSILON = 1e-16;
  private static final double TINY = 1e-300;

  /** The coefficients of Stirling's series, B_2k / (2k (2k - 1)). */
  private static final double[] STIRLING = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
  };

  private SpecialFunctions() {}

  /** The logarithm of the gamma function of x above zero. */
  static double logGamma(double x) {
    // Stirling's series wants a large argument; log gamma(x) = log gamma(x + 1) - log x.
    double shift = 0;
    double z = x;
    if (z < 10) {
      double product = 1;
      for (; z < 10; z++) {
        product *= z;
      }
      shift = StrictMath.log(product);
    }
    double inverse = 1 / (z * z);
    double power = 1 / z;
    double series = 0;
    for (double coefficient : STIRLING) {
      series += coefficient * power;
      power *= inverse;
    }
    return (z - 0.5) * StrictMath.log(z) - z + HALF_LOG_2_PI + series - shift;
  }

  /** The derivative of {@link #logGamma}. */
  static double digamma(double x) {
    double shift = 0;
    double z = x;
    for (; z < 10; z++) {
      shift += 1 / z;
    }
    double inverse = 1 / (z * z);
    double power = inverse;
    double series = 0;
    for (int k = 0; k < STIRLING.length; k++) {
      series += (2 * k + 1) * STIRLING[k] * power;
      power *= inverse;
    }
    return StrictMath.log(z) - 0.5 / z - series - shift;
  }

  /** The density of the standard normal distribution. */
  static double normalDensity(double x) {
    return StrictMath.exp(-0.5 * x * x - HALF_LOG_2_PI);
  }

  /**
   * The probability that a standard normal number is at most x.
   *
   * <p>Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software, 2004; in
   * the tails the continued fraction of Laplace.
   */
  static double normalProbability(double x) {
    if (Math.abs(x) > 6) {
      double size = Math.abs(x);
      double fraction = 0;
      for (int k = 40; k > 0; k--) {
        fraction = k / (size + fraction);
      }
      double tail = normalDensity(size) / (size + fraction);
      return x > 0 ? 1 - tail : tail;
    }
    double term = x;
    double sum = x;
    double before = 0;
    for (int i = 3; sum != before; i += 2) {
      before = sum;
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * normalDensity(x);
  }

  /** The number that a standard normal one is at most with a probability. */
  static double normalQuantile(double probability) {
    if (probability <= 0 || probability >= 1) {
      return probability <= 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    // Of the smaller tail, where the probability is exact.
    double tail = Math.min(probability, 1 - probability);
    double low = -40;
    double high = 0;
    double x = -StrictMath.sqrt(Math.max(0, -2 * StrictMath.log(2 * tail)));
    for (int i = 0; i < 100; i++) {
      double error = normalProbability(x) - tail;
      if (error > 0) {
        high = x;
      } else {
        low = x;
      }
      double next = x - error / Math.max(TINY, normalDensity(x));
      if (!(next > low && next < high)) {
        next = 0.5 * (low + high);
      }
      if (Math.abs(next - x) <= EPSILON * Math.abs(x)) {
        break;
      }
      x = next;
    }
    return probability < 0.5 ? x : -x;
  }

  /**
   * The regularized incomplete beta function I_x(a, b), by its continued fraction.
   *
   * @param x from 0 to 1
   */
  static double beta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        StrictMath.exp(
            logGamma(a + b)
                - logGamma(a)
                - logGamma(b)
                + a * StrictMath.log(x)
                + b * StrictMath.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  /** Lentz's evaluation of the continued fraction of the incomplete beta function. */
  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = reciprocal(1 - (a + b) * x / (a + 1));
    double h = d;
    for (int m = 1; m < 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = reciprocal(1 + even * d);
      c = away(1 + even / c);
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = reciprocal(1 + odd * d);
      c = away(1 + odd / c);
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return h;
  }

  private static double reciprocal(double x) {
    return 1 / away(x);
  }

  /** Keeps a divisor from being zero. */
  private static double away(double x) {
    return Math.abs(x) < TINY ? TINY : x;
  }
}
