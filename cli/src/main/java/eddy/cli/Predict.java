package eddy.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.Json;
import eddy.task.Rows;
import eddy.task.TrainedModel;
import eddy.task.TrainingOptions;
import eddy.tasks.Models;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
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
      "was. A hyphen, -, is standard input."
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
              + " text; - for standard input.")
  private Optional<String> data;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "The text itself, instead of a file.")
  private Optional<String> text;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Of a forecast, N paths that may come, instead of the forecast itself.")
  private Optional<Integer> samples;

  @Option(names = "--seed", paramLabel = "N", description = "Of the samples.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the results go, instead of standard output.")
  private Optional<Path> out;

  @Option(names = "--json", description = "One JSON object instead of CSV.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Console console;

  Predict(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Input input = input();
    List<String> columns = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    String task;
    try (TrainedModel model = Models.open(folder)) {
      task = model.folder().task();
      input.predict(
          model,
          new Rows() {
            @Override
            public void columns(List<String> names) {
              columns.addAll(names);
            }

            @Override
            public void row(List<Object> values) {
              rows.add(values);
            }
          });
    }
    String results = json ? json(task, columns, rows) : csv(columns, rows);
    if (out.isPresent()) {
      AtomicFile.write(out.get(), results);
    } else {
      console.print(results);
    }
    return ExitCode.OK;
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
        ? (model, rows) -> predict(model, System.in, "standard input", rows)
        : (model, rows) -> predict(model, open(Path.of(name)), name, rows);
  }

  private void predict(TrainedModel model, InputStream data, String name, Rows rows)
      throws IOException {
    if (samples.isEmpty()) {
      model.predict(data, name, rows);
    } else {
      TrainingOptions.require(samples.get() >= 1, "--samples", "one or more", samples.get());
      model.sample(data, name, samples.get(), seed, rows);
    }
  }

  private ParameterException misused(String reason) {
    return new ParameterException(spec.commandLine(), "predict: " + reason);
  }

  private static InputStream open(Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInput(file + ": expected a text file but found a folder.");
    }
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw BadInput.of(file, e);
    }
  }

  private static String csv(List<String> columns, List<List<Object>> rows) throws IOException {
    StringWriter csv = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(csv)) {
      writer.writeRecord(columns);
      for (List<Object> row : rows) {
        writer.writeRecord(row.stream().map(Object::toString).toList());
      }
    }
    return csv.toString();
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
