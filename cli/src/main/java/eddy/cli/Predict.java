package eddy.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.Json;
import eddy.task.Explainer;
import eddy.task.ForecastModel;
import eddy.task.Rows;
import eddy.task.Sampling;
import eddy.task.TrainedModel;
import eddy.task.TranslationModel;
import eddy.tasks.Models;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Uses a model. */
@Command(
    name = "predict",
    sortOptions = false,
    customSynopsis = "eddy predict DIR (--data=FILE | --text=TEXT | -) [OPTION ...]",
    header = "Uses a model on a file.",
    description = {
      "Uses a model and writes rows of CSV. A forecasting model forecasts what follows the last row",
      "of FILE, one row for each future step; a language model says how likely each token of a text",
      "was; a tagger tags each word; a classifier says which label each text has, a model of series",
      "which label or number each sequence has, a model of frames which label each clip has; a",
      "translator translates each line; a speech recognizer writes down what is said in a WAV file or",
      "a folder of them. A hyphen, -, is standard input: for frames, an animated GIF; for speech, a",
      "WAV or bare samples (16 bits, little-endian, one channel, at the model's rate), whose text is",
      "written as soon as it is certain."
    })
final class Predict implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  @Parameters(index = "0", paramLabel = "DIR", description = "The model folder.")
  private Path folder;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "-",
      description = "The same as --data -: read standard input.")
  private Optional<String> hyphen;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "What to predict from: a table with the columns that the model was trained on, or a"
              + " text; for clips and for speech also a folder; - for standard input.")
  private Optional<String> data;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "The text itself, instead of a file.")
  private Optional<String> text;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "N draws instead of the best: of a forecast, paths that may come; of a translator, N"
              + " translations of each sentence.")
  private Optional<Integer> samples;

  @Option(names = "--seed", paramLabel = "N", description = "Of the samples.")
  private long seed = 1;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Of a translator's samples: below 1 for likelier words, above 1 for more surprising ones."
              + " By default 1.")
  private Optional<Double> temperature;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the results go, instead of standard output.")
  private Optional<Path> out;

  @Option(
      names = "--explain",
      description = "Also say which words carried each label; classifiers of texts only.")
  private boolean explain;

  @Option(names = "--json", description = "One JSON object instead of CSV.")
  private boolean json;

  @Mixin private SearchFlags search = new SearchFlags();
  @Spec private CommandSpec spec;

  private final Console console;

  Predict(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Input input = input();
    if (json || out.isPresent()) {
      Collected results = new Collected();
      String task = predict(input, results);
      String text = json ? json(task, results.columns, results.rows) : results.csv();
      if (out.isPresent()) {
        AtomicFile.write(out.get(), text);
      } else {
        console.print(text);
      }
    } else {
      Printed printed = new Printed();
      predict(input, printed);
      printed.head();
    }
    return ExitCode.OK;
  }

  private String predict(Input input, Rows rows) throws IOException {
    try (TrainedModel model = Models.open(folder)) {
      return search.use(
          model,
          used -> {
            input.predict(asked(used), rows);
            return used.folder().task();
          });
    }
  }

  /** Holds all rows, to be written as one. */
  private static final class Collected implements Rows {
    private final List<String> columns = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();

    @Override
    public void columns(List<String> names) {
      columns.addAll(names);
    }

    @Override
    public void row(List<Object> values) {
      rows.add(values);
    }

    String csv() throws IOException {
      StringBuilder csv = new StringBuilder(line(columns));
      for (List<Object> row : rows) {
        csv.append(line(row));
      }
      return csv.toString();
    }
  }

  /** Prints each row as it comes, for streams that have no end. */
  private final class Printed implements Rows {
    private List<String> columns = List.of();

    @Override
    public void columns(List<String> names) {
      columns = names;
    }

    @Override
    public void row(List<Object> values) throws IOException {
      head();
      console.print(line(values));
      console.flush();
    }

    /** Not before the first row, so that a refusal leaves nothing on standard output. */
    private void head() throws IOException {
      if (!columns.isEmpty()) {
        console.print(line(columns));
        columns = List.of();
      }
    }
  }

  private static String line(List<?> cells) throws IOException {
    StringWriter csv = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(csv)) {
      writer.writeRecord(cells.stream().map(Object::toString).toList());
    }
    return csv.toString();
  }

  /** What to predict from, not opened before the model is known to be sound. */
  private interface Input {
    void predict(TrainedModel model, Rows out) throws IOException;
  }

  private Input input() {
    if (hyphen.isPresent() && !hyphen.get().equals(STANDARD_INPUT)) {
      throw misused("expected - or nothing after DIR but found '" + hyphen.get() + "'");
    }
    if (Stream.of(hyphen, data, text).filter(Optional::isPresent).count() > 1) {
      throw misused("expected one of --data, --text and - but found both");
    }
    if (text.isPresent()) {
      return (model, rows) -> model.predict(text.get(), "--text", rows);
    }
    String name =
        data.or(() -> hyphen)
            .orElseThrow(() ->
                misused("name what to predict from by --data or --text, or - for standard input"));
    return name.equals(STANDARD_INPUT)
        ? (model, rows) -> model.predict(System.in, "standard input", rows)
        : (model, rows) -> model.predict(Path.of(name), rows);
  }

  /** The model as the options want it. */
  private TrainedModel asked(TrainedModel model) {
    if (explain) {
      if (samples.isPresent() || temperature.isPresent()) {
        throw misused("expected one of --explain and --samples or --temperature but found both");
      }
      return Ability.of(model, Explainer.class, "--explain", "a classifier of texts").explaining();
    }
    if (samples.isPresent() && model instanceof TranslationModel translator) {
      search.refuseBeside("--samples");
      return translator.sampling(samples.get(), new Sampling(temperature.orElse(1.0), 0, 1, seed));
    }
    if (temperature.isPresent()) {
      throw new BadInput("--temperature: expected a translator and --samples beside it.");
    }
    if (samples.isPresent()) {
      return Ability.of(model, ForecastModel.class, "--samples", "a forecaster or a translator")
          .sampling(samples.get(), seed);
    }
    return model;
  }

  private ParameterException misused(String reason) {
    return new ParameterException(spec.commandLine(), "predict: " + reason);
  }

  private String json(String task, List<String> columns, List<List<Object>> rows) {
    List<Map<String, Object>> predictions = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        fields.put(columns.get(i), row.get(i));
      }
      predictions.add(fields);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task);
    json.put("model", folder.toString());
    json.put("predictions", predictions);
    return Json.text(json);
  }
}
