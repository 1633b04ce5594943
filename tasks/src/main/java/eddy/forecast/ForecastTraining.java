package eddy.forecast;

import eddy.data.Batches;
import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Json;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.optim.Optimizer;
import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.NetworkRun;
import eddy.task.Origins;
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
  private final List<Split> splits;
  private final Windows train;
  private final Windows validation;

  /** The figure of the validation part that training goes by. */
  private final String measure;

  private final String digest;
  private final Map<String, String> origins;

  private ForecastTraining(
      ForecastOptions options, ForecastConfig config, ForecastData data, List<Split> splits) {
    this.options = options;
    this.config = config;
    this.data = data;
    this.splits = splits;
    train = data.train(splits);
    validation = data.validation(splits);
    if (train.count() == 0 || validation.count() == 0) {
      throw new BadInput(
          options.data()
              + ": expected a series with rows to train on before "
              + config.horizon()
              + " to validate, as --split "
              + config.split()
              + " cuts it, but found none.");
    }
    validation.requireTruth(options.data() + ", the validation part");
    measure = config.quantiles().isEmpty() ? "mse_standardised" : "pinball_standardised";
    digest = Digest.sha256(options.data());
    origins = Origins.of(options.data(), options.from());
  }

  /**
   * Reads and checks the data.
   *
   * @throws BadInput if the file or an option is wrong
   */
  public static Training prepare(ForecastOptions options) {
    Table table = Table.read(options.data());
    Columns columns = SeriesReader.complete(table, options.columns());
    String split = options.splitOf(columns.many());
    return prepare(options, columns, new SeriesReader(columns, Optional.of(split)).read(table));
  }

  private static Training prepare(ForecastOptions options, Columns columns, List<Series> all) {
    String split = options.splitOf(columns.many());
    List<Split> splits = ForecastEvaluation.splits(all, split);
    if (!columns.many()) {
      splits.getFirst().requireWindows(options.lookBack(), options.horizon());
    }
    List<Integer> seasons =
        options.seasons().isEmpty()
            ? List.of(ForecastData.season(all.getFirst().time()))
            : options.seasons();
    ForecastConfig asked = ForecastConfig.of(options, columns, seasons).fitted(split, all, splits);
    ForecastConfig config = options.from().map(from -> asked.scaledAs(config(from))).orElse(asked);
    return new Training(
        new ForecastTraining(options, config, ForecastData.of(all, config), splits));
  }

  /**
   * A model like another, of which only the data is new: what lies before the test parts, which
   * nothing is learnt of.
   */
  static Fitted fit(
      Path file,
      ForecastConfig like,
      TrainingOptions training,
      List<Series> all,
      List<Split> splits,
      Workspace workspace) {
    ForecastConfig config = like.fitted(like.split(), all, splits);
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.data = file;
          o.model = config.model();
          o.linear = config.linear();
          o.lookBack = config.lookBack();
          o.horizon = config.horizon();
          o.training = training;
        });
    ForecastTraining fresh =
        new ForecastTraining(options, config, ForecastData.of(all, config), splits);
    ForecastRun run = fresh.new ForecastRun(workspace);
    run.train(TrainingListener.NONE);
    return new Fitted(run.predictor, run.baselines());
  }

  /** A model in memory, with what stands beside it. */
  record Fitted(Predictor predictor, Baselines baselines) {}

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
    int series = data.all().size();
    int rows = data.all().stream().mapToInt(inputs -> inputs.series().rows()).sum();
    notes.add(
        "%s%d rows of %s; windows: %d to train on, %d to validate, %d set aside for test"
            .formatted(
                series > 1 ? series + " series, " : "",
                rows,
                String.join(", ", config.targets()),
                train.count(),
                validation.count(),
                data.test(splits).count()));
    notes.add(
        "Network: %s, %s, %d units, %d %s a step"
            .formatted(
                config.model(),
                config.cell(),
                config.hidden(),
                stepRows(),
                stepRows() == 1 ? "row" : "rows"));
    options.adviceOnSegments().ifPresent(notes::add);
    for (SeriesInputs inputs : data.all()) {
      notes.addAll(missing(inputs.series(), splits.get(inputs.number()).trainEnd()));
    }
    options.seasons().stream()
        .limit(1)
        .filter(season -> season != config.season())
        .forEach(season ->
            notes.add("--season " + season + " is longer than the training part; without one."));
    data.all().stream()
        .flatMap(inputs -> inputs.series().time().flatMap(TimeColumn::irregularity).stream())
        .limit(1)
        .forEach(notes::add);
    return notes;
  }

  private List<String> missing(Series series, int trainEnd) {
    List<String> notes = new ArrayList<>();
    for (int target = 0; target < config.targets().size(); target++) {
      int learned = series.missing(target, 0, trainEnd);
      int later = series.missing(target, trainEnd, series.rows());
      if (learned + later > 0) {
        notes.add(
            ("%s%s: %d missing values, of which %d to train on were interpolated, and %d after that"
                    + " repeat the value before and count in no figure")
                .formatted(
                    series.id().isEmpty() ? "" : series.id() + ", ",
                    config.targets().get(target),
                    learned + later,
                    learned,
                    later));
      }
    }
    return notes;
  }

  private int stepRows() {
    return config.model().equals(SegmentNetwork.NAME) ? config.segment() : 1;
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
  public String validated() {
    return config.quantiles().isEmpty() ? "squared error" : "pinball loss";
  }

  @Override
  public boolean hasTest() {
    return data.test(splits).count() > 0;
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (Forecaster forecaster = Forecaster.of(model)) {
      return evaluate(forecaster.predictor(), forecaster.baselines());
    }
  }

  private Evaluation evaluate(Predictor predictor, Baselines baselines) {
    return ForecastEvaluation.evaluate("validation", validation, predictor, baselines, digests());
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
    private Optional<Baselines> baselines = Optional.empty();

    ForecastRun(Workspace workspace) {
      if (network instanceof EsRnnNetwork own) {
        own.begin(data, splits);
      }
      if (network instanceof LinearPath path) {
        path.begin(baselines().ridge().orElseThrow());
      }
      options.from().ifPresent(from -> ModelFolder.open(from).load(network.parameters()));
      predictor = new Predictor(network, config, workspace);
      trainer =
          new Trainer<>(
              workspace,
              network.trained(),
              new Optimizer(training().rule(), network.trained()),
              training().rates(batches().batches(0)),
              (tape, ids) -> network.loss(tape, data.batch(train, ids)),
              training().loop());
    }

    @Override
    public Trainer<?> trainer() {
      return trainer;
    }

    @Override
    public Outcome train(TrainingListener listener) {
      return trainer.run(
          batches(), () -> predictor.evaluate(validation).results().get(measure), listener);
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      figures.put("validation_" + measure, report.validation());
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    private Baselines baselines() {
      if (baselines.isEmpty()) {
        baselines = Optional.of(Baselines.fit(config, train, validation));
      }
      return baselines.get();
    }

    @Override
    public Evaluation evaluate() {
      return ForecastTraining.this.evaluate(predictor, baselines());
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights = NetworkRun.weights(List.of(network.parameters()));
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put(Baselines.FILE, Json.text(baselines()));
      if (!config.quantiles().isEmpty()) {
        texts.put(Paths.FILE, Json.text(Paths.fit(predictor, validation)));
      }
      return new Model(Forecaster.TASK, config, weights, history, provenance, texts);
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return ForecastReport.html(validation, predictor, history, evaluation, command);
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
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.putAll(config.toMap());
    map.putAll(options.training().toMap());
    return map;
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> parts = new LinkedHashMap<>();
    if (config.columns().many()) {
      parts.put("split", config.split());
      return Provenance.now(command, training().seed(), digests(), parts, optionMap());
    }
    Split split = splits.getFirst();
    parts.put("train", "rows 0 to " + split.trainEnd());
    parts.put("validation", "rows " + split.trainEnd() + " to " + split.validEnd());
    parts.put("test", "rows " + split.validEnd() + " to " + split.testEnd());
    return Provenance.now(command, training().seed(), digests(), parts, optionMap());
  }

  private Map<String, String> digests() {
    return Map.of(options.data().getFileName().toString(), digest);
  }
}
