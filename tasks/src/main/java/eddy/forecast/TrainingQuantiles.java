package eddy.forecast;

/**
 * The quantiles of the training part, whatever came before: the weather without a forecast.
 *
 * @param values the quantiles of each target, [level][C], the median in the middle
 */
record TrainingQuantiles(double[][] values) implements Baseline {
  @Override
  public String name() {
    return "training_quantiles";
  }

  @Override
  public double[] forecast(Window window, int horizon) {
    return repeated(values[values.length / 2], horizon);
  }

  /** The forecast with its quantiles. */
  Forecast forecast(int horizon, double[] levels) {
    double[][] quantiles = new double[levels.length][];
    for (int k = 0; k < levels.length; k++) {
      quantiles[k] = repeated(values[k], horizon);
    }
    int targets = values[0].length;
    return new Forecast(targets, levels, quantiles[levels.length / 2], quantiles);
  }

  private static double[] repeated(double[] row, int times) {
    double[] rows = new double[row.length * times];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row[i % row.length];
    }
    return rows;
  }
}
