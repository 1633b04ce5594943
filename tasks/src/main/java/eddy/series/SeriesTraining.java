package eddy.series;

import eddy.format.BadInput;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.optim.Groups;
import eddy.optim.Optimizer;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.Origins;
import eddy.task.Parts;
import eddy.task.TrainedModel;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Workspace;
import eddy.train.EpochReport;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingData;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The training of a model of whole sequences. */
public final class SeriesTraining implements Experiment {
  private final SeriesData data;
  private final SeriesOptions options;
  private final Parts<Example> parts;
  private final SeriesConfig config;
  private final Encoded train;
  private final Encoded validation;
  private final Baselines baselines;
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final Map<String, String> origins;

  private SeriesTraining(SeriesData data, SeriesOptions options) {
    this.data = data;
    this.options = options;
    SeriesData.Read read = data.read();
    parts = read.parts();
    config = config(read.channels(), options.from().map(SeriesTraining::config));
    train = Encoded.of(parts.train(), config);
    validation = Encoded.of(parts.validation(), config);
    baselines = new Baselines(config);
    baselines.train(train);
    Parts.Source source = data.source();
    digests.putAll(config.reader().digests(source.data()));
    source
        .valid()
        .ifPresent(file ->
            config
                .reader()
                .digests(file)
                .forEach((name, sum) -> digests.put("valid: " + name, sum)));
    origins = Origins.of(source.data(), options.from());
  }

  /** What a model is; one that begins from another has its labels, scaling and network. */
  private SeriesConfig config(List<String> channels, Optional<SeriesConfig> old) {
    old.ifPresent(from -> requireSame(from, channels));
    int width = channels.size();
    List<float[]> values = parts.train().stream().map(Example::values).toList();
    long steps = values.stream().mapToLong(each -> each.length / width).sum();
    boolean affordable = Baselines.affordable(values.size(), steps, width);
    ExampleFormat.Kind kind = data.kind();
    return new SeriesConfig(
        kind,
        data.format(),
        data.source().cut(),
        channels,
        old.map(SeriesConfig::labels).orElseGet(this::labels),
        old.map(SeriesConfig::inputs)
            .orElseGet(() -> Scaling.of(values, width, kind == ExampleFormat.Kind.IMAGES)),
        old.map(SeriesConfig::target).orElseGet(this::target),
        old.map(SeriesConfig::network).orElseGet(this::network),
        affordable ? values.size() : 0,
        affordable ? Math.toIntExact(steps) : 0);
  }

  private void requireSame(SeriesConfig from, List<String> channels) {
    new Examples(data.source().data().toString(), channels, parts.train())
        .requireChannels(from.channels());
    if (from.numeric() != data.format().numeric()) {
      throw new BadInput(
          "--from: expected a model of "
              + (from.numeric() ? "labels" : "a number, as --target asks for one,")
              + " but found one of "
              + (from.numeric() ? "a number. Name it by --target." : "labels."));
    }
  }

  /** All labels of the training part; of the validation part where it is cut off it, too. */
  private List<String> labels() {
    if (data.format().numeric()) {
      return List.of();
    }
    TreeSet<String> labels = new TreeSet<>();
    parts.train().forEach(example -> labels.add(example.label()));
    if (data.source().valid().isEmpty()) {
      parts.validation().forEach(example -> labels.add(example.label()));
    }
    if (labels.size() < 2) {
      throw new BadInput(
          data.source().data()
              + ": expected two labels or more but found only "
              + BadInput.quote(labels.first())
              + ".");
    }
    return List.copyOf(labels);
  }

  private Scaling target() {
    if (!data.format().numeric()) {
      return Scaling.NONE;
    }
    List<float[]> targets =
        parts.train().stream()
            .map(each -> Values.parse(each.label(), each.place() + ", " + data.format().label()))
            .map(target -> new float[] {target})
            .toList();
    return Scaling.of(targets, 1, false);
  }

  private SeriesConfig.Network network() {
    return new SeriesConfig.Network(
        training().cell(),
        Collections.nCopies(training().layers(), training().hidden()),
        options.bidirectional(),
        options.pooling());
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if it is none, or of another task
   */
  public static SeriesConfig config(Path from) {
    return ModelFolder.open(from).config(SeriesModel.TASK, SeriesConfig.class);
  }

  /**
   * Reads and checks the sequences.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(SeriesData data, SeriesOptions options) {
    return new Training(new SeriesTraining(data, options));
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    String test =
        parts.test().isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", %,d set aside for test", parts.test().size());
    SeriesConfig.Network network = config.network();
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d sequences to train on, %,d to validate%s; %d %s a step; %s",
            train.size(),
            validation.size(),
            test,
            config.channels().size(),
            config.channels().size() == 1 ? "number" : "numbers",
            config.numeric()
                ? "the number " + config.format().label()
                : config.labels().size() + " labels"),
        String.format(
            Locale.ROOT,
            "Network: %s%s of %s units, %s pooling%s",
            network.bidirectional() ? "bidirectional " : "",
            network.cell(),
            network.units(),
            String.join(" and ", network.pooling()),
            config.neighbours() > 0
                ? ""
                : "; too many steps to compare with the nearest sequence"));
  }

  @Override
  public long items() {
    return train.size();
  }

  @Override
  public String unit() {
    return "sequences";
  }

  @Override
  public boolean hasTest() {
    return data.source().test().isPresent() || !parts.test().isEmpty();
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (SeriesModel trained = SeriesModel.of(model)) {
      return evaluate(trained.scorer());
    }
  }

  private Evaluation evaluate(Scorer scorer) {
    return SeriesModel.evaluate("validation", parts.validation(), scorer, baselines, digests);
  }

  @Override
  public Run begin(Workspace workspace) {
    return new SeriesRun(workspace);
  }

  private SeriesNetwork network(Fitting fitting) {
    return new SeriesNetwork(config, fitting, new SplittableRandom(training().seed()));
  }

  /** A model while it is trained. */
  private final class SeriesRun implements Run {
    private final Scorer scorer;
    private final Trainer<SeriesBatch> trainer;

    SeriesRun(Workspace workspace) {
      SeriesNetwork network = network(options.fitting());
      options.from().ifPresent(path -> load(path, network));
      scorer = new Scorer(network, config, workspace);
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters(), Groups.standard()),
              training().rates(batches().batches(0)),
              new SeriesObjective(network, config),
              training().loop());
    }

    /** Gives the network another's weights, whose baselines are of no use here. */
    private void load(Path path, SeriesNetwork network) {
      Map<String, Array> weights = ModelFolder.open(path).weights();
      network.parameters().forEach((name, parameter) -> parameter.set(name, weights.get(name)));
    }

    private TrainingData<SeriesBatch> batches() {
      return train.batches(training().batchSize(), training().seed(), config.channels().size());
    }

    @Override
    public Trainer<?> trainer() {
      return trainer;
    }

    @Override
    public Outcome train(TrainingListener listener) {
      return trainer.run(batches(), this::validate, listener);
    }

    /**
     * The loss, not the errors: of a few dozen sequences these are soon none, and the loss still
     * tells epochs apart.
     */
    private double validate() {
      return Scores.loss(scorer.outputs(validation.values()), validation, config);
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      figures.put("validation_loss", report.validation());
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    @Override
    public Evaluation evaluate() {
      return SeriesTraining.this.evaluate(scorer);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> arrays = new LinkedHashMap<>();
      SequencedMap<String, Parameter> all = new LinkedHashMap<>(scorer.network().parameters());
      all.putAll(baselines.parameters());
      all.forEach((name, parameter) -> arrays.put(name, parameter.value()));
      return new Model(SeriesModel.TASK, config, arrays, history, provenance, Map.of());
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return new SeriesReport(parts.validation(), validation, scorer)
          .html(history, evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> cut = new LinkedHashMap<>();
    cut.put("train", train.size() + " sequences");
    cut.put("validation", validation.size() + " sequences");
    return Provenance.now(command, training().seed(), digests, cut, optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    Parts.Source source = data.source();
    source.test().ifPresent(path -> map.put(TrainedModel.TEST, Origins.absolute(path)));
    map.put("split", source.split().orElse(config.split()));
    ExampleFormat format = config.format();
    map.put("id", format.id());
    map.put("time", format.time());
    map.put("channels", String.join(",", format.channels()));
    map.put(format.numeric() ? "target" : "label", format.label());
    map.put("order", format.order());
    map.put("bidirectional", Boolean.toString(config.network().bidirectional()));
    map.put("pooling", String.join(",", config.network().pooling()));
    map.put("dropout_input", Double.toString(options.fitting().input()));
    map.put("weight_drop", Double.toString(options.fitting().weightDrop()));
    map.putAll(training().toMap());
    map.put("cell", config.network().cell());
    map.put("units", config.network().units().toString());
    return map;
  }
}
