package eddy.forecast;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.EvaluationOptions;
import eddy.task.ForecastModel;
import eddy.task.Rows;
import eddy.task.TrainedModel;
import eddy.task.TrainingOptions;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
public final class Forecaster implements ForecastModel, Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "forecast";

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
    return new Forecaster(folder, config, new Predictor(network, config, new Workspace()));
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /**
   * From scaled windows to scaled forecasts: of the networks that say the whole horizon at once.
   *
   * @throws BadInput for others, and with states, of which these carry none
   */
  @Override
  public Graph graph(boolean states) {
    ForecastNetwork network = predictor.network();
    if (states && !(network instanceof RecursiveNetwork)) {
      throw new BadInput(
          folder.path()
              + ": a model that reads whole windows carries no state; convert without --states.");
    }
    return switch (network) {
      case DirectNetwork direct -> direct.graph();
      case EsRnnNetwork esRnn -> esRnn.graph();
      case RecursiveNetwork recursive -> {
        if (!states && !config.quantiles().isEmpty()) {
          throw new BadInput(
              folder.path()
                  + ": what this model forecasts from is drawn, again and again; convert with"
                  + " --states, and draw each row from what the graph says of it.");
        }
        yield recursive.graph(states);
      }
    };
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
   * @return [horizon][targets], in original units: medians, where the model has quantiles
   */
  public double[][] forecast(Series series) {
    return forecasts(List.of(series)).getFirst().points();
  }

  /**
   * Forecasts what follows the last row of each series.
   *
   * @param series of the model's targets, in original units
   * @throws BadInput if a series is too short, or lacks what should be known ahead
   */
  public List<Forecast> forecasts(List<Series> series) {
    ForecastData data = data(series);
    for (Series one : series) {
      requireRows(one.id().isEmpty() ? "The series" : "Series " + one.id(), one);
      int known = one.covariates().known(one.rows()) - one.rows();
      if (known < config.horizon()) {
        throw new BadInput(
            "%s: expected %d rows after the last value with what is known ahead (%s) but found %d."
                .formatted(
                    one.id().isEmpty() ? "The series" : "Series " + one.id(),
                    config.horizon(),
                    String.join(", ", config.columns().future()),
                    known));
      }
    }
    List<Forecast> forecasts = new ArrayList<>();
    predictor.forEach(data.next(), (_, forecast) -> forecasts.add(forecast));
    return forecasts;
  }

  /**
   * Draws what may follow the last row of a series, as whole paths.
   *
   * @param seed the same seed draws the same paths
   * @return [paths][horizon][targets], in original units
   * @throws BadInput if the model forecasts points only
   */
  public double[][][] samples(Series series, int paths, long seed) {
    requireQuantiles();
    Forecast forecast = forecasts(List.of(series)).getFirst();
    if (predictor.network() instanceof RecursiveNetwork network) {
      Windows next = data(List.of(series)).next();
      try (Tape tape = predictor.workspace().inference()) {
        double[][][] drawn =
            network.paths(tape, new WindowBatch(config, List.of(next.get(0))), paths, seed);
        return Paths.of(drawn[0], forecast.targets());
      }
    }
    return Json.parse(folder.text(Paths.FILE), Paths.FILE, Paths.class).draw(forecast, paths, seed);
  }

  @Override
  public TrainedModel sampling(int paths, long seed) {
    TrainingOptions.require(paths >= 1, "--samples", "one or more", paths);
    requireQuantiles();
    return new SampledPaths(this, paths, seed);
  }

  private void requireQuantiles() {
    if (config.quantiles().isEmpty()) {
      throw new BadInput(
          folder.path()
              + ": sample paths need a model that was trained with --output quantile, gaussian,"
              + " student-t or negative-binomial, but this one forecasts points.");
    }
  }

  /**
   * Reads a history, to follow what comes after it row by row.
   *
   * @param history at least a look-back long, in original units
   * @throws BadInput if the model is not recursive, or wants columns that are known ahead
   */
  public LiveForecast live(Series history) {
    if (!(predictor.network() instanceof RecursiveNetwork network)) {
      throw new BadInput(
          folder.path()
              + ": a live forecast needs a model of --model recursive but found "
              + config.model()
              + ".");
    }
    if (!config.columns().future().isEmpty()) {
      throw new BadInput(
          folder.path()
              + ": a live forecast knows calendars ahead but no columns; found "
              + String.join(", ", config.columns().future())
              + ".");
    }
    requireRows("The history", history);
    return new LiveForecast(network, predictor, data(List.of(history)).all().getFirst());
  }

  ForecastData data(List<Series> series) {
    for (Series one : series) {
      if (!one.names().equals(config.targets())) {
        throw new BadInput(
            "The model forecasts "
                + config.targets()
                + " but the series holds "
                + one.names()
                + ".");
      }
    }
    return ForecastData.of(series, config);
  }

  /**
   * One row for each future step of each series: the series' name where there are several, its
   * time, or its number counted from the first row of the file, each target, and its quantiles
   * where the model has them.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    List<Series> all = series(Table.read(data, name));
    if (!config.columns().many()) {
      requireRows(name, all.getFirst());
    }
    List<Forecast> forecasts = forecasts(all);
    List<String> columns = new ArrayList<>();
    config.columns().id().ifPresent(columns::add);
    columns.add(all.getFirst().time().map(TimeColumn::name).orElse("row"));
    for (String target : config.targets()) {
      columns.add(target);
      config.quantiles().forEach(level -> columns.add(target + "_" + level));
    }
    out.columns(columns);
    for (int i = 0; i < all.size(); i++) {
      for (int step = 0; step < config.horizon(); step++) {
        out.row(row(all.get(i), forecasts.get(i), step));
      }
    }
  }

  private List<Object> row(Series series, Forecast forecast, int step) {
    List<Object> row = place(series, step);
    for (int target = 0; target < forecast.targets(); target++) {
      row.add((float) forecast.point(step, target));
      for (int k = 0; k < forecast.levels().length; k++) {
        row.add((float) forecast.quantile(k, step, target));
      }
    }
    return row;
  }

  /** The name of a series, where there are several, and the time of a step after it. */
  List<Object> place(Series series, int step) {
    List<Object> place = new ArrayList<>();
    if (config.columns().many()) {
      place.add(series.id());
    }
    int at = series.rows() + step;
    place.add(series.time().isPresent() ? series.label(at) : (Object) (at + 1));
    return place;
  }

  @Override
  public Evaluation evaluate(Optional<Path> data) {
    return evaluate(EvaluationOptions.of(data));
  }

  @Override
  public Evaluation evaluate(EvaluationOptions options) {
    return new ForecastEvaluation(this, options).run();
  }

  /** What was fitted on the training part to stand beside the model. */
  Baselines baselines() {
    return Json.parse(folder.text(Baselines.FILE), Baselines.FILE, Baselines.class);
  }

  /**
   * Reads the columns that the model forecasts from a file of one series, with the model's time
   * column.
   *
   * @throws BadInput if the file is missing, malformed, lacks one of the columns, or holds several
   *     series
   */
  public Series read(Path file) {
    List<Series> all = readAll(file);
    if (all.size() > 1) {
      throw new BadInput(file + ": expected one series but found " + all.size() + ".");
    }
    return all.getFirst();
  }

  /**
   * Reads every series of a file, in the order in which they appear there.
   *
   * @throws BadInput if the file is missing, malformed, or lacks one of the columns
   */
  public List<Series> readAll(Path file) {
    return series(Table.read(file));
  }

  List<Series> series(Table table) {
    return new SeriesReader(config.columns(), Optional.empty()).read(table);
  }

  private void requireRows(String what, Series series) {
    if (!config.columns().many()) {
      requireRows(what, series.rows(), config.lookBack());
    }
  }

  static void requireRows(String what, int rows, int needed) {
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
