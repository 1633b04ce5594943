package eddy.classify;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.optim.Groups;
import eddy.optim.Optimizer;
import eddy.task.Cells;
import eddy.task.ClassScores;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.Labels;
import eddy.task.NetworkRun;
import eddy.task.Origins;
import eddy.task.Parts;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Workspace;
import eddy.text.CodecLearner;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import eddy.text.WordVectors;
import eddy.train.EpochReport;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingData;
import eddy.train.TrainingListener;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The training of a classifier from labelled texts. */
public final class ClassifyTraining implements Experiment {
  /**
   * How much slower each layer of a language model learns than the one above, see Howard and Ruder
   * (2018).
   */
  private static final double SLOWER = 2.6;

  private final ClassifyData data;
  private final ClassifyOptions options;
  private final ClassifyConfig config;
  private final Parts<Example> parts;
  private final Optional<Pretrained> pretrained;
  private final TextCodec codec;
  private final Optional<WordVectors> vectors;
  private final Encoded train;
  private final Encoded validation;
  private final float[] weights;
  private final Map<String, String> digests;
  private final Map<String, String> origins;

  private ClassifyTraining(ClassifyData data, ClassifyOptions options) {
    this.data = data;
    this.options = options;
    parts = data.parts();
    require(!parts.train().isEmpty() && !parts.validation().isEmpty(), "the texts are too few");
    pretrained = options.from().map(Pretrained::read);
    List<String> labels = old().map(ClassifyConfig::labels).orElseGet(this::labels);
    codec = pretrained.map(Pretrained::codec).orElseGet(this::learn);
    Set<String> tokens = Set.copyOf(codec.vocabulary().tokens());
    vectors = options.vectors().map(file -> WordVectors.read(file, tokens, 0));
    config = config(labels);
    pretrained.ifPresent(from -> from.check(config, options.fitting()));
    train = Encoded.of(parts.train(), config, codec);
    validation = Encoded.of(parts.validation(), config, codec);
    // A label that only the test part has is better refused before the training than after it.
    parts.test().forEach(example -> Encoded.labels(example, labels));
    weights =
        ClassWeights.parse(
            options.classWeights(),
            labels,
            config.multiple(),
            train.counts(labels.size()),
            train.size());
    digests = data.source().digests(Digest::byName);
    origins = Origins.of(data.source().data(), options.from(), options.vectors());
  }

  /** The classifier that this one goes on from. */
  private Optional<ClassifyConfig> old() {
    return pretrained.flatMap(Pretrained::classifier);
  }

  private List<String> labels() {
    List<String> labels = Labels.all(parts, data.source(), Example::labels);
    require(
        labels.size() > (data.format().multiple() ? 0 : 1),
        "found only "
            + (labels.isEmpty() ? "texts without one" : BadInput.quote(labels.getFirst())));
    return labels;
  }

  private void require(boolean holds, String found) {
    if (!holds) {
      throw new BadInput(
          data.source().data()
              + ": expected texts of two labels or more to train on and to validate but "
              + found
              + ".");
    }
  }

  private TextCodec learn() {
    CodecLearner learner = new CodecLearner(options.tokens());
    for (Example example : parts.train()) {
      String text = example.text();
      learner.add(options.lowercase() ? text.toLowerCase(Locale.ROOT) : text);
    }
    return learner.learn(options.minCount(), options.vocabularySize());
  }

  private ClassifyConfig config(List<String> labels) {
    List<Integer> units = Collections.nCopies(training().layers(), training().hidden());
    int embedding =
        pretrained
            .map(Pretrained::embedding)
            .orElse(vectors.map(WordVectors::size).orElse(options.embedding()));
    long tokens =
        parts.train().stream()
            .mapToLong(example -> codec.tokenizer().tokens(example.text()).size())
            .sum();
    int features = NGrams.features(codec.tokenizer(), tokens, labels.size());
    if (old().isPresent()) {
      return old().get().on(data.format(), data.source().cut(), features);
    }
    return new ClassifyConfig(
        labels,
        data.format(),
        data.source().cut(),
        codec.tokenizer().name(),
        options.lowercase(),
        options.longest(),
        options.keep(),
        pretrained.map(Pretrained::cell).orElse(training().cell()),
        embedding,
        pretrained.map(Pretrained::units).orElse(units),
        options.bidirectional(),
        options.pooling(),
        features);
  }

  /**
   * Reads and checks the texts.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(ClassifyData data, ClassifyOptions options) {
    return new Training(new ClassifyTraining(data, options));
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    String known =
        vectors
            .map(found ->
                String.format(
                    Locale.ROOT, ", %,d of them with a given vector", found.words().size()))
            .orElse("");
    return List.of(
        parts.sizes("texts") + "; " + config.labels().size() + " labels",
        String.format(
            Locale.ROOT,
            "Network: %s%s of %s units, %s pooling, embeddings of %d; %,d tokens in the vocabulary%s",
            config.bidirectional() ? "bidirectional " : "",
            config.cell(),
            Cells.shown(config.units()),
            String.join(" and ", config.pooling()),
            config.embedding(),
            codec.vocabulary().size(),
            known));
  }

  @Override
  public long items() {
    return train.size();
  }

  @Override
  public String unit() {
    return "texts";
  }

  @Override
  public String validated() {
    return "error";
  }

  @Override
  public boolean hasTest() {
    return data.source().test().isPresent() || !parts.test().isEmpty();
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (Classifier trained = Classifier.of(model)) {
      return evaluate(trained.scorer(), trained.baselines());
    }
  }

  private Evaluation evaluate(Scorer scorer, Baselines baselines) {
    return Classifier.evaluate("validation", parts.validation(), scorer, baselines, digests);
  }

  @Override
  public Run begin(Workspace workspace) {
    return new ClassifyRun(workspace);
  }

  private ClassifyNetwork network(Fitting fitting) {
    return new ClassifyNetwork(
        config, codec.vocabulary().size(), fitting, new SplittableRandom(training().seed()));
  }

  /** A classifier while it is trained. */
  private final class ClassifyRun implements Run {
    private final Workspace workspace;
    private final ClassifyNetwork network;
    private final Trainer<TextBatch> trainer;
    private Optional<Baselines> baselines = Optional.empty();

    ClassifyRun(Workspace workspace) {
      this.workspace = workspace;
      network = network(options.fitting());
      pretrained.ifPresent(from -> from.load(network.parameters()));
      vectors.ifPresent(this::load);
      int layers = pretrained.map(Pretrained::borrowed).orElse(0);
      ClassifyObjective objective =
          new ClassifyObjective(
              network, config.multiple(), weights, options.smoothing(), layers, options.unfreeze());
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters(), groups()),
              training().rates(batches().batches(0)),
              objective,
              training().loop());
    }

    private void load(WordVectors found) {
      Parameter embedding = network.parameters().get("embedding.weight");
      found.fill(embedding.data(), codec.vocabulary()::id);
    }

    /** Each layer of a language model learns more slowly than the one above. */
    private Groups groups() {
      Groups groups = Groups.standard();
      if (pretrained.isPresent() && old().isEmpty()) {
        int layers = config.units().size();
        for (int layer = 0; layer < layers; layer++) {
          String prefix = "rnns." + layer + ".";
          groups =
              groups.withRate(name -> name.startsWith(prefix), Math.pow(SLOWER, layer - layers));
        }
        groups =
            groups.withRate(name -> name.startsWith("embedding."), Math.pow(SLOWER, -1 - layers));
      }
      return groups;
    }

    private TrainingData<TextBatch> batches() {
      return train.batches(training().batchSize(), training().seed());
    }

    @Override
    public Trainer<?> trainer() {
      return trainer;
    }

    @Override
    public Outcome train(TrainingListener listener) {
      return trainer.run(batches(), this::validate, listener);
    }

    private double validate() {
      Scorer scorer = new Scorer(network, config, codec, workspace);
      return ClassScores.of(
              scorer.probabilities(validation.texts()), validation.labels(), config.multiple())
          .error();
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      figures.put("validation_error", report.validation());
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    private Baselines baselines() {
      if (baselines.isEmpty()) {
        Baselines fresh = new Baselines(config, codec);
        fresh.train(
            fresh.features(parts.train()),
            train.labels(),
            fresh.features(parts.validation()),
            validation.labels());
        baselines = Optional.of(fresh);
      }
      return baselines.get();
    }

    @Override
    public Evaluation evaluate() {
      return ClassifyTraining.this.evaluate(scorer(), baselines());
    }

    /** The network as it is in use: without what is done in training only. */
    private Scorer scorer() {
      ClassifyNetwork plain = network(Fitting.NONE);
      plain
          .parameters()
          .forEach(
              (name, parameter) -> parameter.set(name, network.parameters().get(name).value()));
      return new Scorer(plain, config, codec, workspace);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights =
          NetworkRun.weights(List.of(network.parameters(), baselines().parameters()));
      Map<String, String> texts = Map.of(Vocabulary.FILE, codec.vocabulary().text());
      return new Model(Classifier.TASK, config, weights, history, provenance, texts);
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return ClassifyReport.html(
          parts.validation(), validation, scorer(), history, evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    return Provenance.now(command, training().seed(), digests, parts.split("texts"), optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.putAll(data.source().options());
    map.put("text", config.format().text());
    map.put("label", config.format().label());
    map.put("header", Boolean.toString(config.format().header()));
    map.put("several", config.format().several());
    map.put("encoding", config.format().encoding());
    map.put("tokens", config.tokens());
    map.put("lowercase", Boolean.toString(config.lowercase()));
    map.put("min_count", Integer.toString(options.minCount()));
    map.put("vocabulary_size", Integer.toString(options.vocabularySize()));
    map.put("longest", Integer.toString(config.longest()));
    map.put("keep", config.keep());
    map.put("embedding", Integer.toString(config.embedding()));
    map.put("bidirectional", Boolean.toString(config.bidirectional()));
    map.put("pooling", String.join(",", config.pooling()));
    map.put("dropout_input", Double.toString(options.fitting().input()));
    map.put("word_dropout", Double.toString(options.fitting().words()));
    map.put("weight_drop", Double.toString(options.fitting().weightDrop()));
    map.put("steps", Integer.toString(options.fitting().steps()));
    map.put("smoothing", Double.toString(options.smoothing()));
    map.put("class_weights", options.classWeights());
    map.put("unfreeze", Integer.toString(options.unfreeze()));
    map.putAll(training().toMap());
    map.put("cell", config.cell());
    map.put("units", config.units().toString());
    return map;
  }
}
