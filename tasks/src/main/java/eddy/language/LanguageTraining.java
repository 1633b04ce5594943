package eddy.language;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Json;
import eddy.format.folder.Epoch;
import eddy.format.folder.Model;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.optim.Optimizer;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.NetworkRun;
import eddy.task.Origins;
import eddy.task.Training;
import eddy.task.TrainingOptions;
import eddy.tensor.Array;
import eddy.tensor.Workspace;
import eddy.text.CodecLearner;
import eddy.text.Corpus;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import eddy.train.EpochReport;
import eddy.train.Outcome;
import eddy.train.Trainer;
import eddy.train.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** The training of a language model from a text. */
public final class LanguageTraining implements Experiment {
  private final LanguageData data;
  private final LanguageOptions options;
  private final LanguageConfig config;
  private final LanguageData.Parts parts;
  private final TextCodec codec;
  private final Corpus train;
  private final Corpus validation;
  private final Unigram unigram;
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final Map<String, String> origins;

  private LanguageTraining(LanguageData data, LanguageOptions options) {
    this.data = data;
    this.options = options;
    parts = data.parts();
    codec =
        options
            .from()
            .map(path -> LanguageModel.codec(ModelFolder.open(path)))
            .orElseGet(() ->
                new CodecLearner(options.tokens())
                    .add(parts.train())
                    .learn(options.minCount(), options.vocabularySize()));
    config =
        new LanguageConfig(
            codec.tokenizer().name(),
            data.encoding(),
            data.cut(),
            options.training().cell(),
            options.embedding().orElse(options.training().hidden()),
            options.training().hidden(),
            options.training().layers(),
            options.tied(),
            options.learntState(),
            options.cutoffs(),
            options.regularization());
    int size = codec.vocabulary().size();
    if (config.cutoffs().stream().anyMatch(cutoff -> cutoff >= size)) {
      throw new BadInput(
          "--adaptive: expected numbers below %d, the size of the vocabulary, but found %s."
              .formatted(size, config.cutoffs()));
    }
    train = codec.encode(parts.train());
    validation = codec.encode(parts.validation());
    unigram = Unigram.of(train, size);
    require(train, "training", training().batchSize());
    require(validation, "validation", 1);
    digests.put(data.text().getFileName().toString(), Digest.sha256(data.text()));
    data.valid()
        .ifPresent(file -> digests.put("valid: " + file.getFileName(), Digest.sha256(file)));
    origins = Origins.of(data.text(), options.from());
  }

  private void require(Corpus corpus, String part, int tokens) {
    if (corpus.size() < tokens) {
      throw new BadInput(
          "%s: expected %s in the %s part but it has %d. Give more text%s."
              .formatted(
                  data.text(),
                  tokens == 1 ? "a token" : tokens + " tokens or more",
                  part,
                  corpus.size(),
                  tokens == 1
                      ? " or another --split"
                      : ", another --split or a smaller --batch-size"));
    }
  }

  /**
   * Reads and checks the text.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(LanguageData data, LanguageOptions options) {
    return new Training(new LanguageTraining(data, options));
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if the folder holds no language model
   */
  public static LanguageConfig config(Path from) {
    return ModelFolder.open(from).config(LanguageModel.TASK, LanguageConfig.class);
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    String test = hasTest() ? ", the rest set aside for test" : "";
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d tokens to train on, %,d to validate%s; %,d different ones in the vocabulary",
            train.size(),
            validation.size(),
            test,
            codec.vocabulary().size()),
        String.format(
            Locale.ROOT,
            "Network: %s, %s, embeddings of %d%s; %,d steps an epoch",
            config.cell(),
            config.size(),
            config.embedding(),
            config.tied() ? ", tied" : "",
            segments().batches(0)));
  }

  private Segments segments() {
    Columns columns = new Columns(train, training().batchSize());
    return new Segments(columns, options.steps(), options.randomSteps(), training().seed());
  }

  @Override
  public long items() {
    return train.size();
  }

  @Override
  public String unit() {
    return "tokens";
  }

  @Override
  public String measure() {
    return "perplexity";
  }

  @Override
  public boolean hasTest() {
    return parts.test().filter(test -> test.to() > test.from()).isPresent();
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (LanguageModel trained = LanguageModel.of(model)) {
      return evaluate(trained.scorer());
    }
  }

  private Evaluation evaluate(Scorer scorer) {
    return LanguageModel.evaluate(
        "validation",
        validation,
        parts.validation().characters(),
        scorer.crossEntropy(validation, 1),
        LanguageModel.baselines(unigram.crossEntropy(validation)),
        digests);
  }

  @Override
  public Run begin(Workspace workspace) {
    return new LanguageRun(workspace);
  }

  /** A language network while it is trained. */
  private final class LanguageRun implements Run {
    private final LanguageNetwork network;
    private final Scorer scorer;
    private final Segments segments;
    private final LanguageObjective objective;
    private final Trainer<Segment> trainer;

    LanguageRun(Workspace workspace) {
      SplittableRandom random = new SplittableRandom(training().seed());
      network = new LanguageNetwork(config, codec.vocabulary().size(), random);
      if (options.initial() > 0) {
        network.initialize(options.initial(), random);
      }
      options.from().ifPresent(path -> ModelFolder.open(path).load(network.parameters()));
      scorer = new Scorer(network, codec.vocabulary().size(), workspace);
      int columns = training().batchSize();
      double tokens = (double) columns * (options.summed() ? 1 : options.steps());
      objective = new LanguageObjective(network, columns, tokens);
      segments = segments();
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters()),
              training().rates(segments.batches(0)),
              objective,
              training().loop());
    }

    @Override
    public Trainer<?> trainer() {
      return trainer;
    }

    @Override
    public Outcome train(TrainingListener listener) {
      return trainer.run(segments, this::validate, new PerplexityListener(objective, listener));
    }

    private double validate() {
      objective.keep(new TextWriter(codec, scorer).sample());
      // In columns, as the papers validate; only the figures in the end come from a single one.
      return Math.exp(scorer.crossEntropy(validation, training().batchSize()));
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_perplexity", report.trainingLoss());
      figures.put("validation_perplexity", report.validation());
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    @Override
    public Evaluation evaluate() {
      return LanguageTraining.this.evaluate(scorer);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights = NetworkRun.weights(List.of(network.parameters()));
      Map<String, String> texts = new LinkedHashMap<>();
      texts.put(Vocabulary.FILE, codec.vocabulary().text());
      texts.put(LanguageModel.UNIGRAM, Json.text(unigram));
      return new Model(LanguageModel.TASK, config, weights, history, provenance, texts);
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return LanguageReport.html(
          config, scorer, validation, history, objective.samples(), evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> cut = new LinkedHashMap<>();
    cut.put("train", train.size() + " tokens");
    cut.put("validation", validation.size() + " tokens");
    return Provenance.now(command, training().seed(), digests, cut, optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.put("split", config.split());
    map.put("encoding", config.encoding());
    map.put("tokens", config.tokens());
    map.put("min_count", Integer.toString(options.minCount()));
    map.put("vocabulary_size", Integer.toString(options.vocabularySize()));
    map.put("embedding", Integer.toString(config.embedding()));
    map.put("tied", Boolean.toString(config.tied()));
    map.put("learnt_state", Boolean.toString(config.learntState()));
    map.put("adaptive", joined(config.cutoffs()));
    map.put("steps", Integer.toString(options.steps()));
    map.put("random_steps", Boolean.toString(options.randomSteps()));
    map.put("sum_loss", Boolean.toString(options.summed()));
    map.put("initial", Double.toString(options.initial()));
    Regularization regularization = options.regularization();
    map.put("dropout_input", Double.toString(regularization.input()));
    map.put("dropout_hidden", Double.toString(regularization.hidden()));
    map.put("dropout_embedding", Double.toString(regularization.embedding()));
    map.put("locked", Boolean.toString(regularization.locked()));
    map.put("weight_drop", Double.toString(regularization.weightDrop()));
    map.put("dropout_recurrent", Double.toString(regularization.recurrent()));
    map.put("zoneout", joined(regularization.zoneout()));
    map.put("activation", Double.toString(regularization.activation()));
    map.put("temporal_activation", Double.toString(regularization.temporalActivation()));
    map.putAll(training().toMap());
    return map;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
