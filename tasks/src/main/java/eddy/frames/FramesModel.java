package eddy.frames;

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
import java.util.stream.IntStream;

/**
 * A trained model of clips, which says what label one has.
 *
 * <pre>{@code
 * try (FramesModel model = FramesModel.of(ModelFolder.open(Path.of("model")))) {
 *   Map<String, Double> probabilities = model.probabilities(Path.of("wave.gif"));
 * }
 * }</pre>
 */
public final class FramesModel implements Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "frames";

  private final ModelFolder folder;
  private final FramesConfig config;
  private final Scorer scorer;
  private final Baselines baselines;

  private FramesModel(ModelFolder folder, FramesConfig config, Scorer scorer, Baselines baselines) {
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
  public static FramesModel of(ModelFolder folder) {
    FramesConfig config = folder.config(TASK, FramesConfig.class);
    FramesNetwork network = new FramesNetwork(config, 0, new SplittableRandom(0));
    Baselines baselines = new Baselines(config);
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>(network.parameters());
    parameters.putAll(baselines.parameters());
    folder.load(parameters);
    Scorer scorer = new Scorer(network, config, new Workspace());
    return new FramesModel(folder, config, scorer, baselines);
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  /** What runs the network. */
  Scorer scorer() {
    return scorer;
  }

  /** All labels, sorted. */
  public List<String> labels() {
    return config.labels();
  }

  /**
   * From the pixels of clips to a logit for each label.
   *
   * @throws BadInput with states, since it reads whole clips
   */
  @Override
  public Graph graph(boolean states) {
    if (states) {
      throw new BadInput(
          folder.path()
              + ": a model that reads whole clips carries no state; convert without"
              + " --states.");
    }
    return scorer.network().graph();
  }

  @Override
  public void close() {
    scorer.workspace().close();
  }

  /**
   * How likely each label of a clip is.
   *
   * @param clip a folder of pictures, an animated GIF or a video
   * @throws BadInput if it can't be read, or has frames of another size than the training's
   */
  public SequencedMap<String, Double> probabilities(Path clip) {
    return ClassScores.named(scorer.probabilities(clips(read(clip))).getFirst(), labels());
  }

  /**
   * The same after each of its frames.
   *
   * @throws BadInput as {@link #probabilities} does
   */
  public List<SequencedMap<String, Double>> running(Path clip) {
    Clip read = clips(read(clip)).getFirst();
    int[] all = IntStream.rangeClosed(1, read.frames()).toArray();
    return scorer.running(read, all).stream()
        .map(each -> ClassScores.named(each, labels()))
        .toList();
  }

  private List<Example> read(Path path) {
    return sized(new ExampleReader(config.format()).plain(path));
  }

  private List<Example> sized(List<Example> examples) {
    ExampleReader.requireSize(examples.getFirst(), config.height(), config.width(), "the training");
    return examples;
  }

  private static List<Clip> clips(List<Example> examples) {
    return examples.stream().map(Example::clip).toList();
  }

  @Override
  public Evaluation evaluate(Optional<Path> file) {
    ExampleReader reader = new ExampleReader(config.format());
    Measured<Example> measured =
        Measured.of(
            folder,
            file,
            config.split(),
            reader::digests,
            path -> sized(reader.labelled(path)),
            Example::label);
    return evaluate(measured.part(), measured.items(), scorer, baselines, measured.digests());
  }

  /** Measures a network on clips, beside the baselines. */
  static Evaluation evaluate(
      String part,
      List<Example> examples,
      Scorer scorer,
      Baselines baselines,
      Map<String, String> files) {
    Encoded encoded = Encoded.of(examples, scorer.config().labels());
    ClassScores scores =
        ClassScores.of(scorer.probabilities(encoded.clips()), encoded.classes(), false);
    SequencedMap<String, SortedMap<String, Double>> others = new LinkedHashMap<>();
    baselines
        .probabilities(encoded.clips())
        .forEach(
            (name, p) -> others.put(name, ClassScores.of(p, encoded.classes(), false).decisions()));
    return new Evaluation(
        part,
        examples.size(),
        0,
        scores.metrics(),
        others,
        files,
        scores.tables(scorer.config().labels(), "clips"),
        List.of());
  }

  /** One row for the animated GIF that a stream holds, as for each clip of a file. */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    Clip clip = Gif.read(data, name, config.format());
    write(sized(List.of(new Example(clip, "", name, name))), out);
  }

  /** One row for each clip: what it is called, its label, the probability, that of every label. */
  @Override
  public void predict(Path data, Rows out) throws IOException {
    write(read(data), out);
  }

  private void write(List<Example> examples, Rows out) throws IOException {
    List<String> columns = new ArrayList<>(List.of(FramesFormat.CLIP));
    columns.addAll(ClassScores.columns(labels()));
    out.columns(columns);
    List<float[]> probabilities = scorer.probabilities(clips(examples));
    for (int i = 0; i < probabilities.size(); i++) {
      List<Object> row = new ArrayList<>(List.of(examples.get(i).name()));
      row.addAll(ClassScores.row(probabilities.get(i), labels()));
      out.row(row);
    }
  }
}
