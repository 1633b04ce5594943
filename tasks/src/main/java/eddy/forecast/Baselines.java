package eddy.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that stands beside a model, fitted on the training parts; stored with the model.
 *
 * <p>Where the model gives quantiles, so do the baselines that are quick: their point plus the
 * quantiles of their own errors in training, by step and target, in units of the window.
 *
 * @param ridge the regression on the window
 * @param errors the quantiles of the errors of each baseline by its name, [level][H * C]
 * @param training the quantiles of the targets of the one series, [level][C]
 */
record Baselines(
    Optional<RidgeRegression> ridge,
    Map<String, double[][]> errors,
    Optional<TrainingQuantiles> training) {
  static final String FILE = "baselines.json";

  /** More errors than these say nothing new. */
  private static final int MOST_WINDOWS = 2000;

  /** Fits everything on windows of the training parts; penalties are chosen on validation. */
  static Baselines fit(ForecastConfig config, Windows train, Windows validation) {
    Optional<RidgeRegression> ridge = Optional.empty();
    if (!config.model().equals(EsRnnNetwork.NAME)) {
      ridge = Optional.of(RidgeRegression.fit(config, train, validation));
    }
    Baselines points = new Baselines(ridge, Map.of(), Optional.empty());
    double[] levels = config.levels();
    if (levels.length == 0) {
      return points;
    }
    Map<String, double[][]> errors = new LinkedHashMap<>();
    for (Baseline baseline : points.all(config.season())) {
      if (baseline.quick()) {
        errors.put(baseline.name(), errors(baseline, train, config.horizon(), levels));
      }
    }
    return new Baselines(ridge, errors, training(config, train, levels));
  }

  private static double[][] errors(Baseline baseline, Windows train, int horizon, double[] levels) {
    int count = Math.min(MOST_WINDOWS, train.count());
    double[][] samples = new double[0][];
    for (int i = 0; i < count; i++) {
      Window window = train.get((int) ((long) i * train.count() / count));
      double[] forecast = baseline.forecast(window, horizon);
      if (i == 0) {
        samples = new double[forecast.length][count];
      }
      for (int j = 0; j < forecast.length; j++) {
        int target = j % window.targets();
        double error = window.value(j / window.targets(), target) - forecast[j];
        samples[j][i] = error / window.unit(target);
      }
    }
    double[][] quantiles = new double[levels.length][samples.length];
    for (int j = 0; j < samples.length; j++) {
      Arrays.sort(samples[j]);
      for (int k = 0; k < levels.length; k++) {
        quantiles[k][j] = quantile(samples[j], levels[k]);
      }
    }
    return quantiles;
  }

  private static Optional<TrainingQuantiles> training(
      ForecastConfig config, Windows train, double[] levels) {
    if (config.columns().many()) {
      return Optional.empty();
    }
    Windows.Span span = train.spans().getFirst();
    Series series = span.inputs().series();
    double[][] values = new double[levels.length][series.targets()];
    for (int target = 0; target < series.targets(); target++) {
      double[] sorted = new double[span.endRow()];
      for (int row = 0; row < sorted.length; row++) {
        sorted[row] = series.value(row, target);
      }
      Arrays.sort(sorted);
      for (int k = 0; k < levels.length; k++) {
        values[k][target] = quantile(sorted, levels[k]);
      }
    }
    return Optional.of(new TrainingQuantiles(values));
  }

  /** The quantile of a sample, on the line between the two values around it. */
  static double quantile(double[] sorted, double level) {
    double at = level * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The baselines in the order of the table; a season of 1 is the last value again. */
  List<Baseline> all(int season) {
    List<Baseline> all = new ArrayList<>(List.of(new LastValue()));
    if (season > 1) {
      all.add(new SeasonalNaive(season));
    }
    all.add(new Drift());
    if (season > 1) {
      all.add(new Naive2(season));
    }
    all.add(new Theta(season));
    ridge.ifPresent(all::add);
    training.ifPresent(all::add);
    return all;
  }

  /** Adds what a baseline forecasts for some windows to its scores. */
  void evaluate(Baseline baseline, ForecastConfig config, Windows windows, Scores scores) {
    double[] levels = errors.containsKey(baseline.name()) ? config.levels() : new double[0];
    for (int i = 0; i < windows.count(); i++) {
      Window window = windows.get(i);
      scores.add(
          window,
          baseline instanceof TrainingQuantiles quantiles
              ? quantiles.forecast(config.horizon(), config.levels())
              : forecast(baseline, window, config.horizon(), levels));
    }
  }

  private Forecast forecast(Baseline baseline, Window window, int horizon, double[] levels) {
    double[] points = baseline.forecast(window, horizon);
    double[][] quantiles = new double[levels.length][points.length];
    for (int k = 0; k < levels.length; k++) {
      double[] shifts = errors.get(baseline.name())[k];
      for (int i = 0; i < points.length; i++) {
        quantiles[k][i] = points[i] + shifts[i] * window.unit(i % window.targets());
      }
    }
    return new Forecast(window.targets(), levels, points, quantiles);
  }
}
