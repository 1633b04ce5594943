package eddy.forecast;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.ModelFolder;
import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.EvaluationFile;
import eddy.task.Rows;
import eddy.task.TrainedModel;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * A trained forecasting model.
 *
 * <pre>{@code
 * try (Forecaster forecaster = Forecaster.of(ModelFolder.open(Path.of("model")))) {
 *   Series series = forecaster.read(Path.of("data.csv"));
 *   double[][] next = forecaster.forecast(series);   // [horizon][targets], in original units
 * }
 * }</pre>
 */
public final class Forecaster implements TrainedModel {
  /** The name of the task in model folders. */
  public static final String TASK = "forecast";

  static final String RIDGE = "ridge.json";

  private final ModelFolder folder;
  private final ForecastConfig config;
  private final Predictor predictor;

  private Forecaster(ModelFolder folder, ForecastConfig config, Predictor predictor) {
    this.folder = folder;
    this.config = config;
    this.predictor = predictor;
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static Forecaster of(ModelFolder folder) {
    ForecastConfig config = folder.config(TASK, ForecastConfig.class);
    ForecastNetwork network = ForecastNetwork.of(config, new SplittableRandom(0));
    folder.load(network.parameters());
    return new Forecaster(folder, config, new Predictor(network, new Workspace()));
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    predictor.workspace().close();
  }

  /** What runs the network. */
  Predictor predictor() {
    return predictor;
  }

  /** What the model is. */
  public ForecastConfig config() {
    return config;
  }

  /**
   * Forecasts what follows the last row of a series.
   *
   * @param series of the model's targets, at least its look-back long, in original units
   * @return [horizon][targets], in original units
   */
  public double[][] forecast(Series series) {
    if (!series.names().equals(config.targets())) {
      throw new BadInput(
          "The model forecasts "
              + config.targets()
              + " but the series holds "
              + series.names()
              + ".");
    }
    requireRows("The series", series.rows(), config.lookBack());
    ForecastData data = ForecastData.of(series, config);
    double[][] forecast = new double[config.horizon()][config.targets().size()];
    predictor.forEach(
        data,
        data.next(),
        (_, values) -> {
          for (int i = 0; i < forecast.length; i++) {
            for (int target = 0; target < forecast[i].length; target++) {
              float value = values[i * forecast[i].length + target];
              forecast[i][target] = config.scaling().invert(value, target);
            }
          }
        });
    return forecast;
  }

  /**
   * One row for each future step: its time, or its number counted from the first row of the file,
   * and each target.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    Series series = series(Table.read(data, name));
    requireRows(name, series.rows(), config.lookBack());
    double[][] forecast = forecast(series);
    List<String> columns = new ArrayList<>();
    columns.add(series.time().map(TimeColumn::name).orElse("row"));
    columns.addAll(config.targets());
    out.columns(columns);
    for (int i = 0; i < forecast.length; i++) {
      List<Object> row = new ArrayList<>();
      int at = series.rows() + i;
      row.add(series.time().isPresent() ? series.label(at) : (Object) (at + 1));
      for (double value : forecast[i]) {
        row.add((float) value);
      }
      out.row(row);
    }
  }

  @Override
  public Evaluation evaluate(Optional<Path> file) {
    EvaluationFile measured = EvaluationFile.of(folder, file);
    Path path = measured.path();
    boolean own = measured.own();
    ForecastData data;
    Windows windows;
    if (own) {
      Table table = Table.read(path);
      Optional<TimeColumn> time = ForecastData.time(table, config.time());
      Split split = Split.parse(config.split(), table.rows(), time);
      data = ForecastData.of(Series.of(table, config.targets(), time, split), config);
      windows = data.test(split);
    } else {
      data = ForecastData.of(read(path), config);
      requireRows(path.toString(), data.series().rows(), config.lookBack() + config.horizon());
      windows = data.all();
      if (windows.count() == 0) {
        throw new BadInput(path + ": expected values from the first rows on but they are missing.");
      }
    }
    windows.requireTruth(data.series(), path.toString());
    return evaluate(own ? "test" : "all", data, windows, predictor, ridge(), measured.digests());
  }

  /** Measures what a predictor forecasts for some windows, beside the baselines. */
  static Evaluation evaluate(
      String part,
      ForecastData data,
      Windows windows,
      Predictor predictor,
      RidgeRegression ridge,
      Map<String, String> files) {
    SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
    for (Baseline baseline : baselines(data.config().season(), ridge)) {
      ForecastMetrics metrics = data.metrics();
      baseline.evaluate(windows, metrics);
      baselines.put(baseline.name(), metrics.results());
    }
    ForecastMetrics metrics = predictor.evaluate(data, windows);
    long missing = windows.missing(data.series());
    return new Evaluation(part, metrics.windows(), missing, metrics.results(), baselines, files);
  }

  /** The baselines that stand beside every forecast; a season of 1 is the last value again. */
  static List<Baseline> baselines(int season, RidgeRegression ridge) {
    return season > 1
        ? List.of(new LastValue(), new SeasonalNaive(season), ridge)
        : List.of(new LastValue(), ridge);
  }

  /** The ridge regression that was fitted on the training part. */
  RidgeRegression ridge() {
    return Json.parse(folder.text(RIDGE), RIDGE, RidgeRegression.class);
  }

  /**
   * Reads the columns that the model forecasts from a file, with the model's time column.
   *
   * @throws BadInput if the file is missing, malformed, or lacks one of the columns
   */
  public Series read(Path file) {
    return series(Table.read(file));
  }

  private Series series(Table table) {
    return Series.of(table, config.targets(), ForecastData.time(table, config.time()));
  }

  private static void requireRows(String what, int rows, int needed) {
    if (rows < needed) {
      throw new BadInput(
          what
              + ": expected at least "
              + needed
              + " rows, as the model needs, but found "
              + rows
              + ".");
    }
  }
}
