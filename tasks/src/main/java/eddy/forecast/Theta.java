package eddy.forecast;

/**
 * The classical Theta method on values without their season: the mean of the line through them and
 * of simple exponential smoothing of twice their distance from it. It looks at the rows of {@link
 * SeasonalIndex#history}.
 *
 * <p>Assimakopoulos and Nikolopoulos, "The theta model: a decomposition approach to forecasting",
 * International Journal of Forecasting, 2000.
 *
 * @param season the length of the season in rows
 */
record Theta(int season) implements Baseline {
  private static final double SECTION = (Math.sqrt(5) - 1) / 2;

  @Override
  public String name() {
    return "theta";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public double[] forecast(Window window, int horizon) {
    int targets = window.targets();
    double[] forecast = new double[horizon * targets];
    for (int target = 0; target < targets; target++) {
      double[] values = SeasonalIndex.history(window, target);
      SeasonalIndex index = SeasonalIndex.of(values, season);
      double[] y = index.removedFrom(values);
      int n = y.length;
      double middle = (n - 1) / 2.0;
      double mean = 0;
      double products = 0;
      double squares = 0;
      for (int t = 0; t < n; t++) {
        mean += y[t] / n;
        products += (t - middle) * y[t];
        squares += (t - middle) * (t - middle);
      }
      double slope = n > 1 ? products / squares : 0;
      double[] line = new double[n];
      boolean positive = true;
      for (int t = 0; t < n; t++) {
        line[t] = 2 * y[t] - (mean + slope * (t - middle));
        positive &= values[t] >= 0;
      }
      double level = smoothed(line);
      for (int step = 0; step < horizon; step++) {
        double value = (level + mean + slope * (n + step - middle)) / 2;
        // What has never been below zero is not forecast to be.
        forecast[step * targets + target] =
            (positive ? Math.max(0, value) : value) * index.at(n + step);
      }
    }
    return forecast;
  }

  /** The last level of simple exponential smoothing with the rate of the least squared error. */
  private static double smoothed(double[] y) {
    // The error hardly has more than one minimum; a golden section search finds it.
    double low = 1e-4;
    double high = 0.9999;
    double left = high - SECTION * (high - low);
    double right = low + SECTION * (high - low);
    double leftError = smooth(y, left)[1];
    double rightError = smooth(y, right)[1];
    while (high - low > 1e-4) {
      if (leftError < rightError) {
        high = right;
        right = left;
        rightError = leftError;
        left = high - SECTION * (high - low);
        leftError = smooth(y, left)[1];
      } else {
        low = left;
        left = right;
        leftError = rightError;
        right = low + SECTION * (high - low);
        rightError = smooth(y, right)[1];
      }
    }
    return smooth(y, (low + high) / 2)[0];
  }

  /** The last level, and the squared error, from the first level that makes the error least. */
  private static double[] smooth(double[] y, double rate) {
    // Every level, and so every error, is linear in the first level: a - b * first.
    double a = 0;
    double b = 1;
    double bb = 0;
    double ab = 0;
    double aa = 0;
    for (double value : y) {
      double error = value - a;
      aa += error * error;
      ab += error * b;
      bb += b * b;
      a += rate * error;
      b *= 1 - rate;
    }
    double first = ab / bb;
    return new double[] {a + b * first, aa - ab * first};
  }
}
