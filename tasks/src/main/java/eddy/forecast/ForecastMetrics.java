package eddy.forecast;

import eddy.loss.Loss;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the forecasts of one series are from what came, over every window, step and target.
 *
 * <p>{@code mse, mae, rmse} are in original units, {@code mse_standardised, mae_standardised} in
 * units of the window, which for a single series are deviations of the training part. {@code smape}
 * is the mean of {@code 200 |y - f| / (|y| + |f|)}, which counts 0 where both are 0. {@code mase}
 * divides each target's mean absolute error by its seasonal error and takes the mean over the
 * targets; a target whose seasonal error is 0 does not count, and where none is left there is no
 * {@code mase}. {@code rse} and {@code corr} are of the last step of the horizon alone, as they are
 * published (Lai et al., "Modeling long- and short-term temporal patterns with deep neural
 * networks", SIGIR 2018): the root of the squared error relative to that of the mean over all
 * targets, and the mean of the targets' correlations.
 *
 * <p>With quantiles: {@code pinball} is the mean loss over all of them, and {@code crps} twice
 * that: an approximation of the continuous ranked probability score, which it tends to with more
 * quantiles (of distributions too, so that baselines are measured alike). Of the interval between
 * the outermost two, which for 0.1 and 0.9 has the suffix {@code _80}: {@code coverage}, the share
 * of true values within it, its mean {@code width}, and {@code pinball} of its two ends.
 *
 * <p>Where the true value was missing nothing is counted; a target without any true value counts in
 * no metric.
 *
 * <p>Sums are in double and in the order of the windows, so the same windows give the same bits.
 */
final class ForecastMetrics {
  /** Forecasts come from floats, so a forecast of 0 comes back as some 1e-8 units. */
  private static final double ZERO = 1e-6;

  private final double[] seasonalErrors;
  private final double[] levels;
  private final int horizon;
  private final int targets;
  private final double[] absoluteByStep;
  private final long[] countByStep;
  private final double[] squared;
  private final double[] relative;
  private final double[] absoluteScaled;
  private final double[] squaredScaled;
  private final double[] pinball;
  private final double[] pinballScaled;
  private final double[] ends;
  private final double[] covered;
  private final double[] width;

  /** Of the last step, for each target: n, y, f, y^2, f^2, y f and (y - f)^2, added up. */
  private final double[][] moments;

  private boolean withQuantiles;
  private long windows;

  /**
   * Starts with no window.
   *
   * @param seasonalErrors the seasonal error of each target, from {@link #seasonalErrors}
   * @param horizon the number of steps of each forecast
   * @param levels of the quantiles, symmetrical; none for points
   */
  ForecastMetrics(double[] seasonalErrors, int horizon, double[] levels) {
    this.seasonalErrors = seasonalErrors.clone();
    this.levels = levels;
    this.horizon = horizon;
    targets = seasonalErrors.length;
    absoluteByStep = new double[horizon * targets];
    countByStep = new long[horizon * targets];
    squared = new double[targets];
    relative = new double[targets];
    absoluteScaled = new double[targets];
    squaredScaled = new double[targets];
    pinball = new double[targets];
    pinballScaled = new double[targets];
    ends = new double[targets];
    covered = new double[targets];
    width = new double[targets];
    moments = new double[targets][7];
  }

  /**
   * The mean of {@code |y(t) - y(t - season)|} of each target over the first rows, in original
   * units; of {@code |y(t) - y(t - 1)|} where they are no more than a season.
   */
  static double[] seasonalErrors(Series series, int rows, int season) {
    int lag = season < rows ? season : 1;
    double[] errors = new double[series.targets()];
    for (int target = 0; target < errors.length; target++) {
      double sum = 0;
      for (int row = lag; row < rows; row++) {
        sum += Math.abs(series.value(row, target) - series.value(row - lag, target));
      }
      errors[target] = rows > lag ? sum / (rows - lag) : 0;
    }
    return errors;
  }

  /** Adds the forecast of one window. */
  void add(Window window, Forecast forecast) {
    withQuantiles = forecast.levels().length > 0;
    for (int i = 0; i < horizon * targets; i++) {
      int step = i / targets;
      int target = i % targets;
      if (!window.series().observed(window.row() + step, target)) {
        continue;
      }
      double actual = window.value(step, target);
      double expected = forecast.point(step, target);
      double error = Math.abs(expected - actual);
      double unit = window.unit(target);
      countByStep[i]++;
      absoluteByStep[i] += error;
      squared[target] += error * error;
      absoluteScaled[target] += error / unit;
      squaredScaled[target] += error / unit * (error / unit);
      double size = Math.abs(expected) + Math.abs(actual);
      if (size > ZERO * unit) {
        relative[target] += 200 * error / size;
      }
      if (step == horizon - 1) {
        addMoments(moments[target], actual, expected);
      }
      if (withQuantiles) {
        addQuantiles(forecast, step, target, actual, unit);
      }
    }
    windows++;
  }

  private static void addMoments(double[] m, double y, double f) {
    m[0]++;
    m[1] += y;
    m[2] += f;
    m[3] += y * y;
    m[4] += f * f;
    m[5] += y * f;
    m[6] += (y - f) * (y - f);
  }

  private void addQuantiles(Forecast forecast, int step, int target, double actual, double unit) {
    double sum = 0;
    for (int k = 0; k < levels.length; k++) {
      sum += Loss.pinball(levels[k], forecast.quantile(k, step, target), actual);
    }
    pinball[target] += sum / levels.length;
    pinballScaled[target] += sum / levels.length / unit;
    int highest = levels.length - 1;
    double low = forecast.quantile(0, step, target);
    double high = forecast.quantile(highest, step, target);
    ends[target] +=
        (Loss.pinball(levels[0], low, actual) + Loss.pinball(levels[highest], high, actual)) / 2;
    covered[target] += actual >= low && actual <= high ? 1 : 0;
    width[target] += high - low;
  }

  /** The number of windows so far. */
  long windows() {
    return windows;
  }

  /** The suffix of the interval between the outermost of some quantiles: its percentage. */
  static String interval(double[] levels) {
    double share = 100 * (levels[levels.length - 1] - levels[0]);
    return "_" + (Math.abs(share - Math.rint(share)) < 1e-6 ? "" + Math.round(share) : "" + share);
  }

  /** The metrics by their usual names; those that are not defined are left out. */
  SortedMap<String, Double> results() {
    requireValue();
    double[] counts = new double[targets];
    double[] absolute = new double[targets];
    for (int i = 0; i < absoluteByStep.length; i++) {
      counts[i % targets] += countByStep[i];
      absolute[i % targets] += absoluteByStep[i];
    }
    SortedMap<String, Double> results = new TreeMap<>();
    double[] mae = means(absolute, counts);
    double mse = mean(means(squared, counts));
    results.put("mae", mean(mae));
    results.put("mse", mse);
    results.put("rmse", Math.sqrt(mse));
    results.put("smape", mean(means(relative, counts)));
    results.put("mae_standardised", mean(means(absoluteScaled, counts)));
    results.put("mse_standardised", mean(means(squaredScaled, counts)));
    double[] mase = mae.clone();
    for (int target = 0; target < targets; target++) {
      mase[target] = seasonalErrors[target] > 0 ? mae[target] / seasonalErrors[target] : Double.NaN;
    }
    results.put("mase", mean(mase));
    results.put("rse", relativeError());
    results.put("corr", correlation());
    if (withQuantiles) {
      String interval = interval(levels);
      results.put("pinball", mean(means(pinball, counts)));
      results.put("pinball_standardised", mean(means(pinballScaled, counts)));
      results.put("crps", 2 * mean(means(pinball, counts)));
      results.put("pinball" + interval, mean(means(ends, counts)));
      results.put("coverage" + interval, mean(means(covered, counts)));
      results.put("width" + interval, mean(means(width, counts)));
    }
    results.values().removeIf(value -> !Double.isFinite(value));
    return results;
  }

  private double relativeError() {
    double n = 0;
    double sum = 0;
    double squares = 0;
    double errors = 0;
    for (double[] m : moments) {
      n += m[0];
      sum += m[1];
      squares += m[3];
      errors += m[6];
    }
    double spread = squares - sum * sum / n;
    return n > 1 && spread > ZERO * squares ? Math.sqrt(errors / spread) : Double.NaN;
  }

  private double correlation() {
    double[] each = new double[targets];
    for (int target = 0; target < targets; target++) {
      double[] m = moments[target];
      double y = m[3] - m[1] * m[1] / m[0];
      double f = m[4] - m[2] * m[2] / m[0];
      double both = m[5] - m[1] * m[2] / m[0];
      boolean moves = m[0] > 1 && y > 1e-12 * m[3] && f > 1e-12 * m[4];
      each[target] = moves ? both / Math.sqrt(y * f) : Double.NaN;
    }
    return mean(each);
  }

  /**
   * The mean absolute error of each step of the horizon in original units, over all targets; NaN
   * for a step without a true value.
   */
  double[] maeByStep() {
    requireValue();
    double[] steps = new double[horizon];
    for (int step = 0; step < horizon; step++) {
      double[] each = new double[targets];
      for (int target = 0; target < targets; target++) {
        int i = step * targets + target;
        each[target] = absoluteByStep[i] / countByStep[i];
      }
      steps[step] = mean(each);
    }
    return steps;
  }

  /** The mean of each target, NaN for one without a true value. */
  private static double[] means(double[] sums, double[] counts) {
    double[] means = new double[sums.length];
    Arrays.setAll(means, target -> sums[target] / counts[target]);
    return means;
  }

  /** The mean of all that are numbers, NaN where none is. */
  static double mean(double... values) {
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

  /** Whether any true value has been seen. */
  boolean hasValue() {
    return Arrays.stream(countByStep).sum() > 0;
  }

  private void requireValue() {
    if (!hasValue()) {
      throw new IllegalStateException(
          "ForecastMetrics: add a window with a true value before asking for results.");
    }
  }
}
