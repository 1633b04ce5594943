package eddy.transcribe;

import eddy.data.Batches;
import eddy.format.BadInput;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.loss.Loss;
import eddy.optim.Optimizer;
import eddy.sound.Hearing;
import eddy.sound.Wav;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.NetworkRun;
import eddy.task.Origins;
import eddy.task.SpeechModel;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import eddy.text.CodecLearner;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import eddy.train.EpochReport;
import eddy.train.Objective;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingData;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The training of a speech recognizer from recordings and their transcripts. */
public final class TranscribeTraining implements Experiment {
  private final TranscribeOptions options;
  private final TranscribeConfig config;
  private final TextCodec codec;
  private final Utterances train;
  private final Utterances validation;
  private final int testRecordings;
  private final Utterances.Moments moments;
  private final List<String> unsayable;
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final Map<String, String> origins;

  private TranscribeTraining(TranscribeData data, TranscribeOptions options) {
    this.options = options;
    TranscribeData.Parts parts = data.parts();
    if (parts.train().isEmpty() || parts.validation().isEmpty()) {
      throw new BadInput(
          "%s: expected recordings to train on and to validate but there are %d and %d."
                  .formatted(data.data(), parts.train().size(), parts.validation().size())
              + " Give more, or another --split.");
    }
    testRecordings = parts.test().size();
    Optional<TranscribeConfig> old = options.from().map(TranscribeTraining::config);
    Hearing hearing =
        old.map(TranscribeConfig::hearing).orElseGet(() -> options.hearing(rate(parts.train())));
    moments = Utterances.moments(parts.train(), hearing);
    codec =
        options
            .from()
            .map(path -> Transcriber.codec(ModelFolder.open(path)))
            .orElseGet(() -> learn(parts.train()));
    config =
        new TranscribeConfig(
            options.units(),
            hearing,
            old.map(TranscribeConfig::means).orElse(moments.means()),
            old.map(TranscribeConfig::deviations).orElse(moments.deviations()),
            training().cell(),
            training().hidden(),
            training().layers(),
            options.bidirectional(),
            options.subsampling(),
            training().dropout(),
            data.columns(),
            data.cut(),
            commonest(parts.train()));
    train = new Utterances(parts.train(), config, codec);
    train.check(moments.frames());
    validation = new Utterances(parts.validation(), config, codec);
    unsayable = validation.unsayable(Utterances.moments(parts.validation(), hearing).frames());
    if (unsayable.size() == validation.all().size()) {
      throw new BadInput(
          unsayable.getFirst() + " None of the recordings to validate can be said by the network.");
    }
    digests.put(
        data.data().toAbsolutePath().getFileName().toString(),
        TranscribeData.digest(TranscribeData.read(data.data(), data.columns())));
    data.valid()
        .ifPresent(path ->
            digests.put(
                "valid: " + path.toAbsolutePath().getFileName(),
                TranscribeData.digest(parts.validation())));
    origins = Origins.of(data.data(), options.from());
  }

  private static int rate(List<Utterance> recordings) {
    try (Wav wav = Wav.open(recordings.getFirst().audio())) {
      return wav.rate();
    }
  }

  private TextCodec learn(List<Utterance> recordings) {
    CodecLearner learner = new CodecLearner(options.units());
    recordings.forEach(each -> learner.add(each.text()));
    boolean subwords = options.units().equals("subword");
    return learner.learn(1, subwords ? options.vocabularySize() : Integer.MAX_VALUE);
  }

  private static String commonest(List<Utterance> recordings) {
    return recordings.stream()
        .collect(Collectors.groupingBy(Utterance::text, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /**
   * Reads and checks the recordings.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(TranscribeData data, TranscribeOptions options) {
    return new Training(new TranscribeTraining(data, options));
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if the folder holds no speech recognizer
   */
  public static TranscribeConfig config(Path from) {
    return ModelFolder.open(from).config(Transcriber.TASK, TranscribeConfig.class);
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            Locale.ROOT,
            "%,d recordings to train on (%.1f minutes), %,d to validate%s; %d units",
            train.all().size(),
            moments.seconds() / 60,
            validation.all().size(),
            hasTest() ? ", the rest set aside for test" : "",
            codec.vocabulary().size() - Decoding.FIRST));
    notes.add(
        String.format(
            Locale.ROOT,
            "Network: %s at %,d Hz, a step every %.0f ms, %d x %d units of %s, %s",
            config.hearing().features(),
            config.hearing().rate(),
            1000 * config.stepSeconds(),
            config.layers(),
            config.hidden(),
            config.cell(),
            config.bidirectional() ? "both directions" : "one direction, for streams"));
    if (!unsayable.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The validation loss leaves out %,d recordings that the network can't say; the first: %s",
              unsayable.size(),
              unsayable.getFirst()));
    }
    return notes;
  }

  @Override
  public long items() {
    return train.all().size();
  }

  @Override
  public String unit() {
    return "recordings";
  }

  @Override
  public boolean hasTest() {
    return testRecordings > 0;
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (Transcriber trained = Transcriber.of(model)) {
      return evaluation(Scores.of(trained.recognition(), validation.all()));
    }
  }

  private Evaluation evaluation(Scores scores) {
    return scores.evaluation("validation", config, digests);
  }

  @Override
  public Run begin(Workspace workspace) {
    return new TranscribeRun(workspace);
  }

  /**
   * Which recordings are trained on together, and when.
   *
   * @param items numbers of the recordings
   */
  private record Step(int[] items, int epoch) {}

  private final class Steps implements TrainingData<Step> {
    @Override
    public int batches(int epoch) {
      return Batches.count(train.all().size(), training().batchSize());
    }

    @Override
    public Iterable<Step> epoch(int epoch) {
      int[] frames = moments.frames();
      int[][] batches = Batches.byLength(frames, training().batchSize(), training().seed(), epoch);
      if (epoch == 0) {
        // Where sounds lie is found in short recordings first (Amodei et al.).
        Arrays.sort(batches, Comparator.comparingInt(items -> frames[items[items.length - 1]]));
      }
      return Arrays.stream(batches).map(items -> new Step(items, epoch)).toList();
    }
  }

  private final class Likelihood implements Objective<Step> {
    private final AcousticNetwork network;
    private final Augmentation augmentation = new Augmentation(options.speed(), options.masks());

    Likelihood(AcousticNetwork network) {
      this.network = network;
    }

    @Override
    public Tensor loss(Tape tape, Step step) {
      Utterances.Batch batch =
          train.batch(step.items(), augmentation, training().seed(), step.epoch());
      return Loss.ctc(network.forward(batch.padded().on(tape)), batch.labels(), Decoding.BLANK);
    }
  }

  /** A speech recognizer while it is trained. */
  private final class TranscribeRun implements Run {
    private final AcousticNetwork network;
    private final Recognition recognition;
    private final Trainer<Step> trainer;
    private final Steps steps = new Steps();
    private double errorRate;
    private Optional<Scores> scores = Optional.empty();

    TranscribeRun(Workspace workspace) {
      network =
          new AcousticNetwork(
              config, codec.vocabulary().size(), new SplittableRandom(training().seed()));
      options.from().ifPresent(path -> ModelFolder.open(path).load(network.parameters()));
      recognition = new Recognition(config, codec, network, workspace, SpeechModel.Search.GREEDY);
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters()),
              training().rates(steps.batches(0)),
              new Likelihood(network),
              training().loop());
    }

    @Override
    public Trainer<?> trainer() {
      return trainer;
    }

    @Override
    public Outcome train(TrainingListener listener) {
      return trainer.run(steps, this::validate, listener);
    }

    /** By the loss, which still tells networks apart that make no error any more. */
    private double validate() {
      Validation figures = Validation.of(recognition, validation, training().batchSize());
      errorRate = figures.words().rate();
      return figures.loss();
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      figures.put("validation_loss", report.validation());
      figures.put("validation_wer", errorRate);
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    @Override
    public Evaluation evaluate() {
      Scores found = Scores.of(recognition, validation.all());
      scores = Optional.of(found);
      return evaluation(found);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights = NetworkRun.weights(List.of(network.parameters()));
      return new Model(
          Transcriber.TASK,
          config,
          weights,
          history,
          provenance,
          Map.of(Vocabulary.FILE, codec.vocabulary().text()));
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      Scores shown = scores.orElseGet(() -> Scores.of(recognition, validation.all()));
      return TranscribeReport.html(recognition, shown, history, evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> cut = new LinkedHashMap<>();
    cut.put("train", train.all().size() + " recordings");
    cut.put("validation", validation.all().size() + " recordings");
    return Provenance.now(command, training().seed(), digests, cut, optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.put("split", config.split());
    map.put("audio", config.columns().audio());
    map.put("text", config.columns().text());
    map.put("label", config.columns().label());
    map.put("units", config.units());
    map.put("vocabulary_size", Integer.toString(options.vocabularySize()));
    map.put("rate", Integer.toString(config.hearing().rate()));
    map.put("features", config.hearing().features());
    map.put("bands", Integer.toString(config.hearing().bands()));
    map.put("bidirectional", Boolean.toString(config.bidirectional()));
    map.put("subsampling", Integer.toString(config.subsampling()));
    map.put("speed_perturbation", Boolean.toString(options.speed()));
    map.put("spec_augment", Boolean.toString(options.masks()));
    map.putAll(training().toMap());
    return map;
  }
}
