package eddy.cli;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import eddy.format.AtomicFile;
import eddy.format.Json;
import eddy.task.TrainedModel;
import eddy.tasks.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Uses a model. */
@Command(
    name = "predict",
    sortOptions = false,
    header = "Uses a model on a file.",
    description = {
      "Uses a model. A forecasting model forecasts what follows the last row of FILE: one row of",
      "CSV for each future step."
    })
final class Predict implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The model folder.")
  private Path folder;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "What to predict from, with the columns that the model was trained on.")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the results go, instead of standard output.")
  private Optional<Path> out;

  @Option(names = "--json", description = "One JSON object instead of CSV.")
  private boolean json;

  private final Console console;

  Predict(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    TrainedModel model = Models.open(folder);
    StringBuilder csv = new StringBuilder();
    model.predict(data, csv);
    String text = json ? json(model, csv.toString()) : csv.toString();
    if (out.isPresent()) {
      AtomicFile.write(out.get(), text);
    } else {
      console.print(text);
    }
    return ExitCode.OK;
  }

  private String json(TrainedModel model, String csv) {
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
    json.put("task", model.folder().task());
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
