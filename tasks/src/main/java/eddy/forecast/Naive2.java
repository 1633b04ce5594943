package eddy.forecast;

/**
 * The last value with its season exchanged for that of each future row: what the M4 competition
 * measures every method by. It looks at the rows of {@link SeasonalIndex#history}.
 *
 * @param season the length of the season in rows
 */
record Naive2(int season) implements Baseline {
  static final String NAME = "naive2";

  @Override
  public String name() {
    return NAME;
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
      int n = values.length;
      for (int step = 0; step < horizon; step++) {
        forecast[step * targets + target] = values[n - 1] / index.at(n - 1) * index.at(n + step);
      }
    }
    return forecast;
  }
}
