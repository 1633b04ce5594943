package eddy.forecast;

import java.util.Arrays;

/**
 * How much each row of a season lies above or below the level, as the M4 competition's evaluation
 * finds it.
 *
 * <p>A series is seasonal if it has three seasons, all values are above zero, and its
 * autocorrelation at the season's lag is significant at 90 %: {@code |r_m| > 1.645 sqrt((1 + 2
 * sum_{i<m} r_i^2) / n)}; lags beyond {@code 10 log10 n} are not looked at. Its indices are those
 * of the classical multiplicative decomposition by a centred moving average.
 *
 * <p>Makridakis, Spiliotis and Assimakopoulos, "The M4 competition: 100,000 time series and 61
 * forecasting methods", International Journal of Forecasting, 2020.
 *
 * @param indices one for each row of the season, beginning with that of the first value; a single 1
 *     where there is no season
 */
record SeasonalIndex(double[] indices) {
  private static final double CRITICAL = 1.645;

  /** The indices of some values. */
  static SeasonalIndex of(double[] values, int season) {
    return isSeasonal(values, season)
        ? new SeasonalIndex(decompose(values, season))
        : new SeasonalIndex(new double[] {1});
  }

  /** The index of a value counted from the first; later ones too. */
  double at(int row) {
    return indices[row % indices.length];
  }

  /** Values without their season. */
  double[] removedFrom(double[] values) {
    double[] adjusted = new double[values.length];
    Arrays.setAll(adjusted, row -> values[row] / at(row));
    return adjusted;
  }

  private static boolean isSeasonal(double[] values, int season) {
    int n = values.length;
    if (season < 2
        || n < 3 * season
        || season > (int) Math.floor(10 * Math.log10(n))
        || !(Arrays.stream(values).min().orElse(0) > 0)) {
      return false;
    }
    double mean = Arrays.stream(values).average().orElse(0);
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean);
    }
    double squares = 0;
    double correlation = 0;
    for (int lag = 1; lag <= season; lag++) {
      double sum = 0;
      for (int row = lag; row < n; row++) {
        sum += (values[row] - mean) * (values[row - lag] - mean);
      }
      correlation = sum / variance;
      squares += lag < season ? correlation * correlation : 0;
    }
    return Math.abs(correlation) > CRITICAL * Math.sqrt((1 + 2 * squares) / n);
  }

  private static double[] decompose(double[] values, int season) {
    double[] sums = new double[season];
    int[] counts = new int[season];
    int half = season / 2;
    for (int row = half; row < values.length - half; row++) {
      double sum = 0;
      for (int i = row - half; i <= row + half; i++) {
        // A season of even length reaches half into the rows at both ends.
        boolean end = season % 2 == 0 && (i == row - half || i == row + half);
        sum += end ? 0.5 * values[i] : values[i];
      }
      sums[row % season] += values[row] / (sum / season);
      counts[row % season]++;
    }
    double[] indices = new double[season];
    Arrays.setAll(indices, i -> sums[i] / counts[i]);
    double mean = Arrays.stream(indices).average().orElse(1);
    Arrays.setAll(indices, i -> indices[i] / mean);
    return indices;
  }

  /**
   * The last rows of a target before a window, as many as the methods that use this look at: 1,000
   * of one series, which has many windows; of many series 3,000, more than any with a season has in
   * the M4 competition.
   */
  static double[] history(Window window, int target) {
    int most = window.inputs().config().columns().many() ? 3000 : 1000;
    double[] values = new double[Math.min(most, window.row())];
    Arrays.setAll(values, i -> window.value(i - values.length, target));
    return values;
  }
}
