package eddy.tag;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.optim.Optimizer;
import eddy.task.BatchesByLength;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.NetworkRun;
import eddy.task.Origins;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Workspace;
import eddy.text.WordVectors;
import eddy.train.EpochReport;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingData;
import eddy.train.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** The training of a tagger. */
public final class TagTraining implements Experiment {
  /** Elements of the vector of a feature. */
  private static final int FEATURE_EMBEDDING = 32;

  /** Words that a file of vectors adds to those of the training part: its most frequent ones. */
  private static final int MOST_VECTORS = 50_000;

  private final TagData data;
  private final TagOptions options;
  private final Map<String, String> digests;
  private final List<Sentence> train;
  private final List<Sentence> validation;
  private final int testSentences;
  private final Optional<WordVectors> vectors;
  private final TagCodec codec;
  private final TagConfig config;
  private final List<EncodedSentence> trainEncoded;
  private final List<EncodedSentence> validationEncoded;
  private final MostFrequentTag baseline;
  private final Map<String, String> origins;

  private TagTraining(TagData data, TagOptions options) {
    this.data = data;
    this.options = options;
    TagFormat format = options.format();
    TagData.Parts parts = data.parts(format);
    testSentences = parts.test().size();
    Optional<ModelFolder> folder = options.from().map(ModelFolder::open);
    Optional<TagConfig> old = folder.map(f -> f.config(Tagger.TASK, TagConfig.class));
    old.ifPresent(from -> requireSame(from.format().features().size(), format.features().size()));
    TagScheme scheme = old.map(TagConfig::scheme).orElseGet(() -> scheme(parts.train(), options));
    train = new TagReader(format).legal(parts.train(), scheme, advice());
    vectors = options.vectors().map(path -> WordVectors.read(path, known(train), MOST_VECTORS));
    codec =
        folder
            .map(f -> TagCodec.of(f, old.orElseThrow()))
            .orElseGet(() -> TagCodec.learn(train, options.minCount(), options.pairs(), vectors));
    config =
        old.map(from -> from.on(format, columns(), data.cut())).orElseGet(() -> config(scheme));
    validation =
        Tagger.tagged(parts.validation(), config, data.valid().orElse(data.data()), advice());
    trainEncoded =
        Tagger.tagged(train, config, data.data(), advice()).stream().map(this::encode).toList();
    validationEncoded = validation.stream().map(this::encode).toList();
    // A tag that only the test part has is better refused before the training than after it.
    Tagger.tagged(parts.test(), config, data.data(), advice()).forEach(this::encode);
    baseline = MostFrequentTag.of(train, codec.words());
    digests = data.digests(format);
    origins = Origins.of(data.data(), options.from(), options.vectors());
  }

  private static void requireSame(int before, int now) {
    if (before != now) {
      throw new BadInput(
          "--features: the model to begin from reads %d further columns but found %d."
              .formatted(before, now));
    }
  }

  private static TagScheme scheme(List<Sentence> train, TagOptions options) {
    return options.scheme().equals("plain") ? TagScheme.PLAIN : TagScheme.of(train);
  }

  /** What there is to do about an illegal tag; a model to begin from keeps its scheme. */
  private String advice() {
    return options.from().isPresent()
        ? "Correct it, or give --repair."
        : "Correct it, or give --repair or --scheme plain.";
  }

  private EncodedSentence encode(Sentence sentence) {
    return codec.encode(sentence, config);
  }

  /** The words of the training part, as they are spelt and as they are numbered. */
  private static Set<String> known(List<Sentence> sentences) {
    Set<String> words = new HashSet<>();
    for (Sentence sentence : sentences) {
      words.addAll(sentence.words());
      sentence.words().forEach(word -> words.add(TagCodec.normal(word)));
    }
    return words;
  }

  private TagConfig config(TagScheme scheme) {
    TagScheme learnt =
        scheme == TagScheme.PLAIN
            ? scheme
            : options.scheme().equals("bio") ? TagScheme.BIO : TagScheme.BIOES;
    Set<String> tags =
        train.stream()
            .flatMap(sentence -> learnt.convert(sentence.tags()).stream())
            .collect(Collectors.toSet());
    List<String> labels =
        train.stream().flatMap(s -> s.label().stream()).distinct().sorted().toList();
    return new TagConfig(
        options.format(),
        columns(),
        data.cut(),
        scheme,
        learnt,
        learnt.closure(tags),
        labels,
        training().cell(),
        training().hidden(),
        training().layers(),
        vectors.map(WordVectors::size).orElse(options.embedding()),
        Math.max(1, options.characters()),
        options.characters(),
        FEATURE_EMBEDDING,
        options.pairs(),
        options.crf());
  }

  private boolean columns() {
    return options.format().text() > 0
        && !options.format().segment()
        && !Files.isDirectory(data.data());
  }

  /**
   * Reads and checks the sentences.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(TagData data, TagOptions options) {
    return new Training(new TagTraining(data, options));
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if the folder holds no tagger
   */
  public static TagConfig config(Path from) {
    return ModelFolder.open(from).config(Tagger.TASK, TagConfig.class);
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    String labels =
        config.labels().isEmpty()
            ? ""
            : ", and %d labels of sentences".formatted(config.labels().size());
    String test =
        hasTest() ? String.format(Locale.ROOT, ", %,d set aside for test", testSentences) : "";
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d sentences to train on, %,d to validate%s",
            train.size(),
            validation.size(),
            test),
        "Tags: scheme %s%s, %d different ones%s"
            .formatted(
                config.scheme().label(),
                config.learnt() == config.scheme() ? "" : ", learnt as " + config.learnt().label(),
                config.tags().size(),
                labels),
        String.format(
            Locale.ROOT,
            "Network: bidirectional %s, %d x %d units, %,d words of %d%s%s",
            config.cell(),
            config.layers(),
            config.hidden(),
            codec.words().size(),
            config.embedding(),
            config.characterHidden() > 0 ? ", spelt by " + config.characterHidden() + " units" : "",
            config.crf() ? ", CRF" : ", softmax"));
  }

  @Override
  public long items() {
    return train.size();
  }

  @Override
  public String unit() {
    return "sentences";
  }

  @Override
  public String validated() {
    return "error";
  }

  @Override
  public boolean hasTest() {
    return testSentences > 0;
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (Tagger tagger = Tagger.of(model)) {
      return evaluation(
          tagger.predictor().measure(validation, validationEncoded, tagger.baseline()));
    }
  }

  private Evaluation evaluation(TagPredictor.Measured measured) {
    return new Evaluation(
        "validation", validation.size(), 0, measured.metrics(), measured.baselines(), digests);
  }

  @Override
  public Run begin(Workspace workspace) {
    return new TagRun(workspace);
  }

  /** A tagger while it is trained. */
  private final class TagRun implements Run {
    private final TagNetwork network;
    private final TagPredictor predictor;
    private final Trainer<TagBatch> trainer;

    TagRun(Workspace workspace) {
      long[] counts = new long[codec.words().size()];
      trainEncoded.forEach(sentence -> Arrays.stream(sentence.words()).forEach(id -> counts[id]++));
      network =
          new TagNetwork(
              config,
              codec,
              new TagNetwork.Noise(training().dropout(), options.wordDropout(), counts),
              new SplittableRandom(training().seed()));
      vectors.ifPresent(all -> network.initialize(codec.words(), all));
      options.from().ifPresent(path -> ModelFolder.open(path).load(network.parameters()));
      predictor = new TagPredictor(network, config, codec, workspace);
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters()),
              training().rates(batches().batches(0)),
              network::loss,
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
          () -> 1 - predictor.score(validation, predictor.predict(validationEncoded)),
          listener);
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      figures.put("validation_error", report.validation());
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    @Override
    public Evaluation evaluate() {
      return evaluation(predictor.measure(validation, validationEncoded, baseline));
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights = NetworkRun.weights(List.of(network.parameters()));
      Map<String, String> texts = new LinkedHashMap<>(codec.texts());
      texts.put(MostFrequentTag.FILE, Json.text(baseline));
      return new Model(Tagger.TASK, config, weights, history, provenance, texts);
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return TagReport.html(
          config, validation, predictor.predict(validationEncoded), history, evaluation, command);
    }
  }

  private TrainingData<TagBatch> batches() {
    int[] lengths = trainEncoded.stream().mapToInt(EncodedSentence::length).toArray();
    return new BatchesByLength<>(
        lengths,
        training().batchSize(),
        training().seed(),
        (items, _) -> TagBatch.of(Arrays.stream(items).mapToObj(trainEncoded::get).toList()));
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> cut = new LinkedHashMap<>();
    cut.put("train", train.size() + " sentences");
    cut.put("validation", validation.size() + " sentences");
    cut.put("test", testSentences + " sentences");
    return Provenance.now(command, training().seed(), digests, cut, optionMap());
  }

  private Map<String, String> optionMap() {
    TagFormat format = options.format();
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.put("split", config.split());
    map.put("text", Integer.toString(format.text()));
    map.put("tags", Integer.toString(format.tags()));
    map.put("features", joined(format.features()));
    map.put("segment", Boolean.toString(format.segment()));
    map.put("repair", Boolean.toString(format.repair()));
    map.put("encoding", format.encoding());
    map.put("scheme", config.learnt().label());
    map.put("crf", Boolean.toString(config.crf()));
    map.put("min_count", Integer.toString(options.minCount()));
    map.put("embedding", Integer.toString(config.embedding()));
    map.put("characters", Integer.toString(config.characterHidden()));
    map.put("pairs", Boolean.toString(config.pairs()));
    map.put("word_dropout", Double.toString(options.wordDropout()));
    map.putAll(training().toMap());
    return map;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
