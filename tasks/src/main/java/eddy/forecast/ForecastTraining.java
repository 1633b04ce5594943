package eddy.forecast;

import eddy.data.Batches;
import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Json;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.loss.Loss;
import eddy.optim.Optimizer;
import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.TrainedModel;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Workspace;
import eddy.train.EpochReport;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingData;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The training of a forecasting model from a file. */
public final class ForecastTraining implements Experiment {
  private final ForecastOptions options;
  private final ForecastConfig config;
  private final ForecastData data;
  private final Split split;
  private final Windows train;
  private final Windows validation;
  private final String digest;
  private final String fromDigest;

  private ForecastTraining(
      ForecastOptions options, ForecastConfig config, ForecastData data, Split split) {
    this.options = options;
    this.config = config;
    this.data = data;
    this.split = split;
    train = data.train(split);
    validation = data.validation(split);
    validation.requireTruth(data.series(), options.data() + ", the validation part");
    digest = Digest.sha256(options.data());
    fromDigest =
        options.from().map(from -> Digest.sha256(from.resolve(ModelFolder.WEIGHTS))).orElse("");
  }

  /**
   * Reads and checks the data.
   *
   * @throws BadInput if the file or an option is wrong
   */
  public static Training prepare(ForecastOptions options) {
    Table table = Table.read(options.data());
    Optional<TimeColumn> time = ForecastData.time(table, options.time());
    List<String> targets = ForecastData.targets(table, options.targets(), time);
    Split split = Split.parse(options.split(), table.rows(), time);
    split.requireWindows(options.lookBack(), options.horizon());
    Series series = Series.of(table, targets, time, split);
    int season = options.season().orElse(ForecastData.season(time));
    ForecastConfig config =
        new ForecastConfig(
            options.model(),
            options.training().cell(),
            time.map(TimeColumn::name),
            targets,
            options.lookBack(),
            options.horizon(),
            options.segmentRows(),
            options.training().hidden(),
            options.training().layers(),
            options.training().dropout(),
            options.calendar(),
            season < split.trainEnd() ? season : 1,
            options.split(),
            options
                .from()
                .map(from -> config(from).scaling())
                .orElseGet(() -> Scaling.fit(series, split.trainEnd())),
            ForecastMetrics.seasonalErrors(series, split.trainEnd(), season));
    return new Training(
        new ForecastTraining(options, config, ForecastData.of(series, config), split));
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if the folder holds no forecasting model
   */
  public static ForecastConfig config(Path from) {
    return ModelFolder.open(from).config(Forecaster.TASK, ForecastConfig.class);
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%d rows of %s; windows: %d to train on, %d to validate, %d set aside for test"
            .formatted(
                data.series().rows(),
                String.join(", ", config.targets()),
                train.count(),
                validation.count(),
                data.test(split).count()));
    notes.add(
        "Network: %s, %s, %d units, %d %s a step"
            .formatted(
                config.model(),
                config.cell(),
                config.hidden(),
                stepRows(),
                stepRows() == 1 ? "row" : "rows"));
    options.adviceOnSegments().ifPresent(notes::add);
    for (int target = 0; target < config.targets().size(); target++) {
      int learned = data.series().missing(target, 0, split.trainEnd());
      int later = data.series().missing(target, split.trainEnd(), data.series().rows());
      if (learned + later > 0) {
        notes.add(
            ("%s: %d missing values, of which %d to train on were interpolated, and %d after that"
                    + " repeat the value before and count in no figure")
                .formatted(config.targets().get(target), learned + later, learned, later));
      }
    }
    options.season().stream()
        .filter(season -> season != config.season())
        .forEach(season ->
            notes.add("--season " + season + " is longer than the training part; without one."));
    data.series().time().flatMap(TimeColumn::irregularity).ifPresent(notes::add);
    return notes;
  }

  private int stepRows() {
    return config.model().equals("segment") ? config.segment() : 1;
  }

  @Override
  public long items() {
    return train.count();
  }

  @Override
  public String unit() {
    return "windows";
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (Forecaster forecaster = Forecaster.of(model)) {
      return evaluate(forecaster.predictor(), forecaster.ridge());
    }
  }

  private Evaluation evaluate(Predictor predictor, RidgeRegression ridge) {
    return Forecaster.evaluate("validation", data, validation, predictor, ridge, digests());
  }

  @Override
  public Run begin(Workspace workspace) {
    return new ForecastRun(workspace);
  }

  /** A forecasting network while it is trained. */
  private final class ForecastRun implements Run {
    private final ForecastNetwork network =
        ForecastNetwork.of(config, new SplittableRandom(training().seed()));
    private final Predictor predictor;
    private final Trainer<int[]> trainer;
    private Optional<RidgeRegression> ridge = Optional.empty();

    ForecastRun(Workspace workspace) {
      options.from().ifPresent(from -> ModelFolder.open(from).load(network.parameters()));
      predictor = new Predictor(network, workspace);
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters()),
              training().rates(batches().batches(0)),
              (tape, ids) -> {
                WindowBatch batch = data.batch(train, ids);
                return Loss.meanSquared(network.forward(tape, batch), batch.future(tape));
              },
              training().loop());
    }

    @Override
    public Trainer<?> trainer() {
      return trainer;
    }

    @Override
    public Outcome train(TrainingListener listener) {
      return trainer.run(
          batches(),
          () -> predictor.evaluate(data, validation).results().get("mse_standardised"),
          listener);
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      figures.put("validation_mse_standardised", report.validation());
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    private RidgeRegression ridge() {
      if (ridge.isEmpty()) {
        ridge = Optional.of(RidgeRegression.fit(train, validation));
      }
      return ridge.get();
    }

    @Override
    public Evaluation evaluate() {
      return ForecastTraining.this.evaluate(predictor, ridge());
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights = new LinkedHashMap<>();
      network.parameters().forEach((name, parameter) -> weights.put(name, parameter.value()));
      Map<String, String> texts = Map.of(Forecaster.RIDGE, Json.text(ridge()));
      return new Model(Forecaster.TASK, config, weights, history, provenance, texts);
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return ForecastReport.html(data, validation, predictor, history, evaluation, command);
    }
  }

  private TrainingData<int[]> batches() {
    int size = training().batchSize();
    long seed = training().seed();
    return new TrainingData<>() {
      @Override
      public int batches(int epoch) {
        return Batches.count(train.count(), size);
      }

      @Override
      public Iterable<int[]> epoch(int epoch) {
        return Arrays.asList(Batches.shuffled(train.count(), size, seed, epoch));
      }
    };
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(TrainedModel.SOURCE, options.data().toAbsolutePath().normalize().toString());
    map.put("model", config.model());
    map.put("target", String.join(",", config.targets()));
    map.put("split", config.split());
    map.put("look_back", Integer.toString(config.lookBack()));
    map.put("horizon", Integer.toString(config.horizon()));
    map.put("segment", Integer.toString(config.segment()));
    map.put("season", Integer.toString(config.season()));
    map.put("calendar", String.join(",", config.calendar()));
    map.putAll(options.training().toMap());
    options
        .from()
        .ifPresent(from -> {
          map.put(TrainedModel.FROM, from.toAbsolutePath().normalize().toString());
          map.put("from_weights", fromDigest);
        });
    return map;
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("train", "rows 0 to " + split.trainEnd());
    parts.put("validation", "rows " + split.trainEnd() + " to " + split.validEnd());
    parts.put("test", "rows " + split.validEnd() + " to " + split.testEnd());
    return Provenance.now(command, training().seed(), digests(), parts, optionMap());
  }

  private Map<String, String> digests() {
    return Map.of(options.data().getFileName().toString(), digest);
  }
}
