import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs {@code results/NAME.sh} and compares the metrics it prints with {@code
 * results/targets.json}; writes {@code docs/results.md} from what was kept.
 *
 * <p>Started by {@code results/check}. The exit status is 1 where a row misses a target, and 2 where
 * the call itself is wrong.
 */
final class Check {
  private static final Path RESULTS = Path.of("results");
  private static final Path PAGE = Path.of("docs", "results.md");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String HEAD =
      """
      # Results

      <!-- Written by `results/check --docs` from results/*.json and results/targets.json. -->

      Each row is one command in [results](../results), measured on the test part; choices are made on
      validation data, and a row of which that is not the whole truth says so below. To repeat a row:
      `results/check NAME`. Of accuracy, precision, recall, F1, BLEU and chrF2 the higher is better, of all
      else the lower. The baselines see the same test items in the same run.
      """;

  private static final String ORIGINS =
      """

      | data | repeat | published by | test items | seed | seconds of training | commit |
      |---|---|---|---|---|---|---|
      """;

  public static void main(String[] arguments) throws IOException, InterruptedException {
    JsonNode targets = JSON.readTree(RESULTS.resolve("targets.json").toFile());
    boolean write = false;
    boolean docs = false;
    List<String> names = new ArrayList<>();
    for (String argument : arguments) {
      switch (argument) {
        case "--write" -> write = true;
        case "--docs" -> docs = true;
        case "--quick" ->
            targets.propertyNames().stream()
                .filter(name -> targets.path(name).path("quick").asBoolean(false))
                .forEach(names::add);
        default -> names.add(argument);
      }
    }
    for (String name : names) {
      if (!targets.has(name) || !Files.isRegularFile(RESULTS.resolve(name + ".sh"))) {
        stop("no row \"" + name + "\"; the rows are " + targets.propertyNames() + ".");
      }
    }
    if (names.isEmpty() && !docs) {
      stop("expected names of rows, --quick or --docs; the rows are " + targets.propertyNames() + ".");
    }
    Optional<String> commit = write ? Optional.of(commit()) : Optional.empty();
    boolean passed = true;
    for (String name : names) {
      passed &= passes(name, targets.get(name), commit);
    }
    if (docs) {
      Files.writeString(PAGE, page(targets));
      System.out.println("Wrote " + PAGE);
    }
    System.exit(passed ? 0 : 1);
  }

  /**
   * Runs a row.
   *
   * @param commit to keep what it prints with
   */
  private static boolean passes(String name, JsonNode target, Optional<String> commit)
      throws IOException, InterruptedException {
    System.out.println(name + ": running results/" + name + ".sh");
    Process process =
        new ProcessBuilder("bash", "results/" + name + ".sh")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] printed = process.getInputStream().readAllBytes();
    int status = process.waitFor();
    if (status != 0) {
      System.out.println(name + ": FAILED with exit status " + status);
      return false;
    }
    JsonNode result;
    try {
      result = JSON.readTree(printed);
    } catch (JacksonException e) {
      System.out.println(name + ": FAILED, printed no JSON: " + e.getOriginalMessage());
      return false;
    }
    boolean passed = true;
    for (String metric : target.path("at_most").propertyNames()) {
      double most = target.get("at_most").get(metric).asDouble();
      double value = value(result, metric);
      passed &= report(name, metric, value, "<=", most, value <= most);
    }
    for (String metric : target.path("at_least").propertyNames()) {
      double least = target.get("at_least").get(metric).asDouble();
      double value = value(result, metric);
      passed &= report(name, metric, value, ">=", least, value >= least);
    }
    if (commit.isPresent()) {
      ObjectNode kept = (ObjectNode) result;
      kept.put("commit", commit.get());
      Files.writeString(
          RESULTS.resolve(name + ".json"), JSON.writeValueAsString(kept).stripTrailing() + "\n");
    }
    return passed;
  }

  /**
   * A metric of the test part, a figure of the last epoch of training, or the seconds of training;
   * what the row did not print is not a number, which meets no target.
   */
  private static double value(JsonNode result, String metric) {
    for (JsonNode node : List.of(result.path("metrics"), result.path("last_epoch"), result)) {
      if (node.path(metric).isNumber()) {
        return node.path(metric).asDouble();
      }
    }
    return Double.NaN;
  }

  private static boolean report(
      String name, String metric, double value, String relation, double target, boolean passed) {
    System.out.println(
        String.join(
            " ", name + ":", metric, "" + value, relation, "" + target, passed ? "ok" : "FAILED"));
    return passed;
  }

  /** The commit at hand; what rows have printed may differ from it, all else may not. */
  private static String commit() throws IOException, InterruptedException {
    String changed =
        git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!results/*.json");
    if (!changed.isEmpty()) {
      stop("--write keeps rows of a commit, so that they can be repeated; commit first:\n" + changed);
    }
    return git("rev-parse", "HEAD");
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      stop("--write needs a clone of the repository, to name the commit.");
    }
    return printed;
  }

  /** The page of results: for each task the figures beside the baselines', then their origins. */
  private static String page(JsonNode targets) {
    Map<String, List<String>> tasks = new LinkedHashMap<>();
    StringBuilder missing = new StringBuilder();
    for (String name : targets.propertyNames()) {
      if (Files.isRegularFile(RESULTS.resolve(name + ".json"))) {
        tasks
            .computeIfAbsent(kept(name).path("task").asString(), _ -> new ArrayList<>())
            .add(name);
      } else {
        missing.append("- ").append(targets.get(name).path("title").asString());
        missing.append(" (`").append(name).append("`)\n");
      }
    }
    StringBuilder page = new StringBuilder(HEAD);
    tasks.forEach((task, names) -> {
      page.append("\n## ").append(task).append("\n\n");
      figures(page, names, targets);
      page.append(ORIGINS);
      names.forEach(name -> origin(page, name, targets.get(name)));
      names.stream()
          .filter(name -> targets.get(name).has("note"))
          .forEach(name -> {
            JsonNode target = targets.get(name);
            page.append("\n**").append(target.path("title").asString()).append(".** ");
            page.append(target.path("note").asString()).append("\n");
          });
    });
    if (!missing.isEmpty()) {
      page.append("\n## Not measured yet\n\n").append(missing);
    }
    return page.toString();
  }

  private static JsonNode kept(String name) {
    return JSON.readTree(RESULTS.resolve(name + ".json").toFile());
  }

  /** A row for each metric that has a limit or a published figure, or is named to be shown. */
  private static void figures(StringBuilder page, List<String> names, JsonNode targets) {
    Set<String> baselines = new LinkedHashSet<>();
    names.forEach(name -> baselines.addAll(kept(name).path("baselines").propertyNames()));
    List<String> header = new ArrayList<>(List.of("data", "metric", "Eddy", "published"));
    baselines.forEach(baseline -> header.add(baseline.replace('_', ' ')));
    header.add("our limit");
    row(page, header);
    page.append("|---".repeat(header.size())).append("|\n");
    for (String name : names) {
      JsonNode target = targets.get(name);
      JsonNode kept = kept(name);
      Set<String> metrics = new LinkedHashSet<>(target.path("at_most").propertyNames());
      metrics.addAll(target.path("at_least").propertyNames());
      metrics.addAll(target.path("published").propertyNames());
      target.path("shown").forEach(metric -> metrics.add(metric.asString()));
      for (String metric : metrics) {
        List<String> cells = new ArrayList<>();
        cells.add(target.path("title").asString());
        cells.add(metric.replace('_', ' '));
        cells.add(figure(value(kept, metric)));
        cells.add(figure(target.path("published").path(metric).asDouble(Double.NaN)));
        for (String baseline : baselines) {
          JsonNode figures = kept.path("baselines").path(baseline);
          cells.add(figure(figures.path(metric).asDouble(Double.NaN)));
        }
        String least = figure(target.path("at_least").path(metric).asDouble(Double.NaN));
        String most = figure(target.path("at_most").path(metric).asDouble(Double.NaN));
        cells.add(
            least.equals("-") ? most : most.equals("-") ? least : least + " to " + most);
        row(page, cells);
      }
    }
  }

  private static void origin(StringBuilder page, String name, JsonNode target) {
    JsonNode kept = kept(name);
    row(
        page,
        List.of(
            target.path("title").asString(),
            "[command](../results/" + name + ".sh), [output](../results/" + name + ".json)",
            target.path("source").asString("-"),
            kept.path("items").asString("-"),
            kept.path("seeds").isArray()
                ? kept.path("seeds").toString().replaceAll("[\\[\\]]", "").replace(",", ", ")
                : kept.path("seed").asString("-"),
            kept.path("training_seconds").isNumber()
                ? "" + Math.round(kept.path("training_seconds").asDouble())
                : "-",
            "`" + kept.path("commit").asString("-") + "`"));
  }

  private static void row(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Three decimals, or as many as show three digits. */
  private static String figure(double value) {
    int zeros = value == 0 ? 0 : Math.max(0, (int) -Math.floor(Math.log10(Math.abs(value))) - 1);
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + (3 + zeros) + "f", value) : "-";
  }

  private static void stop(String message) {
    System.err.println("results/check: " + message);
    System.exit(2);
  }
}
