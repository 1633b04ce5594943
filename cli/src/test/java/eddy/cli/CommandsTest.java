package eddy.cli;

import static eddy.cli.Shell.eddy;
import static eddy.cli.Shell.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands one after another, as a user types them. */
class CommandsTest {
  private static final String SMALL =
      "--horizon 7 --look-back 14 --hidden 6 --epochs 2 --batch-size 16";

  @TempDir static Path folder;
  private static Path data;
  private static Path model;
  private static Ran trained;

  @BeforeAll
  static void train() {
    data = series(folder.resolve("series.csv"), 200);
    model = folder.resolve("model");
    trained = eddy("train forecast --data", data, "--out", model, SMALL);
  }

  @Test
  void helpListsExactlyTheCommandsThatExist() {
    Ran help = eddy("--help");
    assertThat(help.status()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines().filter(line -> line.matches("  [a-z]+  .*")))
        .extracting(line -> line.strip().split(" ")[0])
        .containsExactly("demo", "train", "evaluate", "predict", "info");
    assertThat(eddy("").out()).isEqualTo(help.out());
  }

  @Test
  void everyCommandHasHelp() {
    for (String command :
        List.of("demo", "train", "train forecast", "evaluate", "predict", "info")) {
      Ran help = eddy(command, "--help");
      assertThat(help.status()).isZero();
      assertThat(help.out()).contains("Usage: eddy " + command);
    }
  }

  @Test
  void trainingPrintsItsTableBesideTheBaselinesAndSaysWhatComesNext() {
    assertThat(trained.status()).isZero();
    assertThat(trained.out().lines().toList().getFirst()).matches("Validation part, \\d+ items:");
    assertThat(trained.out()).contains("this model", "last_value", "ridge_regression", "mae ");
    assertThat(trained.err())
        .contains("Epoch 1/2: loss ", "Epoch 2/2: loss ", " windows/s")
        .contains("Report: " + model.resolve("report.html"))
        .contains("eddy evaluate " + model)
        .doesNotContain("\r");
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void aBarIsDrawnOnATerminalOnly() {
    Path out = folder.resolve("bar");
    Ran ran =
        eddy(OptionalInt.of(90), new Stop(), "train forecast --data", data, "--out", out, SMALL);
    assertThat(ran.err()).contains("\r").contains("windows").doesNotContain("Epoch 1/2:");
    assertThat(ran.out()).doesNotContain("\r");
    assertThat(ran.err().split("[\r\n]"))
        .filteredOn(line -> line.startsWith("epoch "))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 90);
  }

  @Test
  void trainingPrintsOneJsonObjectAndNothingElse() {
    Path out = folder.resolve("json");
    Ran ran = eddy("train forecast --data", data, "--out", out, SMALL, "--json --seed 7");
    JsonNode json = Json.parse(ran.out(), "output", JsonNode.class);
    assertThat(json.path("part").asString()).isEqualTo("validation");
    assertThat(json.path("items").asInt()).isEqualTo(14);
    assertThat(json.path("seed").asInt()).isEqualTo(7);
    assertThat(json.path("seconds").asDouble()).isPositive();
    assertThat(json.path("metrics").propertyNames())
        .contains("mse", "mae", "rmse", "smape", "mase", "mse_standardised", "mae_standardised");
    assertThat(json.path("baselines").propertyNames())
        .containsExactly("last_value", "ridge_regression");
    assertThat(json.path("baselines").path("last_value").path("mae").isNumber()).isTrue();
    assertThat(json.path("options").path("look_back").asString()).isEqualTo("14");
    assertThat(json.path("data").path("series.csv").asString()).matches("[0-9a-f]{64}");
  }

  @Test
  void evaluationIsOfTheTestPart() {
    JsonNode json = Json.parse(eddy("evaluate", model, "--json").out(), "output", JsonNode.class);
    assertThat(json.path("part").asString()).isEqualTo("test");
    assertThat(json.path("items").asInt()).isEqualTo(40 - 7 + 1);
    JsonNode same =
        Json.parse(eddy("evaluate", model, "--data", data, "--json").out(), "out", JsonNode.class);
    assertThat(same.path("metrics")).isEqualTo(json.path("metrics"));
    assertThat(eddy("evaluate", model).out()).startsWith("Test part, 34 items:\n");
  }

  @Test
  void anotherFileIsEvaluatedAsAWhole() {
    Path other = series(folder.resolve("other.csv"), 60);
    assertThat(eddy("evaluate", model, "--data", other).out())
        .startsWith("All of other.csv, 40 items:\n");
  }

  @Test
  void predictionHasARowForEachFutureStep() {
    Ran ran = eddy("predict", model, "--data", data);
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    List<String> lines = ran.out().lines().toList();
    assertThat(lines).hasSize(8);
    assertThat(lines.getFirst()).isEqualTo("date,a,b");
    assertThat(lines.get(1)).startsWith("2020-07-19,");
    assertThat(lines.getLast()).startsWith("2020-07-25,");
  }

  @Test
  void predictionsInAFileAndAsJsonAreTheSame() throws IOException {
    Path file = folder.resolve("prediction.csv");
    Ran ran = eddy("predict", model, "--data", data, "--out", file);
    assertThat(ran.out()).isEmpty();
    String csv = eddy("predict", model, "--data", data).out();
    assertThat(file).hasContent(csv);
    JsonNode rows =
        Json.parse(eddy("predict", model, "--data", data, "--json").out(), "out", JsonNode.class)
            .path("predictions");
    assertThat(rows.size()).isEqualTo(7);
    String[] fields = csv.lines().toList().get(1).split(",");
    assertThat(rows.get(0).path("date").asString()).isEqualTo(fields[0]);
    assertThat(rows.get(0).path("b").asDouble()).isEqualTo(Double.parseDouble(fields[2]));
  }

  @Test
  void infoKnowsModelFoldersAndTheirFiles() {
    JsonNode folderInfo = Json.parse(eddy("info", model, "--json").out(), "out", JsonNode.class);
    Path weights = model.resolve("model.safetensors");
    JsonNode fileInfo = Json.parse(eddy("info", weights, "--json").out(), "out", JsonNode.class);
    assertThat(folderInfo.path("task").asString()).isEqualTo("forecast");
    assertThat(folderInfo.path("config").path("horizon").asInt()).isEqualTo(7);
    assertThat(folderInfo.path("history").path("epochs").asInt()).isEqualTo(2);
    assertThat(folderInfo.path("provenance").path("command").asString())
        .startsWith("eddy train forecast --data ");
    assertThat(folderInfo.path("tensors")).isEqualTo(fileInfo.path("tensors"));
    long sum = 0;
    for (JsonNode tensor : fileInfo.path("tensors").values()) {
      sum += tensor.path("bytes").asLong();
    }
    assertThat(folderInfo.path("parameters").asLong()).isEqualTo(sum / 4).isPositive();
    assertThat(eddy("info", model).out()).contains("task: forecast", "recurrent.weight_hh_l0");
  }

  @Test
  void severalSeedsGiveMeanAndDeviation() {
    Path out = folder.resolve("several");
    Ran ran = eddy("train forecast --data", data, "--out", out, SMALL, "--seeds 3 --seed 4 --json");
    JsonNode json = Json.parse(ran.out(), "out", JsonNode.class);
    double[] each = new double[3];
    for (int i = 0; i < 3; i++) {
      JsonNode run = json.path("runs").get(i);
      assertThat(run.path("seed").asInt()).isEqualTo(4 + i);
      assertThat(out.resolve("seed-" + (4 + i)).resolve("model.safetensors")).exists();
      each[i] = run.path("metrics").path("mae").asDouble();
    }
    double mean = (each[0] + each[1] + each[2]) / 3;
    double squares = 0;
    for (double value : each) {
      squares += (value - mean) * (value - mean);
    }
    assertThat(json.path("metrics").path("mae").asDouble()).isCloseTo(mean, within(1e-12));
    assertThat(squares).isPositive();
    assertThat(json.path("spread").path("mae").asDouble())
        .isCloseTo(Math.sqrt(squares / 2), within(1e-12));
    assertThat(eddy("evaluate", out).out())
        .startsWith("Test part, 34 items, mean ± deviation of 3");
  }

  @Test
  void theDemoRunsAndWhatItSaysToTypeNextWorks() throws IOException {
    Path out = folder.resolve("the demo");
    Ran ran = eddy("demo --out", out);
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("Test part, 286 items:\n").contains("seasonal_naive");
    assertThat(out.resolve("model/report.html")).exists();
    Path copied = out.resolve("seattle-weather.csv");
    assertThat(ran.err()).contains("eddy predict '" + out.resolve("model") + "' --data '" + copied);
    assertThat(eddy("predict", out.resolve("model"), "--data", copied).out())
        .startsWith("date,temp_max\n2016-01-01,");
    assertThat(Files.readAllLines(copied)).hasSize(1462);
  }

  @Test
  void theVersionIsKnown() {
    assertThat(eddy("--version").out()).matches("eddy \\d+\\.\\d+\\.\\d+\\S*, Java .*\\R");
  }
}
