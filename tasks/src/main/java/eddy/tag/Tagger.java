package eddy.tag;

import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.task.Evaluation;
import eddy.task.EvaluationData;
import eddy.task.Rows;
import eddy.tensor.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A trained tagger.
 *
 * <pre>{@code
 * try (Tagger tagger = Tagger.of(ModelFolder.open(Path.of("model")))) {
 *   List<String> tags = tagger.tag(List.of("He", "reckons", "so"));
 * }
 * }</pre>
 */
public final class Tagger implements Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "tag";

  private final ModelFolder folder;
  private final TagConfig config;
  private final TagCodec codec;
  private final TagPredictor predictor;

  private Tagger(ModelFolder folder, TagConfig config, TagCodec codec, TagPredictor predictor) {
    this.folder = folder;
    this.config = config;
    this.codec = codec;
    this.predictor = predictor;
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static Tagger of(ModelFolder folder) {
    TagConfig config = folder.config(TASK, TagConfig.class);
    TagCodec codec = TagCodec.of(folder, config);
    TagNetwork network =
        new TagNetwork(config, codec, TagNetwork.Noise.NONE, new SplittableRandom(0));
    folder.load(network.parameters());
    return new Tagger(
        folder, config, codec, new TagPredictor(network, config, codec, new Workspace()));
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /** What the model is. */
  public TagConfig config() {
    return config;
  }

  /** What runs the network. */
  TagPredictor predictor() {
    return predictor;
  }

  /** The baseline, as it was counted in training. */
  MostFrequentTag baseline() {
    return Json.parse(
        folder.text(MostFrequentTag.FILE), MostFrequentTag.FILE, MostFrequentTag.class);
  }

  /** From the ids of words and of their characters to the score of each tag. */
  @Override
  public Graph graph(boolean states) {
    return predictor.network().graph(states);
  }

  @Override
  public void close() {
    predictor.workspace().close();
  }

  /**
   * The tags of a sentence of words, in the scheme of the training files.
   *
   * @throws IllegalArgumentException if there is no word, or the model needs more of each word than
   *     the word itself
   */
  public List<String> tag(List<String> words) {
    if (words.isEmpty() || !config.format().features().isEmpty()) {
      throw new IllegalArgumentException(
          "Tagger: expected words, for a model that reads nothing else, but got %d words and features %s."
              .formatted(words.size(), config.format().features()));
    }
    return predict(List.of(Sentence.of(words, List.of(), Optional.empty(), "sentence", 1)))
        .getFirst()
        .tags();
  }

  private List<Prediction> predict(List<Sentence> sentences) {
    return predictor.predict(sentences.stream().map(s -> codec.encode(s, config)).toList());
  }

  @Override
  public Evaluation evaluate(Optional<Path> data) {
    EvaluationData measured =
        EvaluationData.of(
            folder,
            data,
            !config.split().isEmpty(),
            path -> TagData.digests(path, config.format(), ""));
    List<Sentence> all = new TagReader(config.format()).read(measured.path());
    List<Sentence> sentences =
        tagged(
            measured.test() ? TagData.cut(all, config.split()).test() : all,
            config,
            measured.path(),
            "Correct it.");
    measured.requireItems(!sentences.isEmpty());
    TagPredictor.Measured figures =
        predictor.measure(
            sentences, sentences.stream().map(s -> codec.encode(s, config)).toList(), baseline());
    return new Evaluation(
        measured.part(),
        sentences.size(),
        0,
        figures.metrics(),
        figures.baselines(),
        measured.digests());
  }

  /**
   * Sentences with tags, and labels where the model has them, that are legal in its scheme.
   *
   * @param advice what a user can do about an illegal tag
   * @throws BadInput with file and line at the first that is not
   */
  static List<Sentence> tagged(
      List<Sentence> sentences, TagConfig config, Path path, String advice) {
    for (Sentence sentence : sentences) {
      if (sentence.label().isEmpty() && !config.labels().isEmpty()) {
        throw new BadInput(
            "%s: expected a label for each sentence, in a file %s, but found none."
                .formatted(path, TagReader.LABELS));
      }
    }
    return new TagReader(config.format()).legal(sentences, config.scheme(), advice);
  }

  /** One row for each word: its sentence, the word, its tag and the sentence's label. */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    write(new TagReader(config.format()).untagged(data, name, config.columns()), name, out);
  }

  /** The same for sentences that are given as they are, one a line, with words between blanks. */
  @Override
  public void predict(String text, String name, Rows out) throws IOException {
    if (!config.format().features().isEmpty()) {
      throw new BadInput(
          name + ": the model reads more columns than words. Give it a file by --data.");
    }
    InputStream data = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    write(new TagReader(config.format()).untagged(data, name, StandardCharsets.UTF_8), name, out);
  }

  private void write(List<Sentence> sentences, String name, Rows out) throws IOException {
    if (sentences.isEmpty()) {
      throw new BadInput(name + ": the text is empty.");
    }
    boolean labels = !config.labels().isEmpty();
    boolean segment = config.format().segment();
    List<String> columns = new ArrayList<>(List.of("sentence", "word"));
    if (!segment) {
      columns.add("tag");
    }
    if (labels) {
      columns.add("label");
    }
    out.columns(columns);
    List<Prediction> predictions = predict(sentences);
    for (int i = 0; i < sentences.size(); i++) {
      List<String> tags = predictions.get(i).tags();
      List<String> words = sentences.get(i).words();
      List<String> shown = segment ? Segmenter.words(words, tags) : words;
      for (int w = 0; w < shown.size(); w++) {
        List<Object> row = new ArrayList<>(List.of(i + 1, shown.get(w)));
        if (!segment) {
          row.add(tags.get(w));
        }
        predictions.get(i).label().ifPresent(row::add);
        out.row(row);
      }
    }
  }
}
