package eddy.series;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.task.ClassScores;
import eddy.task.Evaluation;
import eddy.task.Measured;
import eddy.task.Rows;
import eddy.tensor.Parameter;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * A trained model of whole sequences, which says what label one has, or which number belongs to it.
 *
 * <pre>{@code
 * try (SeriesModel model = SeriesModel.of(ModelFolder.open(Path.of("model")))) {
 *   Map<String, Double> probabilities = model.probabilities(steps);
 * }
 * }</pre>
 */
public final class SeriesModel implements Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "series";

  private final ModelFolder folder;
  private final SeriesConfig config;
  private final Scorer scorer;
  private final Baselines baselines;

  private SeriesModel(ModelFolder folder, SeriesConfig config, Scorer scorer, Baselines baselines) {
    this.folder = folder;
    this.config = config;
    this.scorer = scorer;
    this.baselines = baselines;
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static SeriesModel of(ModelFolder folder) {
    SeriesConfig config = folder.config(TASK, SeriesConfig.class);
    SeriesNetwork network = new SeriesNetwork(config, Fitting.NONE, new SplittableRandom(0));
    Baselines baselines = new Baselines(config);
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>(network.parameters());
    parameters.putAll(baselines.parameters());
    folder.load(parameters);
    Scorer scorer = new Scorer(network, config, new Workspace());
    return new SeriesModel(folder, config, scorer, baselines);
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /** What runs the network. */
  Scorer scorer() {
    return scorer;
  }

  /** What is measured at each step. */
  public List<String> channels() {
    return config.channels();
  }

  /** All labels, sorted; none where a number is predicted. */
  public List<String> labels() {
    return config.labels();
  }

  /** From sequences as the files have them to a logit for each label, or the scaled number. */
  @Override
  public Graph graph(boolean states) {
    return scorer.network().graph(states);
  }

  @Override
  public void close() {
    scorer.workspace().close();
  }

  /**
   * How likely each label is.
   *
   * @param steps one or more, each with a number for each channel; not modified
   * @throws IllegalArgumentException if a step has more or fewer numbers, or the model predicts a
   *     number
   */
  public SequencedMap<String, Double> probabilities(float[][] steps) {
    require(!config.numeric(), "a model of labels", "one of the number " + config.format().label());
    return ClassScores.named(output(steps), labels());
  }

  /**
   * The number that belongs to a sequence.
   *
   * @param steps one or more, each with a number for each channel; not modified
   * @throws IllegalArgumentException if a step has more or fewer numbers, or the model predicts a
   *     label
   */
  public double number(float[][] steps) {
    require(config.numeric(), "a model of a number", "one of the labels " + labels());
    return output(steps)[0];
  }

  private static void require(boolean holds, String expected, String found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "SeriesModel: expected " + expected + " but found " + found + ".");
    }
  }

  private float[] output(float[][] steps) {
    int width = channels().size();
    float[] values = new float[steps.length * width];
    require(steps.length > 0, "one step or more", "none");
    for (int t = 0; t < steps.length; t++) {
      require(
          steps[t].length == width,
          "[time, " + width + "]",
          "a step of " + steps[t].length + " numbers");
      System.arraycopy(steps[t], 0, values, t * width, width);
    }
    return scorer.outputs(List.of(values)).getFirst();
  }

  @Override
  public Evaluation evaluate(Optional<Path> file) {
    Measured<Example> measured =
        Measured.of(
            folder,
            file,
            config.split(),
            config.reader()::digests,
            path -> config.reader().labelled(path).requireChannels(channels()).all(),
            Example::label);
    return evaluate(measured.part(), measured.items(), scorer, baselines, measured.digests());
  }

  /** Measures a network on sequences, beside the baselines. */
  static Evaluation evaluate(
      String part,
      List<Example> examples,
      Scorer scorer,
      Baselines baselines,
      Map<String, String> files) {
    SeriesConfig config = scorer.config();
    Encoded encoded = Encoded.of(examples, config);
    List<float[]> outputs = scorer.outputs(encoded.values());
    SequencedMap<String, SortedMap<String, Double>> others = new LinkedHashMap<>();
    baselines
        .outputs(encoded.values())
        .forEach((name, output) -> others.put(name, metrics(output, encoded, config, true)));
    return new Evaluation(
        part,
        examples.size(),
        0,
        metrics(outputs, encoded, config, false),
        others,
        files,
        config.numeric()
            ? new LinkedHashMap<>()
            : ClassScores.of(outputs, encoded.labels(), false).tables(config.labels(), "sequences"),
        List.of());
  }

  private static SortedMap<String, Double> metrics(
      List<float[]> outputs, Encoded encoded, SeriesConfig config, boolean baseline) {
    if (config.numeric()) {
      return Scores.ofNumbers(outputs, encoded.targets());
    }
    ClassScores scores = ClassScores.of(outputs, encoded.labels(), false);
    return baseline ? scores.decisions() : scores.metrics();
  }

  /**
   * One row for each sequence: what it is called, its label, the probability, then that of every
   * label; or the number.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    write(config.reader().plain(data, name), out);
  }

  @Override
  public void predict(Path data, Rows out) throws IOException {
    write(config.reader().plain(data), out);
  }

  private void write(Examples examples, Rows out) throws IOException {
    examples.requireChannels(channels());
    List<String> columns = new ArrayList<>(List.of(config.format().id()));
    columns.addAll(
        config.numeric() ? List.of(config.format().label()) : ClassScores.columns(labels()));
    out.columns(columns);
    List<float[]> outputs = scorer.outputs(examples.all().stream().map(Example::values).toList());
    for (int i = 0; i < outputs.size(); i++) {
      float[] output = outputs.get(i);
      List<Object> row = new ArrayList<>(List.of(examples.all().get(i).name()));
      row.addAll(config.numeric() ? List.of(output[0]) : ClassScores.row(output, labels()));
      out.row(row);
    }
  }
}
