package eddy.loss;

/**
 * A distribution of which some quantiles are known, with straight lines between them; beyond the
 * outermost it goes on as steeply as beside them.
 *
 * @param levels rising probabilities above 0 and below 1, two or more; not copied
 * @param values the quantile of each level, not falling; not copied
 */
public record Quantiles(double[] levels, double[] values) implements Distribution {
  public Quantiles {
    if (levels.length < 2 || levels.length != values.length) {
      throw new IllegalArgumentException(
          "Quantiles: expected two or more levels and as many values but got %d and %d."
              .formatted(levels.length, values.length));
    }
  }

  @Override
  public double probability(double y) {
    int i = 1;
    while (i < levels.length - 1 && values[i] < y) {
      i++;
    }
    double width = values[i] - values[i - 1];
    if (width == 0) {
      return y < values[i] ? levels[i - 1] : levels[i];
    }
    double level = levels[i - 1] + (y - values[i - 1]) / width * (levels[i] - levels[i - 1]);
    return Math.clamp(level, 0, 1);
  }

  @Override
  public double quantile(double probability) {
    int i = 1;
    while (i < levels.length - 1 && levels[i] < probability) {
      i++;
    }
    double share = (probability - levels[i - 1]) / (levels[i] - levels[i - 1]);
    return values[i - 1] + share * (values[i] - values[i - 1]);
  }

  /** Twice the mean pinball loss over the levels, which the score is the integral of. */
  @Override
  public double crps(double y) {
    double sum = 0;
    for (int i = 0; i < levels.length; i++) {
      sum += Loss.pinball(levels[i], values[i], y);
    }
    return 2 * sum / levels.length;
  }
}
