package eddy.forecast;

/** A forecast that needs no network: what every model must beat. */
sealed interface Baseline
    permits LastValue, SeasonalNaive, Drift, Naive2, Theta, RidgeRegression, TrainingQuantiles {
  /** The name under which results list it, in lower case with underscores. */
  String name();

  /**
   * Forecasts what follows a window, in original units.
   *
   * @return [horizon, targets]
   */
  double[] forecast(Window window, int horizon);

  /** Whether it is forecast quickly enough for intervals from many past errors. */
  default boolean quick() {
    return true;
  }
}
