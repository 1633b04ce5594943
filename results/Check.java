import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs {@code results/NAME.sh} and compares the metrics it prints with {@code
 * results/targets.json}.
 *
 * <p>Started by {@code results/check}. The exit status is 1 where a row misses a target, and 2 where
 * the call itself is wrong.
 */
final class Check {
  private static final Path RESULTS = Path.of("results");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public static void main(String[] arguments) throws IOException, InterruptedException {
    JsonNode targets = JSON.readTree(RESULTS.resolve("targets.json").toFile());
    boolean write = false;
    List<String> names = new ArrayList<>();
    for (String argument : arguments) {
      switch (argument) {
        case "--write" -> write = true;
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
    if (names.isEmpty()) {
      stop("expected names of rows, or --quick; the rows are " + targets.propertyNames() + ".");
    }
    boolean passed = true;
    for (String name : names) {
      passed &= passes(name, targets.get(name), write);
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

  private static void stop(String message) {
    System.err.println("results/check: " + message);
    System.exit(2);
  }
}
