package eddy.forecast;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far forecasts are from what came, over every window, step and target.
 *
 * <p>{@code mse, mae, rmse} are in original units, {@code mse_standardised, mae_standardised} in
 * deviations of the training part. {@code smape} is the mean of {@code 200 |y - f| / (|y| + |f|)},
 * which counts 0 where both are 0. {@code mase} divides each target's mean absolute error by its
 * seasonal error and takes the mean over the targets; a target whose seasonal error is 0 does not
 * count, and where none is left there is no {@code mase}.
 *
 * <p>Where the true value was missing nothing is counted; a target without any true value counts in
 * no metric.
 *
 * <p>Sums are in double and in the order of the windows, so the same windows give the same bits.
 */
public final class ForecastMetrics {
  /** Standardized forecasts are floats, so a forecast of 0 comes back as some 1e-8 deviations. */
  private static final double ZERO = 1e-6;

  private final Series series;
  private final Scaling scaling;
  private final double[] seasonalErrors;
  private final int horizon;
  private final double[] absolute;
  private final double[] squared;
  private final double[] relative;
  private final long[] counts;
  private long windows;

  /**
   * Starts with no window.
   *
   * @param series what came, in original units
   * @param scaling the scaling of the forecasts
   * @param seasonalErrors the seasonal error of each target, from {@link #seasonalErrors}
   * @param horizon the number of steps of each forecast
   */
  public ForecastMetrics(Series series, Scaling scaling, double[] seasonalErrors, int horizon) {
    int targets = series.targets();
    if (scaling.mean().length != targets || seasonalErrors.length != targets || horizon < 1) {
      throw new IllegalArgumentException(
          "ForecastMetrics: expected scaling and seasonal errors of %d targets and a horizon above"
                  .formatted(targets)
              + " zero but got %d, %d and %d."
                  .formatted(scaling.mean().length, seasonalErrors.length, horizon));
    }
    this.series = series;
    this.scaling = scaling;
    this.seasonalErrors = seasonalErrors.clone();
    this.horizon = horizon;
    this.absolute = new double[horizon * targets];
    this.squared = new double[horizon * targets];
    this.relative = new double[horizon * targets];
    this.counts = new long[horizon * targets];
  }

  /**
   * The mean of {@code |y(t) - y(t - season)|} of each target over the training part, in original
   * units; of {@code |y(t) - y(t - 1)|} where the part is no longer than a season.
   */
  public static double[] seasonalErrors(Series series, int trainEnd, int season) {
    int lag = season < trainEnd ? season : 1;
    double[] errors = new double[series.targets()];
    for (int target = 0; target < errors.length; target++) {
      double sum = 0;
      for (int row = lag; row < trainEnd; row++) {
        sum += Math.abs(series.value(row, target) - series.value(row - lag, target));
      }
      errors[target] = trainEnd > lag ? sum / (trainEnd - lag) : 0;
    }
    return errors;
  }

  /**
   * Adds the forecast of one window.
   *
   * @param firstFutureRow the row of the series that is forecast first
   * @param forecast standardized values, {@code [horizon, targets]} row by row from {@code offset}
   *     on; not modified
   */
  public void add(int firstFutureRow, float[] forecast, int offset) {
    int targets = series.targets();
    for (int i = 0; i < absolute.length; i++) {
      int target = i % targets;
      int row = firstFutureRow + i / targets;
      if (!series.observed(row, target)) {
        continue;
      }
      double actual = series.value(row, target);
      double expected = scaling.invert(forecast[offset + i], target);
      double error = Math.abs(expected - actual);
      counts[i]++;
      absolute[i] += error;
      squared[i] += error * error;
      double size = Math.abs(expected) + Math.abs(actual);
      if (size > ZERO * scaling.deviation()[target]) {
        relative[i] += 200 * error / size;
      }
    }
    windows++;
  }

  /** The number of windows so far. */
  public long windows() {
    return windows;
  }

  /** The metrics by their usual names. */
  public SortedMap<String, Double> results() {
    requireValue();
    double[] mae = means(absolute);
    double[] mse = means(squared);
    double[] smape = means(relative);
    double[] maeStandardized = mae.clone();
    double[] mseStandardized = mse.clone();
    double[] mase = mae.clone();
    for (int target = 0; target < mae.length; target++) {
      double deviation = scaling.deviation()[target];
      maeStandardized[target] /= deviation;
      mseStandardized[target] /= deviation * deviation;
      mase[target] = seasonalErrors[target] > 0 ? mae[target] / seasonalErrors[target] : Double.NaN;
    }
    SortedMap<String, Double> results = new TreeMap<>();
    results.put("mae", mean(mae));
    results.put("mse", mean(mse));
    results.put("rmse", Math.sqrt(mean(mse)));
    results.put("smape", mean(smape));
    results.put("mae_standardised", mean(maeStandardized));
    results.put("mse_standardised", mean(mseStandardized));
    if (!Double.isNaN(mean(mase))) {
      results.put("mase", mean(mase));
    }
    return results;
  }

  /**
   * The mean absolute error of each step of the horizon in original units, over all targets; NaN
   * for a step without a true value.
   */
  public double[] maeByStep() {
    requireValue();
    int targets = series.targets();
    double[] steps = new double[horizon];
    for (int step = 0; step < horizon; step++) {
      double[] each = new double[targets];
      for (int target = 0; target < targets; target++) {
        int i = step * targets + target;
        each[target] = absolute[i] / counts[i];
      }
      steps[step] = mean(each);
    }
    return steps;
  }

  /** The mean of each target over windows and steps, NaN for one without a true value. */
  private double[] means(double[] sums) {
    int targets = series.targets();
    double[] means = new double[targets];
    long[] values = new long[targets];
    for (int i = 0; i < sums.length; i++) {
      means[i % targets] += sums[i];
      values[i % targets] += counts[i];
    }
    for (int target = 0; target < targets; target++) {
      means[target] /= values[target];
    }
    return means;
  }

  /** The mean of all that are numbers, NaN where none is. */
  private static double mean(double[] values) {
    double sum = 0;
    int numbers = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        sum += value;
        numbers++;
      }
    }
    return sum / numbers;
  }

  private void requireValue() {
    if (windows == 0 || Arrays.stream(counts).sum() == 0) {
      throw new IllegalStateException(
          "ForecastMetrics: add a window with a true value before asking for results.");
    }
  }
}
