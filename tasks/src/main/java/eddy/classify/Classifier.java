package eddy.classify;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.task.ClassScores;
import eddy.task.Evaluation;
import eddy.task.Explainer;
import eddy.task.Measured;
import eddy.task.Rows;
import eddy.tensor.Parameter;
import eddy.tensor.Workspace;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * A trained classifier of texts.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.of(ModelFolder.open(Path.of("model")))) {
 *   Prediction prediction = classifier.predict("A wonderful film.");
 * }
 * }</pre>
 */
public final class Classifier implements Explainer, Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "classify";

  private final ModelFolder folder;
  private final ClassifyConfig config;
  private final Scorer scorer;
  private final Baselines baselines;
  private final boolean explaining;

  /**
   * What is predicted of a text.
   *
   * @param labels the likeliest one; or all that are likelier than not, where a text may have
   *     several
   * @param probabilities of every label
   */
  public record Prediction(List<String> labels, SequencedMap<String, Double> probabilities) {}

  private Classifier(
      ModelFolder folder,
      ClassifyConfig config,
      Scorer scorer,
      Baselines baselines,
      boolean explaining) {
    this.folder = folder;
    this.config = config;
    this.scorer = scorer;
    this.baselines = baselines;
    this.explaining = explaining;
  }

  /**
   * Makes the classifier that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static Classifier of(ModelFolder folder) {
    ClassifyConfig config = folder.config(TASK, ClassifyConfig.class);
    String name = folder.path().resolve(Vocabulary.FILE).toString();
    TextCodec codec =
        TextCodec.of(config.tokens(), Vocabulary.parse(folder.text(Vocabulary.FILE), name));
    ClassifyNetwork network =
        new ClassifyNetwork(
            config, codec.vocabulary().size(), Fitting.NONE, new SplittableRandom(0));
    Baselines baselines = new Baselines(config, codec);
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>(network.parameters());
    parameters.putAll(baselines.parameters());
    folder.load(parameters);
    return new Classifier(
        folder, config, new Scorer(network, config, codec, new Workspace()), baselines, false);
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /** What runs the network. */
  Scorer scorer() {
    return scorer;
  }

  /** What it is measured beside, as training left it. */
  Baselines baselines() {
    return baselines;
  }

  /** All labels, sorted. */
  public List<String> labels() {
    return config.labels();
  }

  /** From the ids of tokens, an end of a line before and after them, to a logit for each label. */
  @Override
  public Graph graph(boolean states) {
    return scorer.network().graph(states);
  }

  @Override
  public void close() {
    scorer.workspace().close();
  }

  /**
   * Predicts the label of a text, or its labels.
   *
   * @throws BadInput if it is empty
   */
  public Prediction predict(String text) {
    ExampleReader.text(text, "the text");
    return prediction(scorer.probabilities(List.of(scorer.encode(text))).getFirst());
  }

  private Prediction prediction(float[] probabilities) {
    int[] predicted = ClassScores.predicted(probabilities, config.multiple());
    return new Prediction(
        Arrays.stream(predicted).mapToObj(labels()::get).toList(),
        ClassScores.named(probabilities, labels()));
  }

  /**
   * What in a text speaks for a label.
   *
   * @throws BadInput if the text is empty, or there is no such label
   */
  public Explanation explain(String text, String label) {
    ExampleReader.text(text, "the text");
    if (!labels().contains(label)) {
      throw new BadInput(
          "expected one of the labels " + labels() + " but found " + BadInput.quote(label) + ".");
    }
    return scorer.explain(text, labels().indexOf(label));
  }

  @Override
  public Evaluation evaluate(Optional<Path> file) {
    ExampleReader reader = new ExampleReader(config.format());
    Measured<Example> measured =
        Measured.of(
            folder, file, config.split(), Digest::byName, reader::labelled, Example::labels);
    return evaluate(measured.part(), measured.items(), scorer, baselines, measured.digests());
  }

  /** Measures a network on texts, beside the baselines. */
  static Evaluation evaluate(
      String part,
      List<Example> examples,
      Scorer scorer,
      Baselines baselines,
      Map<String, String> files) {
    ClassifyConfig config = scorer.config();
    Encoded encoded = Encoded.of(examples, config, scorer.codec());
    ClassScores scores =
        ClassScores.of(scorer.probabilities(encoded.texts()), encoded.labels(), config.multiple());
    List<int[]> features = baselines.features(examples);
    SequencedMap<String, SortedMap<String, Double>> others = new LinkedHashMap<>();
    baselines
        .all()
        .forEach((name, baseline) ->
            others.put(
                name,
                ClassScores.of(
                        baselines.probabilities(baseline, features),
                        encoded.labels(),
                        config.multiple())
                    .metrics()));
    return new Evaluation(
        part,
        examples.size(),
        0,
        scores.metrics(),
        others,
        files,
        scores.tables(config.labels(), "texts"),
        List.of());
  }

  /**
   * One row for each text: its label (or labels) and the probability, then that of every label.
   *
   * <p>The texts are those of a table or of JSON lines, as in training, or the lines of any other
   * file.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    write(new ExampleReader(config.format()).texts(data, name), out);
  }

  /** The same for a single text, whatever its lines. */
  @Override
  public void predict(String text, String name, Rows out) throws IOException {
    write(List.of(ExampleReader.text(text, name)), out);
  }

  @Override
  public Classifier explaining() {
    return new Classifier(folder, config, scorer, baselines, true);
  }

  private void write(List<Example> examples, Rows out) throws IOException {
    List<String> columns = new ArrayList<>(List.of("label", "probability"));
    if (explaining) {
      columns.add("explanation");
    }
    columns.addAll(labels());
    out.columns(columns);
    List<float[]> all =
        scorer.probabilities(examples.stream().map(each -> scorer.encode(each.text())).toList());
    for (int i = 0; i < all.size(); i++) {
      Prediction prediction = prediction(all.get(i));
      List<Object> row = new ArrayList<>();
      row.add(String.join(config.format().several(), prediction.labels()));
      float[] p = all.get(i);
      int likeliest = ClassScores.predicted(p, false)[0];
      row.add(p[likeliest]);
      if (explaining) {
        row.add(scorer.explain(examples.get(i).text(), likeliest).summary());
      }
      for (float each : p) {
        row.add(each);
      }
      out.row(row);
    }
  }
}
