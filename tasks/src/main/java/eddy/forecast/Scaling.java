package eddy.forecast;

/**
 * Standardizes every target by the mean and standard deviation of its training part.
 *
 * <p>The deviation is that of the population, as the published comparisons take it; a target that
 * never changes in training keeps its unit and has deviation 1.
 *
 * @param mean the mean of each target, not copied
 * @param deviation the standard deviation of each target, above zero, not copied
 */
public record Scaling(double[] mean, double[] deviation) {
  public Scaling {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "Scaling: expected as many deviations as means but got %d and %d."
              .formatted(deviation.length, mean.length));
    }
    for (int target = 0; target < mean.length; target++) {
      if (!Double.isFinite(mean[target])
          || !(deviation[target] > 0)
          || Double.isInfinite(deviation[target])) {
        throw new IllegalArgumentException(
            "Scaling: expected a finite mean and a deviation above zero but got %s and %s."
                .formatted(mean[target], deviation[target]));
      }
    }
  }

  /** Learns the scaling from the rows before {@code trainEnd} and from no other. */
  public static Scaling fit(Series series, int trainEnd) {
    int targets = series.targets();
    double[] mean = new double[targets];
    double[] deviation = new double[targets];
    for (int target = 0; target < targets; target++) {
      double sum = 0;
      boolean constant = true;
      for (int row = 0; row < trainEnd; row++) {
        sum += series.value(row, target);
        constant &= series.value(row, target) == series.value(0, target);
      }
      mean[target] = constant ? series.value(0, target) : sum / trainEnd;
      double squares = 0;
      for (int row = 0; row < trainEnd; row++) {
        double difference = series.value(row, target) - mean[target];
        squares += difference * difference;
      }
      double fitted = Math.sqrt(squares / trainEnd);
      // The squares of very small differences may vanish.
      deviation[target] = fitted > 0 ? fitted : 1;
    }
    return new Scaling(mean, deviation);
  }

  /** A value of a target in original units, standardized. */
  public double apply(double value, int target) {
    return (value - mean[target]) / deviation[target];
  }

  /** A standardized value of a target, in original units. */
  public double invert(double value, int target) {
    return value * deviation[target] + mean[target];
  }
}
