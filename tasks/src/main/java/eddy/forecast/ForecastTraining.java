package eddy.forecast;

import eddy.data.Batches;
import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Json;
import eddy.format.folder.Checkpoint;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.format.folder.TrainingFolder;
import eddy.loss.Loss;
import eddy.optim.Optimizer;
import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Evaluation;
import eddy.task.TrainedModel;
import eddy.tensor.Array;
import eddy.tensor.Workspace;
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

/**
 * Trains a forecasting model from a file and writes its folder.
 *
 * <p>The test part is never looked at: what is reported is training and validation.
 */
public final class ForecastTraining {
  /** The file of the report in the model folder. */
  public static final String REPORT = "report.html";

  private final ForecastOptions options;
  private final ForecastConfig config;
  private final ForecastData data;
  private final Split split;
  private final Windows train;
  private final Windows validation;
  private final String digest;
  private final String fromDigest;

  /**
   * How a training ended.
   *
   * @param outcome why and where it ended
   * @param validation the model's figures on the validation part, none where it was stopped
   * @param history one entry per epoch, those before a resume included
   */
  public record Result(Outcome outcome, Optional<Evaluation> validation, List<Epoch> history) {}

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
  public static ForecastTraining prepare(ForecastOptions options) {
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
            options.cell(),
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
    return new ForecastTraining(options, config, ForecastData.of(series, config), split);
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if the folder holds no forecasting model
   */
  public static ForecastConfig config(Path from) {
    return ModelFolder.open(from).config(Forecaster.TASK, ForecastConfig.class);
  }

  /** What is about to be trained on, in one line for each thing that a user should know. */
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

  /** How many windows each epoch trains on. */
  public int windows() {
    return train.count();
  }

  /**
   * Refuses a folder that {@link #run} would refuse, without leaving anything in it.
   *
   * @throws BadInput if the folder can't be used
   */
  public void check(Path out, boolean resume) {
    try (TrainingFolder folder = TrainingFolder.open(out)) {
      // What is there to be resumed is checked when its turn comes.
      if (!resume) {
        checkpoint(folder, false);
      }
    }
  }

  /**
   * Gives up the model or the checkpoint that an earlier run of this same training left in the
   * folder, so that it may run again.
   *
   * @return whether there was one
   * @throws BadInput if the folder holds anything else; nothing is then given up
   */
  public boolean discard(Path out) {
    try (TrainingFolder folder = TrainingFolder.open(out)) {
      folder.existing().ifPresent(model -> requireOwn(folder, model));
      folder.checkpoint().ifPresent(saved -> requireOwn(folder, saved));
      boolean held = folder.holdsTraining();
      folder.clear();
      return held;
    }
  }

  /**
   * The figures on the validation part of the model that this training has already made, if the
   * folder holds it.
   *
   * @throws BadInput if the folder holds another model, or can't be used
   */
  public Optional<Evaluation> finished(Path out) {
    try (TrainingFolder folder = TrainingFolder.open(out)) {
      Optional<ModelFolder> existing = folder.existing();
      if (existing.isEmpty()) {
        return Optional.empty();
      }
      requireOwn(folder, existing.get());
      // Left behind where a training was killed after its model was written.
      Checkpoint.delete(out);
      try (Forecaster forecaster = Forecaster.of(existing.get())) {
        return Optional.of(evaluate(forecaster.predictor(), forecaster.ridge()));
      }
    }
  }

  /**
   * Trains and writes the model, its history and its report. A training that was stopped leaves its
   * checkpoint to be resumed, and no model.
   *
   * @param out the model folder
   * @param command the command line, for the provenance
   * @param resume whether to go on from the checkpoint in the folder, if there is one
   * @throws BadInput if the folder can't be used
   */
  public Result run(Path out, String command, boolean resume, TrainingListener listener) {
    try (TrainingFolder folder = TrainingFolder.open(out);
        Workspace workspace = new Workspace(options.training().threads())) {
      List<Epoch> history = new ArrayList<>();
      ForecastNetwork network =
          ForecastNetwork.of(config, new SplittableRandom(options.training().seed()));
      options.from().ifPresent(from -> Forecaster.load(ModelFolder.open(from), network));
      Predictor predictor = new Predictor(network, workspace);
      Optimizer optimizer = new Optimizer(options.training().rule(), network.parameters());
      Trainer<int[]> trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              optimizer,
              options.training().rates(batches().batches(0)),
              (tape, ids) -> {
                WindowBatch batch = data.batch(train, ids);
                return Loss.meanSquared(network.forward(tape, batch), batch.future(tape));
              },
              options.training().loop());
      Optional<Checkpoint> checkpoint = checkpoint(folder, resume);
      checkpoint.ifPresent(saved -> {
        history.addAll(Recorder.history(saved));
        trainer.resume(Recorder.state(saved));
      });
      Outcome outcome =
          trainer.run(
              batches(),
              () -> predictor.evaluate(data, validation).results().get("mse_standardised"),
              new Recorder(folder, fingerprint(), history, listener));
      if (outcome.end() == Outcome.End.STOPPED) {
        return new Result(outcome, Optional.empty(), history);
      }
      RidgeRegression ridge = RidgeRegression.fit(train, validation);
      Evaluation evaluation = evaluate(predictor, ridge);
      Map<String, Array> weights = new LinkedHashMap<>();
      network.parameters().forEach((name, parameter) -> weights.put(name, parameter.value()));
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put(Forecaster.RIDGE, Json.text(ridge));
      folder.save(new Model(Forecaster.TASK, config, weights, history, provenance(command), texts));
      AtomicFile.write(
          out.resolve(REPORT),
          ForecastReport.html(data, validation, predictor, history, evaluation, command));
      Checkpoint.delete(out);
      return new Result(outcome, Optional.of(evaluation), history);
    }
  }

  private TrainingData<int[]> batches() {
    int size = options.training().batchSize();
    long seed = options.training().seed();
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

  private Evaluation evaluate(Predictor predictor, RidgeRegression ridge) {
    String name = options.data().getFileName().toString();
    return Forecaster.evaluate(
        "validation", data, validation, predictor, ridge, Map.of(name, digest));
  }

  /** The checkpoint to go on from, after checking that it is this training's. */
  private Optional<Checkpoint> checkpoint(TrainingFolder folder, boolean resume) {
    if (folder.existing().isPresent()) {
      throw new BadInput(
          folder.path() + ": this folder already holds a finished model. Choose another --out.");
    }
    Optional<Checkpoint> checkpoint = folder.checkpoint();
    if (checkpoint.isPresent() && !resume) {
      throw new BadInput(
          folder.path()
              + ": this folder holds a training that was not finished."
              + " Go on with --resume, or choose another --out.");
    }
    checkpoint.ifPresent(saved -> requireOwn(folder, saved));
    return checkpoint;
  }

  private void requireOwn(TrainingFolder folder, ModelFolder model) {
    fingerprint().requireSame(folder.path() + ": the model", Fingerprint.of(model.provenance()));
  }

  private void requireOwn(TrainingFolder folder, Checkpoint saved) {
    fingerprint().requireSame(folder.path() + ": the checkpoint", Recorder.fingerprint(saved));
  }

  private Fingerprint fingerprint() {
    return Fingerprint.of(optionMap(), digest);
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(TrainedModel.SOURCE, options.data().toAbsolutePath().normalize().toString());
    map.put("model", config.model());
    map.put("cell", config.cell());
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
          map.put(Forecaster.FROM, from.toAbsolutePath().normalize().toString());
          map.put("from_weights", fromDigest);
        });
    return map;
  }

  private Provenance provenance(String command) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("train", "rows 0 to " + split.trainEnd());
    parts.put("validation", "rows " + split.trainEnd() + " to " + split.validEnd());
    parts.put("test", "rows " + split.validEnd() + " to " + split.testEnd());
    return Provenance.now(
        command,
        options.training().seed(),
        Map.of(options.data().getFileName().toString(), digest),
        parts,
        optionMap());
  }
}
