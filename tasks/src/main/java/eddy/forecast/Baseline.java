package eddy.forecast;

/**
 * A forecast that needs no network: what every model must beat.
 *
 * <p>Works on standardized values like the models, whatever the scaling.
 */
public sealed interface Baseline permits LastValue, SeasonalNaive, RidgeRegression {
  /** The name under which results list it, in lower case with underscores. */
  String name();

  /**
   * Forecasts what follows a window, {@code [horizon, targets]} row by row.
   *
   * @param out modified from {@code offset} on
   */
  void forecast(Windows windows, int window, float[] out, int offset);

  /** Forecasts every window and adds the forecasts to {@code metrics}. */
  default void evaluate(Windows windows, ForecastMetrics metrics) {
    float[] forecast = new float[windows.horizon() * windows.targets()];
    for (int window = 0; window < windows.count(); window++) {
      forecast(windows, window, forecast, 0);
      metrics.add(windows.firstFutureRow(window), forecast, 0);
    }
  }
}
