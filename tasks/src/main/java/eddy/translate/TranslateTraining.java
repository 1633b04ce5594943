package eddy.translate;

import eddy.data.Batches;
import eddy.format.BadInput;
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
import eddy.task.TranslationModel.Search;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The training of a translator from sentences and their translations. */
public final class TranslateTraining implements Experiment {
  private final TranslateData data;
  private final TranslateOptions options;
  private final TranslateConfig config;
  private final TranslateCodec codec;
  private final List<int[]> sources = new ArrayList<>();
  private final List<int[]> targets = new ArrayList<>();
  private final List<Item> validation;
  private final List<int[]> validationSources = new ArrayList<>();
  private final List<int[]> validationTargets = new ArrayList<>();
  private final int testItems;
  private final Map<String, String> digests;
  private final Map<String, String> origins;

  private TranslateTraining(TranslateData data, TranslateOptions options) {
    this.data = data;
    this.options = options;
    TranslateData.Parts parts = data.parts();
    validation = parts.validation();
    testItems = parts.test().size();
    if (parts.train().isEmpty() || validation.isEmpty()) {
      throw new BadInput(
          "%s: expected sentences to train on and to validate but there are %d and %d."
                  .formatted(data.data(), parts.train().size(), validation.size())
              + " Give more, or another --split.");
    }
    Optional<TranslateConfig> old = options.from().map(TranslateTraining::config);
    config =
        new TranslateConfig(
            data.languages(),
            data.cut(),
            old.map(TranslateConfig::sourceTokens).orElse(options.sourceTokens()),
            old.map(TranslateConfig::targetTokens).orElse(options.targetTokens()),
            old.map(TranslateConfig::shared).orElse(options.shared()),
            options.tied(),
            options.embedding(),
            training().cell(),
            training().hidden(),
            training().layers(),
            options.residual(),
            options.attention(),
            options.inputFeeding(),
            training().dropout());
    codec =
        options
            .from()
            .map(path -> TranslateCodec.of(ModelFolder.open(path), config))
            .orElseGet(() -> TranslateCodec.learn(parts.train(), options));
    for (Pair pair : parts.train()) {
      sources.add(codec.encodeSource(pair.source(), pair.place()));
      targets.add(codec.encodeTarget(pair.target(), pair.place()));
    }
    for (Item item : validation) {
      validationSources.add(codec.encodeSource(item.source(), item.place()));
      validationTargets.add(codec.encodeTarget(item.references().getFirst(), item.place()));
    }
    digests = TranslateData.digests(data.data(), data.languages(), "");
    data.valid()
        .ifPresent(
            path -> digests.putAll(TranslateData.digests(path, data.languages(), "valid: ")));
    origins =
        Origins.of(TranslateData.files(data.data(), data.languages()).getFirst(), options.from());
  }

  /**
   * Reads and checks the sentences.
   *
   * @throws BadInput if a file or an option is wrong
   */
  public static Training prepare(TranslateData data, TranslateOptions options) {
    return new Training(new TranslateTraining(data, options));
  }

  /**
   * What a finished model is, for a training that begins from it.
   *
   * @throws BadInput if the folder holds no translator
   */
  public static TranslateConfig config(Path from) {
    return ModelFolder.open(from).config(Translator.TASK, TranslateConfig.class);
  }

  @Override
  public TrainingOptions training() {
    return options.training();
  }

  @Override
  public List<String> notes() {
    return List.of(
        String.format(
            Locale.ROOT,
            "%,d sentences to train on, %,d to validate%s",
            sources.size(),
            validation.size(),
            data.valid().isPresent()
                ? ""
                : String.format(Locale.ROOT, ", %,d set aside for test", testItems)),
        String.format(
            Locale.ROOT,
            "Network: %s, %d x %d units, %s attention; %,d tokens (%s) to %,d (%s)",
            config.cell(),
            config.layers(),
            config.hidden(),
            config.attention().name().toLowerCase(Locale.ROOT),
            codec.source().vocabulary().size(),
            config.sourceTokens(),
            codec.target().vocabulary().size(),
            config.targetTokens()));
  }

  @Override
  public long items() {
    return sources.size();
  }

  @Override
  public String unit() {
    return "sentences";
  }

  @Override
  public String validated() {
    return switch (options.bestBy()) {
      case "bleu" -> "100 - BLEU";
      case "chrf" -> "100 - chrF2";
      default -> options.bestBy();
    };
  }

  @Override
  public boolean hasTest() {
    return testItems > 0;
  }

  @Override
  public Evaluation evaluate(ModelFolder model) {
    try (Translator translator = Translator.of(model)) {
      return scores(translator.decoding()).evaluation("validation", digests);
    }
  }

  private Scores scores(Decoding decoding) {
    return Translator.scores(decoding, validation, config.languages());
  }

  @Override
  public Run begin(Workspace workspace) {
    return new TranslateRun(workspace);
  }

  /** Batches of sentences of similar length, of so many tokens. */
  private final class Steps implements TrainingData<TranslateBatch> {
    private final int[] lengths = new int[sources.size()];

    Steps() {
      Arrays.setAll(lengths, i -> Math.max(sources.get(i).length, targets.get(i).length));
    }

    private int[][] places(int epoch) {
      return Batches.bySteps(lengths, training().batchSize(), training().seed(), epoch);
    }

    @Override
    public int batches(int epoch) {
      return places(epoch).length;
    }

    @Override
    public Iterable<TranslateBatch> epoch(int epoch) {
      int[][] places = places(epoch);
      return () ->
          Arrays.stream(places)
              .map(items ->
                  TranslateBatch.of(
                      Arrays.stream(items).mapToObj(sources::get).toList(),
                      Arrays.stream(items).mapToObj(targets::get).toList()))
              .iterator();
    }
  }

  /** A translator while it is trained. */
  private final class TranslateRun implements Run {
    private final TranslateNetwork network;
    private final Decoding decoding;
    private final Trainer<TranslateBatch> trainer;
    private final Steps steps = new Steps();
    private double loss;
    private SortedMap<String, Double> greedy = new TreeMap<>();

    TranslateRun(Workspace workspace) {
      network = new TranslateNetwork(config, codec, new SplittableRandom(training().seed()));
      options.from().ifPresent(path -> ModelFolder.open(path).load(network.parameters()));
      decoding = new Decoding(codec, network, workspace, Search.USUAL);
      trainer =
          new Trainer<>(
              workspace,
              network.parameters(),
              new Optimizer(training().rule(), network.parameters()),
              training().rates(steps.batches(0)),
              (tape, batch) -> network.loss(tape, batch, options.labelSmoothing()),
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

    private double validate() {
      loss = decoding.loss(validationSources, validationTargets);
      if (!options.bestBy().equals("loss")) {
        // Translating takes much longer than the loss, so only who chooses by it waits for it.
        greedy = scores(decoding.with(Search.GREEDY)).metrics();
      }
      return switch (options.bestBy()) {
        case "bleu" -> 100 - greedy.get("bleu");
        case "chrf" -> 100 - greedy.get("chrf2");
        case "error" -> greedy.get("sentence_error");
        default -> loss;
      };
    }

    @Override
    public Map<String, Double> figures(EpochReport report) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train_loss", report.trainingLoss());
      // What chooses the best epoch comes first of validation, and is the lower, the better.
      if (!options.bestBy().equals("loss")) {
        figures.put("validation", report.validation());
      }
      figures.put("validation_loss", loss);
      greedy.forEach((name, value) -> figures.put("validation_" + name, value));
      figures.put("learning_rate", report.learningRate());
      return figures;
    }

    @Override
    public Evaluation evaluate() {
      return scores(decoding).evaluation("validation", digests);
    }

    @Override
    public Model model(List<Epoch> history, Provenance provenance) {
      Map<String, Array> weights = NetworkRun.weights(List.of(network.parameters()));
      return new Model(Translator.TASK, config, weights, history, provenance, codec.texts());
    }

    @Override
    public String report(List<Epoch> history, Evaluation evaluation, String command) {
      return TranslateReport.html(config, decoding, scores(decoding), history, evaluation, command);
    }
  }

  @Override
  public Provenance provenance(String command) {
    Map<String, String> cut = new LinkedHashMap<>();
    cut.put("train", sources.size() + " sentences");
    cut.put("validation", validation.size() + " sentences");
    cut.put("test", testItems + " sentences");
    return Provenance.now(command, training().seed(), digests, cut, optionMap());
  }

  private Map<String, String> optionMap() {
    Map<String, String> map = new LinkedHashMap<>(origins);
    map.put("split", config.split());
    map.put("source_language", config.languages().source());
    map.put("target_language", config.languages().target());
    map.put("source_tokens", config.sourceTokens());
    map.put("target_tokens", config.targetTokens());
    map.put("vocabulary_size", Integer.toString(options.vocabularySize()));
    map.put("shared_vocabulary", Boolean.toString(config.shared()));
    map.put("tied", Boolean.toString(config.tied()));
    map.put("embedding", Integer.toString(config.embedding()));
    map.put("residual", Boolean.toString(config.residual()));
    map.put("attention", config.attention().name().toLowerCase(Locale.ROOT));
    map.put("input_feeding", Boolean.toString(config.inputFeeding()));
    map.put("label_smoothing", Double.toString(options.labelSmoothing()));
    map.put("best_by", options.bestBy());
    map.putAll(training().toMap());
    return map;
  }
}
