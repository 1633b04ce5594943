package eddy.cli;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.Json;
import eddy.task.TrainedModel;
import eddy.tasks.Models;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
    customSynopsis = "eddy predict DIR (--data=FILE | -) [OPTION ...]",
    header = "Uses a model on a file.",
    description = {
      "Uses a model. A forecasting model forecasts what follows the last row of FILE: one row of",
      "CSV for each future step. A hyphen, -, is standard input."
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
          "What to predict from, with the columns that the model was trained on; - for standard"
              + " input, as CSV.")
  private Optional<String> data;

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
    String source = source();
    StringBuilder csv = new StringBuilder();
    String task;
    try (TrainedModel model = Models.open(folder)) {
      task = model.folder().task();
      if (source.equals(STANDARD_INPUT)) {
        model.predict(System.in, "standard input", csv);
      } else {
        model.predict(open(Path.of(source)), source, csv);
      }
    }
    String text = json ? json(task, csv.toString()) : csv.toString();
    if (out.isPresent()) {
      AtomicFile.write(out.get(), text);
    } else {
      console.print(text);
    }
    return ExitCode.OK;
  }

  /** The file that the user named, or a hyphen. */
  private String source() {
    if (hyphen.isPresent() && !hyphen.get().equals(STANDARD_INPUT)) {
      throw misused("expected - or nothing after DIR but found '" + hyphen.get() + "'");
    }
    if (hyphen.isPresent() && data.isPresent()) {
      throw misused("expected --data or - but found both");
    }
    return data.or(() -> hyphen)
        .orElseThrow(() -> misused("name what to predict from by --data, or - for standard input"));
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

  private String json(String task, String csv) {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
      for (NamedCsvRecord row : reader) {
        Map<String, Object> fields = new LinkedHashMap<>();
        row.getFieldsAsMap().forEach((name, field) -> fields.put(name, value(field)));
        rows.add(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", task);
    json.put("model", folder.toString());
    json.put("predictions", rows);
    return Json.text(json);
  }

  /** A field as a number where it reads as one. */
  private static Object value(String field) {
    if (field.matches("-?\\d{1,18}")) {
      return Long.valueOf(field);
    }
    return field.matches("-?\\d+\\.\\d+(E-?\\d+)?") ? (Object) Double.valueOf(field) : field;
  }
}
