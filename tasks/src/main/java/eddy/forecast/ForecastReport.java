package eddy.forecast;

import eddy.format.folder.Epoch;
import eddy.report.Band;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** The page that a training leaves behind. */
final class ForecastReport {
  private static final int HISTORY_SHOWN = 2;
  private static final int TARGETS_SHOWN = 4;
  private static final int SERIES_SHOWN = 6;
  private static final List<String> METRICS =
      List.of(
          "mae",
          "rmse",
          "mse",
          "smape",
          "mase",
          "owa",
          "mae_standardised",
          "mse_standardised",
          "pinball",
          "crps");

  private ForecastReport() {}

  static String html(
      Windows windows,
      Predictor predictor,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    ForecastConfig config = predictor.config();
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("Forecast", String.join(", ", config.targets()));
    facts.put("Look-back and horizon", config.lookBack() + " rows, " + config.horizon() + " rows");
    facts.put("Model", config.model() + ", " + config.cell() + ", " + config.hidden() + " units");
    facts.put("Split", config.split());
    facts.put("Windows validated", Long.toString(evaluation.items()));
    Report report =
        Report.titled("Forecast of " + String.join(", ", config.targets()))
            .command(command)
            .facts("The model", facts)
            .table(Figures.table(evaluation, metrics(evaluation)))
            .lineChart(learning(history));
    // Of many series, some that lie apart stand for all.
    List<Windows.Span> spans = windows.spans();
    for (int i = 0; i < Math.min(SERIES_SHOWN, spans.size()); i++) {
      Windows.Span span = spans.get(i * spans.size() / Math.min(SERIES_SHOWN, spans.size()));
      List<Forecast> forecasts = new ArrayList<>();
      predictor.forEach(new Windows(List.of(span)), (_, forecast) -> forecasts.add(forecast));
      for (int target = 0; target < Math.min(TARGETS_SHOWN, config.targets().size()); target++) {
        report = report.lineChart(example(span, forecasts, target));
        if (span.count() > 1) {
          report = report.lineChart(lastSteps(span, forecasts, target));
        }
      }
    }
    return report.lineChart(errorByStep(predictor.evaluate(windows))).html();
  }

  private static List<Column> metrics(Evaluation evaluation) {
    return METRICS.stream()
        .filter(evaluation.metrics()::containsKey)
        .map(name -> new Column(name, Best.LOWEST))
        .toList();
  }

  private static LineChart learning(List<Epoch> history) {
    String validation =
        history.getFirst().metrics().keySet().stream()
            .filter(name -> name.startsWith("validation_"))
            .findFirst()
            .orElseThrow();
    String loss = validation.endsWith("mse_standardised") ? "mean squared error" : "loss";
    return Figures.chart("Learning", loss, history)
        .with(Figures.line("training", history, "train_loss"))
        .with(Figures.line("validation", history, validation));
  }

  /** One forecast of the validation part, with the end of the history that it was made from. */
  private static LineChart example(Windows.Span span, List<Forecast> forecasts, int target) {
    ForecastConfig config = span.inputs().config();
    Series series = span.inputs().series();
    int window = span.count() / 2;
    int first = span.firstRow() + window * span.step();
    int shown = Math.min(first, Math.min(config.lookBack(), HISTORY_SHOWN * config.horizon()));
    double[] truth = new double[shown + config.horizon()];
    Arrays.setAll(truth, i -> truth(series, first - shown + i, target));
    LineChart chart =
        axis(span, "A forecast of " + name(span, target), target, first - shown, truth.length);
    Forecast forecast = forecasts.get(window);
    return withForecast(
        chart.with(Line.solid("truth", truth)),
        truth.length,
        (i, level) -> i < shown ? Double.NaN : value(forecast, level, i - shown, target),
        config.levels());
  }

  /** For each row of the validation part, what was forecast a whole horizon before. */
  private static LineChart lastSteps(Windows.Span span, List<Forecast> forecasts, int target) {
    ForecastConfig config = span.inputs().config();
    int last = config.horizon() - 1;
    int from = span.firstRow() + last;
    double[] truth = new double[span.count()];
    Arrays.setAll(truth, i -> truth(span.inputs().series(), from + i, target));
    String heading =
        "Forecast of %s %d steps ahead, beside the truth"
            .formatted(name(span, target), config.horizon());
    return withForecast(
        axis(span, heading, target, from, truth.length).with(Line.solid("truth", truth)),
        truth.length,
        (i, level) -> value(forecasts.get(i), level, last, target),
        config.levels());
  }

  private interface Points {
    /** A point of the chart: the forecast itself for level -1. */
    double at(int point, int level);
  }

  private static double value(Forecast forecast, int level, int step, int target) {
    return level < 0 ? forecast.point(step, target) : forecast.quantile(level, step, target);
  }

  /** Adds the forecast and, where there are quantiles, a fan of the intervals around it. */
  private static LineChart withForecast(
      LineChart chart, int points, Points forecast, double[] levels) {
    LineChart drawn = chart;
    for (int k = 0; k < levels.length / 2; k++) {
      int low = k;
      int high = levels.length - 1 - k;
      String name = Math.round(100 * (levels[high] - levels[low])) + " %";
      drawn =
          drawn.with(new Band(name, values(points, low, forecast), values(points, high, forecast)));
    }
    return drawn.with(Line.solid("forecast", values(points, -1, forecast)));
  }

  private static double[] values(int points, int level, Points forecast) {
    double[] values = new double[points];
    Arrays.setAll(values, i -> forecast.at(i, level));
    return values;
  }

  private static double truth(Series series, int row, int target) {
    return series.observed(row, target) ? series.value(row, target) : Double.NaN;
  }

  private static LineChart errorByStep(Scores scores) {
    double[] errors = scores.maeByStep();
    double[] steps = new double[errors.length];
    Arrays.setAll(steps, i -> i + 1);
    return LineChart.overNumbers("Error by step", "steps ahead", "mean absolute error", steps)
        .with(Line.solid("this model", errors));
  }

  private static String name(Windows.Span span, int target) {
    String name = span.inputs().config().targets().get(target);
    String id = span.inputs().series().id();
    return id.isEmpty() ? name : name + " of " + id;
  }

  private static LineChart axis(
      Windows.Span span, String heading, int target, int from, int points) {
    String name = span.inputs().config().targets().get(target);
    Optional<TimeColumn> time = span.inputs().series().time();
    if (time.isPresent()) {
      List<String> times = new ArrayList<>();
      for (int i = 0; i < points; i++) {
        times.add(time.get().time(from + i).toString());
      }
      return LineChart.overTimes(heading, time.get().name(), name, times);
    }
    double[] rows = new double[points];
    Arrays.setAll(rows, i -> from + i + 1);
    return LineChart.overNumbers(heading, "row", name, rows);
  }
}
