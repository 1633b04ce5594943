package eddy.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import eddy.format.BadInput;
import eddy.format.Json;
import eddy.format.folder.Epoch;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.Provenance;
import eddy.task.Evaluation;
import eddy.task.TrainedModel;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How good a model is beside its baselines, or the models of several seeds together: as a table and
 * as JSON.
 *
 * @param path what the user named
 * @param models one for each seed
 * @param evaluations one for each model
 * @param seconds how long the command took
 */
record Measurement(
    Path path, List<ModelFolder> models, List<Evaluation> evaluations, double seconds) {

  private static final int MOST_COLUMNS = 12;
  private static final int MOST_ROWS = 30;

  private boolean several() {
    return evaluations.size() > 1;
  }

  /** A row for each metric, a column for the model and each baseline. */
  String table() {
    Evaluation first = evaluations.getFirst();
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of("", several() ? "these models" : "this model"));
    header.addAll(first.baselines().keySet());
    table.row(header);
    SortedMap<String, Double> spread = spread();
    var baselines = baselines();
    mean()
        .forEach((metric, value) -> {
          List<Double> values = new ArrayList<>(List.of(value));
          baselines.values().stream()
              .map(figures -> figures.getOrDefault(metric, Double.NaN))
              .forEach(values::add);
          List<String> row = new ArrayList<>(List.of(metric));
          row.addAll(Numbers.alike(values));
          if (several()) {
            row.set(1, row.get(1) + " ± " + Numbers.two(spread.get(metric)));
          }
          table.row(row);
        });
    String what =
        switch (first.part()) {
          case "test" -> "Test part";
          case "validation" -> "Validation part";
          case "rolling" -> "Rolling origin";
          default -> "All of " + String.join(", ", first.data().keySet());
        };
    String models = several() ? ", mean ± deviation of " + evaluations.size() + " models" : "";
    String missing =
        first.missing() > 0
            ? ", without " + Numbers.grouped(first.missing()) + " missing values"
            : "";
    String items = Numbers.grouped(first.items()) + " items";
    String worst =
        first.worst().isEmpty() ? "" : "Worst:\n  " + String.join("\n  ", first.worst()) + "\n";
    return what + ", " + items + missing + models + ":\n" + table + furtherTables() + worst;
  }

  /** The further tables of a single model, as far as they are small enough for a terminal. */
  private String furtherTables() {
    StringBuilder text = new StringBuilder();
    if (!several()) {
      evaluations
          .getFirst()
          .tables()
          .forEach((name, rows) -> {
            List<String> columns = List.copyOf(rows.firstEntry().getValue().keySet());
            if (columns.size() <= MOST_COLUMNS && rows.size() <= MOST_ROWS) {
              text.append('\n').append(furtherTable(name, columns, rows));
            }
          });
    }
    return text.toString();
  }

  private static TextTable furtherTable(
      String name, List<String> columns, SequencedMap<String, SequencedMap<String, Double>> rows) {
    TextTable table = new TextTable();
    List<String> header = new ArrayList<>(List.of(name));
    header.addAll(columns);
    table.row(header);
    rows.forEach((label, figures) -> {
      List<String> row = new ArrayList<>(List.of(label));
      figures.values().stream().map(Numbers::plain).forEach(row::add);
      table.row(row);
    });
    return table;
  }

  /** One object with the figures and where they come from. */
  String json() {
    Evaluation first = evaluations.getFirst();
    Provenance provenance = models.getFirst().provenance();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("task", models.getFirst().task());
    json.put("model", path.toString());
    json.put("part", first.part());
    json.put("items", first.items());
    json.put("missing", first.missing());
    json.put("metrics", mean());
    if (several()) {
      json.put("spread", spread());
    }
    json.put("baselines", baselines());
    if (!several() && !first.tables().isEmpty()) {
      json.put("tables", first.tables());
    }
    if (!first.worst().isEmpty()) {
      json.put("worst", first.worst());
    }
    json.put("seconds", seconds);
    json.put("training_seconds", models.stream().mapToDouble(Measurement::trainingSeconds).sum());
    json.put("seed", provenance.seed());
    if (several()) {
      json.put("seeds", models.stream().map(model -> model.provenance().seed()).toList());
      json.put("runs", runs());
    } else {
      json.put("epochs", models.getFirst().history().size());
      // A converted model has no history here.
      models.getFirst().history().reversed().stream()
          .findFirst()
          .ifPresent(epoch -> json.put("last_epoch", epoch.metrics()));
    }
    Map<String, String> options = new LinkedHashMap<>(provenance.options());
    // Where the file lay says nothing to others; its digest does.
    options.remove(TrainedModel.SOURCE);
    options.remove(TrainedModel.TEST);
    json.put("options", options);
    json.put("data", first.data());
    return Json.text(json);
  }

  /**
   * The further tables of the first model, one below the other.
   *
   * @throws BadInput if its task has none
   */
  String details() {
    if (evaluations.getFirst().tables().isEmpty()) {
      throw new BadInput("--details: this model has no figures of single series or classes.");
    }
    StringWriter csv = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(csv)) {
      for (var table : evaluations.getFirst().tables().entrySet()) {
        Set<String> columns = new LinkedHashSet<>();
        table.getValue().values().forEach(figures -> columns.addAll(figures.keySet()));
        List<String> header = new ArrayList<>(List.of(table.getKey()));
        header.addAll(columns);
        writer.writeRecord(header);
        table
            .getValue()
            .forEach((name, figures) -> {
              List<String> row = new ArrayList<>(List.of(name));
              columns.forEach(
                  each -> row.add(figures.containsKey(each) ? "" + figures.get(each) : ""));
              writer.writeRecord(row);
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return csv.toString();
  }

  private List<Map<String, Object>> runs() {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("seed", models.get(i).provenance().seed());
      run.put("model", models.get(i).path().toString());
      run.put("epochs", models.get(i).history().size());
      run.put("training_seconds", trainingSeconds(models.get(i)));
      run.put("metrics", evaluations.get(i).metrics());
      runs.add(run);
    }
    return runs;
  }

  private static double trainingSeconds(ModelFolder model) {
    return model.history().stream().mapToDouble(Epoch::seconds).sum();
  }

  /** The mean of each metric that every model has. */
  private SortedMap<String, Double> mean() {
    return mean(evaluations.stream().map(Evaluation::metrics).toList());
  }

  /** The same of each baseline, which differ where every model has data of its own. */
  private SequencedMap<String, SortedMap<String, Double>> baselines() {
    SequencedMap<String, SortedMap<String, Double>> means = new LinkedHashMap<>();
    for (String name : evaluations.getFirst().baselines().keySet()) {
      means.put(
          name,
          mean(
              evaluations.stream()
                  .map(each -> each.baselines().getOrDefault(name, new TreeMap<>()))
                  .toList()));
    }
    return means;
  }

  private static SortedMap<String, Double> mean(List<SortedMap<String, Double>> figures) {
    TreeSet<String> names = new TreeSet<>(figures.getFirst().keySet());
    figures.forEach(each -> names.retainAll(each.keySet()));
    SortedMap<String, Double> means = new TreeMap<>();
    for (String name : names) {
      // Counted from the first, so that the mean of equal figures is exactly that.
      double first = figures.getFirst().get(name);
      double rest = figures.stream().mapToDouble(each -> each.get(name) - first).sum();
      means.put(name, first + rest / figures.size());
    }
    return means;
  }

  /** The standard deviation of each metric over the models, estimated from them as a sample. */
  private SortedMap<String, Double> spread() {
    SortedMap<String, Double> spread = new TreeMap<>();
    mean()
        .forEach((name, mean) -> {
          double squares = 0;
          for (Evaluation evaluation : evaluations) {
            squares += Math.pow(evaluation.metrics().get(name) - mean, 2);
          }
          spread.put(name, several() ? Math.sqrt(squares / (evaluations.size() - 1)) : 0);
        });
    return spread;
  }
}
