import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      `results/check NAME`.
      """;

  private static final String FIGURES =
      """

      Lower is better. The baselines forecast the same windows in the same run.

      | series | metric | Eddy | published | ridge regression | last value | seasonal naive | our limit |
      |---|---|---|---|---|---|---|---|
      """;

  private static final String ORIGINS =
      """

      | series | repeat | published by | test windows | seed | seconds of training | commit |
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
    boolean passed = true;
    for (String name : names) {
      passed &= passes(name, targets.get(name), write);
    }
    if (docs) {
      Files.writeString(PAGE, page(targets));
      System.out.println("Wrote " + PAGE);
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean passes(String name, JsonNode target, boolean write)
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
    if (write) {
      ObjectNode kept = (ObjectNode) result;
      kept.put("commit", commit());
      Files.writeString(
          RESULTS.resolve(name + ".json"), JSON.writeValueAsString(kept).stripTrailing() + "\n");
    }
    return passed;
  }

  /** A metric that the row did not print is not a number, which meets no target. */
  private static double value(JsonNode result, String metric) {
    return result.path("metrics").path(metric).asDouble(Double.NaN);
  }

  private static boolean report(
      String name, String metric, double value, String relation, double target, boolean passed) {
    System.out.println(
        String.join(
            " ", name + ":", metric, "" + value, relation, "" + target, passed ? "ok" : "FAILED"));
    return passed;
  }

  /** The commit at hand, marked where files differ from it. */
  private static String commit() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("git", "describe", "--always", "--abbrev=40", "--dirty")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String commit = new String(process.getInputStream().readAllBytes()).strip();
    return process.waitFor() == 0 ? commit : "unknown";
  }

  /** The page of results: figures beside the baselines', then where they come from. */
  private static String page(JsonNode targets) {
    StringBuilder figures = new StringBuilder();
    StringBuilder origins = new StringBuilder();
    StringBuilder missing = new StringBuilder();
    StringBuilder notes = new StringBuilder();
    for (String name : targets.propertyNames()) {
      JsonNode target = targets.get(name);
      String title = target.path("title").asString();
      Path file = RESULTS.resolve(name + ".json");
      if (!Files.isRegularFile(file)) {
        missing.append("- ").append(title).append(" (`").append(name).append("`)\n");
        continue;
      }
      if (target.has("note")) {
        notes.append("\n**").append(title).append(".** ");
        notes.append(target.path("note").asString()).append("\n");
      }
      JsonNode kept = JSON.readTree(file.toFile());
      JsonNode baselines = kept.path("baselines");
      for (String metric : target.path("at_most").propertyNames()) {
        row(
            figures,
            title,
            metric.replace('_', ' '),
            "**" + figure(kept.path("metrics").path(metric)) + "**",
            figure(target.path("published").path(metric)),
            figure(baselines.path("ridge_regression").path(metric)),
            figure(baselines.path("last_value").path(metric)),
            figure(baselines.path("seasonal_naive").path(metric)),
            figure(target.path("at_most").path(metric)));
      }
      row(
          origins,
          title,
          "[command](../results/" + name + ".sh), [output](../results/" + name + ".json)",
          target.path("source").asString("-"),
          kept.path("items").asString("-"),
          kept.path("seeds").isArray()
              ? kept.path("seeds").toString().replaceAll("[\\[\\]]", "").replace(",", ", ")
              : kept.path("seed").asString("-"),
          kept.path("training_seconds").isNumber()
              ? "" + Math.round(kept.path("training_seconds").asDouble())
              : "-",
          "`" + kept.path("commit").asString("-") + "`");
    }
    StringBuilder page = new StringBuilder(HEAD);
    if (!figures.isEmpty()) {
      page.append(FIGURES).append(figures).append(ORIGINS).append(origins).append(notes);
    }
    if (!missing.isEmpty()) {
      page.append("\n## Not measured yet\n\n").append(missing);
    }
    return page.toString();
  }

  private static void row(StringBuilder table, String... cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String figure(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "-";
  }

  private static void stop(String message) {
    System.err.println("results/check: " + message);
    System.exit(2);
  }
}
