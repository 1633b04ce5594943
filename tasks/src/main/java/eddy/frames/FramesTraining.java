package eddy.frames;

import eddy.format.BadInput;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.loss.Loss;
import eddy.task.ClassScores;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The training of a model of clips. */
public final class FramesTraining implements Experiment {
  private final FramesData data;
  private final FramesOptions options;
  private final Parts<Example> parts;
  private final FramesConfig config;
  private final Encoded train;
  private final Encoded validation;
  private final Baselines baselines;
  private final Map<String, String> digests;
  private final Map<String, String> origins;

  private FramesTraining(FramesData data, FramesOptions options) {
    Optional<FramesConfig> old = options.from().map(FramesTraining::config);
    FramesFormat format =
        old.map(from -> data.format().keeping(from.format())).orElse(data.format());
    this.data = new FramesData(data.source(), format);
    this.options = options;
    parts = this.data.read();
    config = config(old);
    train = Encoded.of(parts.train(), config.labels());
    validation = Encoded.of(parts.validation(), config.labels());
    // A label that only the test part has is better refused before the training than after it.
    Encoded.of(parts.test(), config.labels());
    baselines = new Baselines(config);
    baselines.train(train);
    digests = data.source().digests(new ExampleReader(format)::digests);
    origins = Origins.of(data.source().data(), options.from());
  }

  /** What a model is; one that begins from another has its frames, labels, scaling and network. */
  private FramesConfig config(Optional<FramesConfig> old) {
    Example first = parts.train().getFirst();
    old.ifPresent(from -> {
      if (from.format().color() != data.format().color()) {
        throw new BadInput(
            "--from: expected a model of %s frames but found one of %s ones. %s --color."
                .formatted(
                    data.format().color() ? "colored" : "grey",
                    from.format().color() ? "colored" : "grey",
                    from.format().color() ? "Add" : "Leave out"));
      }
      ExampleReader.requireSize(
          first, from.height(), from.width(), "the model that --from begins with");
    });
    Clip clip = first.clip();
    Moments moments =
        old.map(from -> new Moments(from.mean(), from.deviation())).orElseGet(this::moments);
    List<String> labels =
        old.map(FramesConfig::labels)
            .orElseGet(() -> Labels.of(parts, data.source(), Example::label));
    return new FramesConfig(
        data.format(),
        data.source().cut(),
        clip.height(),
        clip.width(),
        labels,
        moments.mean,
        moments.deviation,
        old.map(FramesConfig::network).orElseGet(() -> network(labels)));
  }

  /** Mean and deviation of each channel of the training part. */
  private record Moments(List<Float> mean, List<Float> deviation) {}

  private Moments moments() {
    int channels = data.format().channels();
    long[] counts = new long[channels << 8];
    for (Example example : parts.train()) {
      byte[] pixels = example.clip().pixels();
      for (int c = 0; c < channels; c++) {
        for (int i = c; i < pixels.length; i += channels) {
          counts[c << 8 | pixels[i] & 0xff]++;
        }
      }
    }
    List<Float> mean = new ArrayList<>();
    List<Float> deviation = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double count = 0;
      double sum = 0;
      double squares = 0;
      for (int value = 0; value < 256; value++) {
        double times = counts[c << 8 | value];
        count += times;
        sum += times * value;
        squares += times * value * value;
      }
      mean.add((float) (sum / count));
      double variance = squares / count - sum / count * (sum / count);
      // A channel that never changes says nothing, and stays at zero.
      deviation.add(variance > 0 ? (float) Math.sqrt(variance) : 1f);
    }
    return new Moments(mean, deviation);
  }

  private FramesConfig.Network network(List<String> labels) {
    LabelParts.requireDifferent(labels, options.labelParts());
    boolean maps = options.network().equals(FramesOptions.CONV_LSTM);
    List<Integer> units = Collections.nCopies(training().layers(), training().hidden());
    return new FramesConfig.Network(
        options.channels(),
        maps ? units : List.of(),
        training().hidden(),
        new PooledRecurrent.Config(
            training().cell(), maps ? List.of() : units, false, options.pooling()),
        options.labelParts());
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if it is none, or of another task
   */
  public static FramesConfig config(Path from) {
    return ModelFolder.open(from).config(FramesModel.TASK, FramesConfig.class);
  }

  /**
   * Reads and checks the clips.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(FramesData data, FramesOptions options) {
    return new Training(new FramesTraining(data, options));
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    return List.of(
        "%s; frames of %dx%d, %s; %d labels"
            .formatted(
                parts.sizes("clips"),
                config.height(),
                config.width(),
                config.format().color() ? "in color" : "grey",
                config.labels().size()),
        "Network: " + config.network());
  }

  @Override
  public long items() {
    return train.size();
  }

  @Override
  public String unit() {
    return "clips";
  }

  @Override
  public boolean hasTest() {
    return data.source().test().isPresent() || !parts.test().isEmpty();
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (FramesModel trained = FramesModel.of(model)) {
      return evaluate(trained.scorer());
    }
  }

  private Evaluation evaluate(Scorer scorer) {
    return FramesModel.evaluate("validation", parts.validation(), scorer, baselines, digests);
  }

  @Override
  public Run begin(Workspace workspace) {
    FramesNetwork network =
        new FramesNetwork(config, training().dropout(), new SplittableRandom(training().seed()));
    options.from().ifPresent(path -> NetworkRun.load(path, network.parameters()));
    Scorer scorer = new Scorer(network, config, workspace);
    return new NetworkRun<>(
        workspace,
        training(),
        network.parameters(),
        (tape, batch) -> Loss.crossEntropy(network.logits(tape, batch.clips()), batch.labels()),
        train.batches(training().batchSize(), options.augmentation(), training().seed()),
        () ->
            ClassScores.of(scorer.probabilities(validation.clips()), validation.classes(), false)
                .crossEntropy(),
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
      return FramesTraining.this.evaluate(scorer);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights =
          NetworkRun.weights(List.of(scorer.network().parameters(), baselines.parameters()));
      return new Model(FramesModel.TASK, config, weights, history, provenance, Map.of());
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return new FramesReport(parts.validation(), validation, scorer)
          .html(history, evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    return Provenance.now(command, training().seed(), digests, parts.split("clips"), optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.putAll(data.source().options());
    FramesFormat format = config.format();
    map.put("label", format.label());
    map.put("size", format.size());
    map.put("color", Boolean.toString(format.color()));
    map.put("frames", Integer.toString(format.frames()));
    FramesConfig.Network network = config.network();
    map.put("network", network.name());
    map.put("channels", network.channels().toString());
    map.put("label_parts", network.labelParts());
    map.put("pooling", String.join(",", network.recurrent().pooling()));
    map.put("shift", Integer.toString(options.shift()));
    map.put("distort", Double.toString(options.distort()));
    map.putAll(training().toMap());
    map.put("cell", network.recurrent().cell());
    map.put("units", network.units().toString());
    return map;
  }
}
