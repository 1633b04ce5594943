package eddy.series;

import eddy.format.BadInput;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.Labels;
import eddy.task.NetworkRun;
import eddy.task.Origins;
import eddy.task.Parts;
import eddy.task.PooledRecurrent;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Workspace;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The training of a model of whole sequences. */
public final class SeriesTraining implements Experiment {
  private final SeriesData data;
  private final SeriesOptions options;
  private final Parts<Example> parts;
  private final SeriesConfig config;
  private final Encoded train;
  private final Encoded validation;
  private final Baselines baselines;
  private final Map<String, String> digests;
  private final Map<String, String> origins;

  private SeriesTraining(SeriesData data, SeriesOptions options) {
    this.data = data;
    this.options = options;
    SeriesData.Read read = data.read();
    parts = read.parts();
    config = config(read.channels(), options.from().map(SeriesTraining::config));
    train = Encoded.of(parts.train(), config);
    validation = Encoded.of(parts.validation(), config);
    // A label that only the test part has is better refused before the training than after it.
    Encoded.of(parts.test(), config);
    baselines = new Baselines(config);
    baselines.train(train);
    digests = data.source().digests(config.reader()::digests);
    origins = Origins.of(data.source().data(), options.from());
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
        old.map(SeriesConfig::labels)
            .orElseGet(() ->
                data.format().numeric()
                    ? List.of()
                    : Labels.of(parts, data.source(), Example::label)),
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

  private PooledRecurrent.Config network() {
    return new PooledRecurrent.Config(
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
    int channels = config.channels().size();
    return List.of(
        "%s; %d %s a step; %s"
            .formatted(
                parts.sizes("sequences"),
                channels,
                channels == 1 ? "number" : "numbers",
                config.numeric()
                    ? "the number " + config.format().label()
                    : config.labels().size() + " labels"),
        "Network: %s%s"
            .formatted(
                config.network(),
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
    SeriesNetwork network =
        new SeriesNetwork(config, options.fitting(), new SplittableRandom(training().seed()));
    options.from().ifPresent(path -> NetworkRun.load(path, network.parameters()));
    Scorer scorer = new Scorer(network, config, workspace);
    return new NetworkRun<>(
        workspace,
        training(),
        network.parameters(),
        new SeriesObjective(network, config),
        train.batches(training().batchSize(), training().seed(), config.channels().size()),
        () -> Scores.loss(scorer.outputs(validation.values()), validation, config),
        new End(scorer));
  }

  /** What is made of the trained network. */
  private final class End implements NetworkRun.End {
    private final Scorer scorer;

    End(Scorer scorer) {
      this.scorer = scorer;
    }

    @Override
    public Evaluation evaluate() {
      return SeriesTraining.this.evaluate(scorer);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights =
          NetworkRun.weights(List.of(scorer.network().parameters(), baselines.parameters()));
      return new Model(SeriesModel.TASK, config, weights, history, provenance, Map.of());
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return new SeriesReport(parts.validation(), validation, scorer)
          .html(history, evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    return Provenance.now(
        command, training().seed(), digests, parts.split("sequences"), optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.putAll(data.source().options());
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
