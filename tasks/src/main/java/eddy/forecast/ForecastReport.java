package eddy.forecast;

import eddy.format.folder.Epoch;
import eddy.report.Line;
import eddy.report.LineChart;
import eddy.report.Report;
import eddy.report.TableSection;
import eddy.report.TableSection.Best;
import eddy.report.TableSection.Column;
import eddy.report.TableSection.Row;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;

/** The page that a training leaves behind. */
final class ForecastReport {
  private static final int HISTORY_SHOWN = 2;
  private static final int TARGETS_SHOWN = 4;
  private static final List<String> METRICS =
      List.of("mae", "rmse", "mse", "smape", "mase", "mae_standardised", "mse_standardised");

  private ForecastReport() {}

  static String html(
      ForecastData data,
      Windows windows,
      Predictor predictor,
      List<Epoch> history,
      Evaluation evaluation,
      String command) {
    ForecastConfig config = data.config();
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
            .table(metrics(evaluation))
            .lineChart(learning(history));
    float[][] forecasts = new float[windows.count()][];
    predictor.forEach(data, windows, (window, values) -> forecasts[window] = values.clone());
    for (int target = 0; target < Math.min(TARGETS_SHOWN, config.targets().size()); target++) {
      report =
          report
              .lineChart(example(data, windows, forecasts, target))
              .lineChart(lastSteps(data, windows, forecasts, target));
    }
    return report.lineChart(errorByStep(data, windows, forecasts)).html();
  }

  private static TableSection metrics(Evaluation evaluation) {
    List<String> names = METRICS.stream().filter(evaluation.metrics()::containsKey).toList();
    List<Row> rows = new ArrayList<>();
    rows.add(row("this model", evaluation.metrics(), names));
    evaluation.baselines().forEach((name, figures) -> rows.add(row(name, figures, names)));
    List<Column> columns = names.stream().map(name -> new Column(name, Best.LOWEST)).toList();
    return new TableSection("On the validation part", "model", columns, rows);
  }

  private static Row row(String label, SortedMap<String, Double> figures, List<String> names) {
    return new Row(label, names.stream().map(n -> figures.getOrDefault(n, Double.NaN)).toList());
  }

  private static LineChart learning(List<Epoch> history) {
    double[] epochs = history.stream().mapToDouble(Epoch::epoch).toArray();
    return LineChart.overNumbers("Learning", "epoch", "mean squared error", epochs)
        .with(Line.solid("training", figures(history, "train_loss")))
        .with(Line.solid("validation", figures(history, "validation_mse_standardised")));
  }

  private static double[] figures(List<Epoch> history, String name) {
    return history.stream().mapToDouble(epoch -> epoch.metrics().get(name)).toArray();
  }

  /** One forecast of the validation part, with the end of the history that it was made from. */
  private static LineChart example(
      ForecastData data, Windows windows, float[][] forecasts, int target) {
    ForecastConfig config = data.config();
    int window = windows.count() / 2;
    int first = windows.firstFutureRow(window);
    int shown = Math.min(config.lookBack(), HISTORY_SHOWN * config.horizon());
    int from = first - shown;
    int points = shown + config.horizon();
    double[] truth = new double[points];
    double[] forecast = new double[points];
    Arrays.fill(forecast, Double.NaN);
    for (int i = 0; i < points; i++) {
      truth[i] = truth(data.series(), from + i, target);
      if (i >= shown) {
        float value = forecasts[window][(i - shown) * windows.targets() + target];
        forecast[i] = config.scaling().invert(value, target);
      }
    }
    String name = config.targets().get(target);
    return axis(data, "A forecast of " + name, name, from, points)
        .with(Line.solid("truth", truth))
        .with(Line.solid("forecast", forecast));
  }

  /** For each row of the validation part, what was forecast a whole horizon before. */
  private static LineChart lastSteps(
      ForecastData data, Windows windows, float[][] forecasts, int target) {
    ForecastConfig config = data.config();
    int horizon = config.horizon();
    int points = windows.count();
    int from = windows.firstFutureRow(0) + horizon - 1;
    double[] truth = new double[points];
    double[] forecast = new double[points];
    for (int i = 0; i < points; i++) {
      truth[i] = truth(data.series(), from + i, target);
      float value = forecasts[i][(horizon - 1) * windows.targets() + target];
      forecast[i] = config.scaling().invert(value, target);
    }
    String name = config.targets().get(target);
    String heading = "Forecast of " + name + " " + horizon + " steps ahead, beside the truth";
    return axis(data, heading, name, from, points)
        .with(Line.solid("truth", truth))
        .with(Line.solid("forecast", forecast));
  }

  private static double truth(Series series, int row, int target) {
    return series.observed(row, target) ? series.value(row, target) : Double.NaN;
  }

  private static LineChart errorByStep(ForecastData data, Windows windows, float[][] forecasts) {
    ForecastMetrics metrics = data.metrics();
    for (int window = 0; window < windows.count(); window++) {
      metrics.add(windows.firstFutureRow(window), forecasts[window], 0);
    }
    double[] errors = metrics.maeByStep();
    double[] steps = new double[errors.length];
    Arrays.setAll(steps, i -> i + 1);
    return LineChart.overNumbers("Error by step", "steps ahead", "mean absolute error", steps)
        .with(Line.solid("this model", errors));
  }

  private static LineChart axis(
      ForecastData data, String heading, String name, int from, int points) {
    if (data.series().time().isPresent()) {
      TimeColumn time = data.series().time().get();
      List<String> times = new ArrayList<>();
      for (int i = 0; i < points; i++) {
        times.add(time.time(from + i).toString());
      }
      return LineChart.overTimes(heading, time.name(), name, times);
    }
    double[] rows = new double[points];
    Arrays.setAll(rows, i -> from + i + 1);
    return LineChart.overNumbers(heading, "row", name, rows);
  }
}
