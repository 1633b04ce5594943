package eddy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the command prints; how fast anything is, no test can say. */
class BenchTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void theJsonHasTheLimitTheMemoryAndEachRowInFiniteNumbers() {
    assertThat(bench("--seconds", "0.01", "--only", "64_64", "--threads", "1", "--json")).isZero();
    JsonNode json = Json.parse(text(out), "the output", JsonNode.class);
    assertThat(json.propertyNames())
        .containsExactly("machine", "options", "limit", "memory", "metrics", "seconds");
    assertThat(json.at("/options/threads").asInt()).isEqualTo(1);
    assertThat(json.at("/options/seconds").asDouble()).isEqualTo(0.01);
    for (String name :
        new String[] {"gflops", "gflops_at_start", "gflops_at_end", "one_thread_gflops"}) {
      assertPositive(json.path("limit").path(name), name);
    }
    assertThat(json.at("/limit/drift_percent").asDouble()).isFinite();
    assertThat(json.at("/limit/steady").isBoolean()).isTrue();
    for (String name :
        new String[] {"read_gbps", "triad_gbps", "one_thread_read_gbps", "one_thread_triad_gbps"}) {
      assertPositive(json.path("memory").path(name), name);
    }
    assertThat(json.path("metrics").propertyNames())
        .containsExactly(
            "lstm_forward_32x50_64_64",
            "lstm_training_32x50_64_64",
            "gru_forward_32x50_64_64",
            "gru_training_32x50_64_64",
            "rnn_forward_32x50_64_64",
            "rnn_training_32x50_64_64");
    for (Map.Entry<String, JsonNode> row : json.path("metrics").properties()) {
      assertThat(row.getValue().propertyNames())
          .containsExactly(
              "microseconds", "fastest_microseconds", "gflops", "percent_of_limit", "samples");
      row.getValue().values().forEach(figure -> assertPositive(figure, row.getKey()));
    }
    assertPositive(json.path("seconds"), "seconds");
  }

  @Test
  void theTableHasARowForEachFigureAndProgressGoesToStandardError() {
    assertThat(bench("--seconds", "0.01", "--only", "step")).isZero();
    assertThat(text(out).lines().map(String::strip))
        .anyMatch(line -> line.startsWith("on one thread"))
        .anyMatch(line -> line.startsWith("LSTM step, 1 x 1, 128 -> 256"))
        .anyMatch(line -> line.startsWith("GRU step, 1 x 1, 128 -> 256"))
        .anyMatch(line -> line.startsWith("Rnn step, 1 x 1, 128 -> 256"))
        .noneMatch(line -> line.startsWith("Measuring"));
    assertThat(text(err)).contains("Measuring the limit on one thread ...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--threads 0",
        "--threads 100000",
        "--threads two",
        "--seconds 0",
        "--seconds -1",
        "--seconds NaN",
        "--seconds 601",
        "--only nothing-of-that-name",
        "--fast"
      })
  void aBadOptionIsRefusedInOneLineThatNamesIt(String options) {
    assertThat(bench(options.split(" "))).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err).lines()).singleElement().asString().contains(options.split(" ")[0]);
  }

  private int bench(String... options) {
    Console console =
        new Console(stream(out), stream(err), OptionalInt.empty(), "eddy", new Stop());
    String[] arguments = new String[options.length + 1];
    arguments[0] = "bench";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Main.run(console, arguments);
  }

  private static void assertPositive(JsonNode figure, String name) {
    assertThat(figure.isNumber()).as(name).isTrue();
    assertThat(figure.asDouble()).as(name).isFinite().isPositive();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
