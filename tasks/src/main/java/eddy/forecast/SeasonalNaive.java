package eddy.forecast;

/**
 * Repeats the season before the window's end: each row takes the value {@code season} rows before
 * it, and a horizon longer than the season repeats that season again.
 *
 * <p>It may look further back than the window does, to any row of the series. Where the series has
 * fewer than {@code season} rows before the forecast, the last value stands in.
 *
 * @param season the length of the season in rows, above zero
 */
record SeasonalNaive(int season) implements Baseline {
  SeasonalNaive {
    if (season < 1) {
      throw new IllegalArgumentException(
          "SeasonalNaive: expected a season above zero but got " + season + ".");
    }
  }

  @Override
  public String name() {
    return "seasonal_naive";
  }

  @Override
  public double[] forecast(Window window, int horizon) {
    int targets = window.targets();
    double[] forecast = new double[horizon * targets];
    for (int i = 0; i < forecast.length; i++) {
      int offset = window.row() < season ? -1 : i / targets % season - season;
      forecast[i] = window.value(offset, i % targets);
    }
    return forecast;
  }
}
