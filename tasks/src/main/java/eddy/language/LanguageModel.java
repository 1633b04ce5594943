package eddy.language;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.Lines;
import eddy.format.TextFiles;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.task.AdaptiveModel;
import eddy.task.Evaluation;
import eddy.task.EvaluationData;
import eddy.task.Rows;
import eddy.task.Sampling;
import eddy.task.TextGenerator;
import eddy.task.TokenPredictor;
import eddy.tensor.Workspace;
import eddy.text.Corpus;
import eddy.text.TextCodec;
import eddy.text.TextSource;
import eddy.text.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A trained language model.
 *
 * <pre>{@code
 * try (LanguageModel model = LanguageModel.of(ModelFolder.open(Path.of("model")))) {
 *   model.generate("Once upon", 100, new Sampling(1), System.out::print);
 * }
 * }</pre>
 */
public final class LanguageModel implements TextGenerator, TokenPredictor, Exporter, AdaptiveModel {
  /** The name of the task in model folders. */
  public static final String TASK = "language";

  static final String UNIGRAM = "unigram.json";
  private static final int LONGEST_PIECE = 1 << 16;

  private final ModelFolder folder;
  private final LanguageConfig config;
  private final TextCodec codec;
  private final Scorer scorer;

  /** How it learns from what it is measured on; empty where it doesn't. */
  private final Optional<Dynamics> dynamics;

  private LanguageModel(
      ModelFolder folder,
      LanguageConfig config,
      TextCodec codec,
      Scorer scorer,
      Optional<Dynamics> dynamics) {
    this.folder = folder;
    this.config = config;
    this.codec = codec;
    this.scorer = scorer;
    this.dynamics = dynamics;
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static LanguageModel of(ModelFolder folder) {
    LanguageConfig config = folder.config(TASK, LanguageConfig.class);
    TextCodec codec = codec(folder);
    int size = codec.vocabulary().size();
    Scorer scorer = new Scorer(network(folder, config, size), size, new Workspace());
    return new LanguageModel(folder, config, codec, scorer, Optional.empty());
  }

  private static LanguageNetwork network(ModelFolder folder, LanguageConfig config, int size) {
    LanguageNetwork network = new LanguageNetwork(config, size, new SplittableRandom(0));
    folder.load(network.parameters());
    return network;
  }

  @Override
  public LanguageModel adapting(Dynamics wanted) {
    if (!config.regularization().zoneout().isEmpty()) {
      throw new BadInput(
          "--adapt: expected a model without zoneout, which is not the same in training as in use, but "
              + folder.path()
              + " has it.");
    }
    return new LanguageModel(folder, config, codec, scorer, Optional.of(wanted));
  }

  /** The codec of the model in a folder. */
  static TextCodec codec(ModelFolder folder) {
    LanguageConfig config = folder.config(TASK, LanguageConfig.class);
    String name = folder.path().resolve(Vocabulary.FILE).toString();
    return TextCodec.of(config.tokens(), Vocabulary.parse(folder.text(Vocabulary.FILE), name));
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /** What the model is. */
  public LanguageConfig config() {
    return config;
  }

  /** What runs the network. */
  Scorer scorer() {
    return scorer;
  }

  /** From the ids of tokens to the logarithm of each token's probability to come next. */
  @Override
  public Graph graph(boolean states) {
    return scorer.network().graph(states);
  }

  @Override
  public void close() {
    scorer.workspace().close();
  }

  @Override
  public void generate(String prompt, int length, Sampling sampling, Consumer<String> out) {
    new TextWriter(codec, scorer).write(prompt, length, sampling, out);
  }

  @Override
  public String tokens() {
    return config.tokens();
  }

  @Override
  public Prefix begin() {
    return new After(scorer.next(new int[] {Vocabulary.END}, Memory.EMPTY));
  }

  /** What is expected after some tokens of a line. */
  private final class After implements Prefix {
    private final Scorer.Next next;

    After(Scorer.Next next) {
      this.next = next;
    }

    @Override
    public double logProbability(String token) {
      return next.logProbabilities()[codec.vocabulary().id(token)];
    }

    @Override
    public double logEnd() {
      return next.logProbabilities()[Vocabulary.END];
    }

    @Override
    public Prefix then(String token) {
      return new After(scorer.next(new int[] {codec.vocabulary().id(token)}, next.memory()));
    }
  }

  @Override
  public Evaluation evaluate(Optional<Path> file) {
    EvaluationData measured = EvaluationData.of(folder, file, !config.split().isEmpty());
    TextSource source =
        measured.test()
            ? LanguageData.cut(measured.path(), config.split(), charset()).test().orElseThrow()
            : TextSource.of(measured.path(), charset());
    Corpus text = codec.encode(source);
    measured.requireItems(text.size() > 0);
    double crossEntropy = scorer.crossEntropy(text, 1);
    Unigram unigram = Json.parse(folder.text(UNIGRAM), UNIGRAM, Unigram.class);
    SequencedMap<String, Double> baselines = baselines(unigram.crossEntropy(text));
    if (dynamics.isPresent()) {
      baselines.putFirst("without_adapting", crossEntropy);
      crossEntropy = adapted(dynamics.get(), text);
    }
    return evaluate(
        measured.part(), text, source.characters(), crossEntropy, baselines, measured.digests());
  }

  private double adapted(Dynamics wanted, Corpus text) {
    LanguageNetwork network = network(folder, config.plain(), scorer.vocabularySize());
    return new Adaptation(network, wanted, scorer.workspace()).crossEntropy(text);
  }

  /** What every model is measured beside, by its cross-entropy. */
  static SequencedMap<String, Double> baselines(double unigram) {
    return new LinkedHashMap<>(Map.of("unigram", unigram));
  }

  private Charset charset() {
    return TextFiles.encoding(config.encoding());
  }

  /**
   * The figures of a model on a text that it has read from beginning to end as one, beside those of
   * the baselines.
   *
   * <p>Every token counts, ends of lines too; what is not in the vocabulary counts as the unknown
   * token, however it is spelt.
   *
   * @param characters of the text
   * @param crossEntropy of the model, in nats a token
   * @param others those of the baselines, by their names
   */
  static Evaluation evaluate(
      String part,
      Corpus text,
      long characters,
      double crossEntropy,
      SequencedMap<String, Double> others,
      Map<String, String> files) {
    double perCharacter = (double) text.size() / characters / Math.log(2);
    SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
    others.forEach((name, other) -> baselines.put(name, metrics(other, perCharacter)));
    SortedMap<String, Double> metrics = metrics(crossEntropy, perCharacter);
    long unknown = 0;
    for (long i = 0; i < text.size(); i++) {
      unknown += text.get(i) == Vocabulary.UNKNOWN ? 1 : 0;
    }
    metrics.put("unknown_share", (double) unknown / text.size());
    return new Evaluation(part, text.size(), 0, metrics, baselines, files);
  }

  /** The usual figures; the cross-entropy is in nats a token. */
  private static SortedMap<String, Double> metrics(double crossEntropy, double bitsPerNat) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("cross_entropy", crossEntropy);
    metrics.put("perplexity", Math.exp(crossEntropy));
    metrics.put("bits_per_character", crossEntropy * bitsPerNat);
    return metrics;
  }

  /** One row for each token: the token, and the probability that it had after those before it. */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    predict(data, charset(), name, out);
  }

  /** The same for a text that is given as it is, in no file's encoding. */
  @Override
  public void predict(String text, String name, Rows out) throws IOException {
    InputStream data = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    predict(data, StandardCharsets.UTF_8, name, out);
  }

  private void predict(InputStream data, Charset encoding, String name, Rows out)
      throws IOException {
    List<String> tokens = new ArrayList<>();
    Corpus corpus = new Corpus(codec.vocabulary().size());
    try (Lines lines = TextFiles.lines(data, name, encoding, LONGEST_PIECE)) {
      while (lines.next()) {
        tokens.addAll(codec.tokenizer().tokens(lines.piece()));
        corpus.addAll(codec.encode(lines.piece()));
        if (lines.endsLine()) {
          tokens.add(codec.vocabulary().token(Vocabulary.END));
          corpus.add(Vocabulary.END);
        }
      }
    }
    List<Double> probabilities = new ArrayList<>();
    scorer.read(
        new Columns(corpus, 1),
        (_, _, logProbability) -> probabilities.add(Math.exp(logProbability)));
    out.columns(List.of("token", "probability"));
    for (int i = 0; i < tokens.size(); i++) {
      out.row(List.of(tokens.get(i), (float) (double) probabilities.get(i)));
    }
  }
}
