package eddy.translate;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exporter;
import eddy.graph.Graph;
import eddy.task.Evaluation;
import eddy.task.EvaluationData;
import eddy.task.Rows;
import eddy.task.Sampling;
import eddy.task.TrainingOptions;
import eddy.task.TranslationModel;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A trained translator.
 *
 * <pre>{@code
 * try (Translator model = Translator.of(ModelFolder.open(Path.of("model")))) {
 *   System.out.println(model.translate("A dog runs."));
 * }
 * }</pre>
 */
public final class Translator implements TranslationModel, Exporter {
  /** The name of the task in model folders. */
  public static final String TASK = "translate";

  private static final List<String> COLUMNS = List.of("source", "translation", "score");

  /** So many lines are translated before the first of them are written. */
  private static final int LINES = 1000;

  private final ModelFolder folder;
  private final TranslateConfig config;
  private final Decoding decoding;

  private Translator(ModelFolder folder, TranslateConfig config, Decoding decoding) {
    this.folder = folder;
    this.config = config;
    this.decoding = decoding;
  }

  /**
   * Makes the model that a folder holds. It owns a team of threads until it is closed.
   *
   * @throws BadInput if it holds a model of another task, or weights that don't fit its settings
   */
  public static Translator of(ModelFolder folder) {
    TranslateConfig config = folder.config(TASK, TranslateConfig.class);
    TranslateCodec codec = TranslateCodec.of(folder, config);
    TranslateNetwork network = new TranslateNetwork(config, codec, new SplittableRandom(0));
    folder.load(network.parameters());
    return new Translator(
        folder, config, new Decoding(codec, network, new Workspace(), Search.USUAL));
  }

  @Override
  public Translator with(Search search) {
    return new Translator(folder, config, decoding.with(search));
  }

  @Override
  public Translator with(TranslationModel other) {
    if (!(other instanceof Translator translator)
        || !translator.decoding.codec().texts().equals(decoding.codec().texts())) {
      throw new BadInput(
          "%s: expected the vocabularies of %s but it has others. Train the models of an ensemble on the same data; --seeds does."
              .formatted(other.folder().path(), folder.path()));
    }
    Decoding joined = decoding;
    for (TranslateNetwork network : translator.decoding.networks()) {
      joined = joined.with(network);
    }
    return new Translator(folder, config, joined);
  }

  @Override
  public Translator sampling(int count, Sampling sampling) {
    TrainingOptions.require(count >= 1 && count <= 10_000, "--samples", "1 to 10,000", count);
    return new Translator(folder, config, decoding.with(new Ancestral(count, sampling)));
  }

  @Override
  public ModelFolder folder() {
    return folder;
  }

  Decoding decoding() {
    return decoding;
  }

  /**
   * The best translation of a sentence.
   *
   * @throws BadInput if it is empty or too long
   */
  public String translate(String sentence) {
    return translateAll(List.of(sentence)).getFirst().getFirst().text();
  }

  /**
   * The best translations of each of some sentences, the best first, as many as the search gives.
   *
   * @throws BadInput with the number of the sentence if it is empty or too long
   */
  public List<List<Translated>> translateAll(List<String> sentences) {
    List<int[]> encoded = new ArrayList<>();
    for (String sentence : sentences) {
      String place = "sentence " + (encoded.size() + 1);
      if (sentence.isBlank()) {
        throw new BadInput(place + ": expected a sentence but it is empty.");
      }
      encoded.add(decoding.codec().encodeSource(TranslateData.spaced(sentence), place));
    }
    return decoding.translate(encoded);
  }

  @Override
  public Evaluation evaluate(Optional<Path> data) {
    TranslateData.Languages languages = config.languages();
    EvaluationData measured =
        EvaluationData.of(
            folder,
            data,
            !config.split().isEmpty(),
            path -> TranslateData.digests(path, languages, ""));
    List<Item> items =
        measured.test()
            ? TranslateData.test(measured.path(), languages, config.split())
            : TranslateData.items(measured.path(), languages);
    measured.requireItems(!items.isEmpty());
    return scores(decoding, items, languages).evaluation(measured.part(), measured.digests());
  }

  /** How good the translations of some sentences are. */
  static Scores scores(Decoding decoding, List<Item> items, TranslateData.Languages languages) {
    List<int[]> sources =
        items.stream()
            .map(item -> decoding.codec().encodeSource(item.source(), item.place()))
            .toList();
    List<String> texts =
        decoding.translate(sources).stream().map(best -> best.getFirst().text()).toList();
    return new Scores(items, texts, BleuTokenizer.into(languages.target()));
  }

  /**
   * One row for each translation of each line; what stands behind a tab on a line is left alone.
   */
  @Override
  public void predict(InputStream data, String name, Rows out) throws IOException {
    List<Item> lines = new ArrayList<>();
    TranslateData.read(
        data,
        name,
        (line, number) -> {
          String source = line.split("\t", 2)[0];
          String place = name + ", line " + number;
          if (source.isBlank()) {
            throw new BadInput(place + ": expected a sentence before the tab but found none.");
          }
          lines.add(new Item(TranslateData.spaced(source), List.of(), place));
        });
    out.columns(COLUMNS);
    for (int from = 0; from < lines.size(); from += LINES) {
      List<Item> some = lines.subList(from, Math.min(lines.size(), from + LINES));
      List<List<Translated>> translations =
          decoding.translate(
              some.stream()
                  .map(item -> decoding.codec().encodeSource(item.source(), item.place()))
                  .toList());
      for (int i = 0; i < some.size(); i++) {
        for (Translated each : translations.get(i)) {
          out.row(List.of(some.get(i).source(), each.text(), (float) each.score()));
        }
      }
    }
  }

  /**
   * From the ids of sentences and of the translations so far to the logarithm of each token's
   * probability to come next.
   *
   * @throws BadInput with states, since a step would need the memory of the whole sentence as well
   */
  @Override
  public Graph graph(boolean states) {
    if (states) {
      throw new BadInput(
          folder.path()
              + ": a translator reads the translation so far as a whole; convert without --states.");
    }
    return decoding.networks().getFirst().graph();
  }

  @Override
  public void close() {
    decoding.workspace().close();
  }
}
