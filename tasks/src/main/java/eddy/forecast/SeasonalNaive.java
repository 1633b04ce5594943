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
public record SeasonalNaive(int season) implements Baseline {
  public SeasonalNaive {
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
  public void forecast(Windows windows, int window, float[] out, int offset) {
    int targets = windows.targets();
    int first = windows.firstFutureRow(window);
    for (int step = 0; step < windows.horizon(); step++) {
      int row = first < season ? first - 1 : first - season + step % season;
      for (int target = 0; target < targets; target++) {
        out[offset + step * targets + target] = windows.value(row, target);
      }
    }
  }
}
