package eddy.forecast;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The metrics of every series and of all together: the mean over the series, of whatever number of
 * windows each has.
 */
final class Scores {
  private final ForecastConfig config;
  private final SequencedMap<Integer, ForecastMetrics> each = new LinkedHashMap<>();
  private final Map<Integer, String> names = new LinkedHashMap<>();

  Scores(ForecastConfig config) {
    this.config = config;
  }

  /** Adds the forecast of one window; the windows of a series come in the order of their rows. */
  void add(Window window, Forecast forecast) {
    int number = window.inputs().number();
    names.putIfAbsent(number, window.series().id());
    each.computeIfAbsent(number, _ -> metrics(window)).add(window, forecast);
  }

  private ForecastMetrics metrics(Window first) {
    double[] errors =
        config.columns().many()
            ? ForecastMetrics.seasonalErrors(first.series(), first.row(), config.season())
            : config.seasonalErrors();
    return new ForecastMetrics(errors, config.horizon(), config.levels());
  }

  /** The number of windows so far. */
  long windows() {
    return each.values().stream().mapToLong(ForecastMetrics::windows).sum();
  }

  /** The metrics of each series by its name; of one series without a name none. */
  SequencedMap<String, SortedMap<String, Double>> bySeries() {
    SequencedMap<String, SortedMap<String, Double>> all = new LinkedHashMap<>();
    each.forEach((number, metrics) -> {
      if (metrics.hasValue() && !names.get(number).isEmpty()) {
        all.put(names.get(number), metrics.results());
      }
    });
    return all;
  }

  /** The metrics of all series together. */
  SortedMap<String, Double> results() {
    List<SortedMap<String, Double>> all =
        each.values().stream()
            .filter(ForecastMetrics::hasValue)
            .map(ForecastMetrics::results)
            .toList();
    SortedMap<String, Double> means = new TreeMap<>();
    for (SortedMap<String, Double> one : all) {
      for (String name : one.keySet()) {
        means.computeIfAbsent(
            name,
            _ ->
                ForecastMetrics.mean(
                    all.stream()
                        .mapToDouble(figures -> figures.getOrDefault(name, Double.NaN))
                        .toArray()));
      }
    }
    means.computeIfPresent("rmse", (_, _) -> Math.sqrt(means.get("mse")));
    return means;
  }

  /** The mean absolute error of each step over all series. */
  double[] maeByStep() {
    List<double[]> all =
        each.values().stream()
            .filter(ForecastMetrics::hasValue)
            .map(ForecastMetrics::maeByStep)
            .toList();
    double[] means = new double[config.horizon()];
    Arrays.setAll(
        means, step -> ForecastMetrics.mean(all.stream().mapToDouble(e -> e[step]).toArray()));
    return means;
  }
}
