package eddy.cli;

import static eddy.cli.Shell.eddy;
import static eddy.cli.Shell.series;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import eddy.format.folder.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
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
        .containsExactly(
            "demo", "train", "evaluate", "predict", "generate", "info", "convert", "bench");
    assertThat(eddy("").out()).isEqualTo(help.out());
  }

  @Test
  void everyCommandHasHelp() {
    for (String command :
        List.of(
            "demo",
            "train",
            "train forecast",
            "train language",
            "train frames",
            "evaluate",
            "predict",
            "generate",
            "info",
            "convert",
            "bench")) {
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
        .containsExactly("last_value", "drift", "theta", "ridge_regression");
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
  void quantilesIntervalsAndPathsOfAForecastArePrinted() {
    Path out = folder.resolve("fan");
    Ran ran = eddy("train forecast --output quantile --data", data, "--out", out, SMALL);
    assertThat(ran.out()).contains("coverage_80", "pinball_80", "crps", "training_quantiles");
    List<String> lines = eddy("predict", out, "--data", data).out().lines().toList();
    assertThat(lines.getFirst()).startsWith("date,a,a_0.1,a_0.2,").contains(",b,b_0.1,");
    List<String> paths =
        eddy("predict", out, "--data", data, "--samples 3 --seed 4").out().lines().toList();
    assertThat(paths).hasSize(1 + 3 * 7);
    assertThat(paths.getFirst()).isEqualTo("path,date,a,b");
    assertThat(eddy("predict", model, "--data", data, "--samples 3").err())
        .contains("sample paths need a model that was trained with --output quantile");
  }

  @Test
  void aBacktestMeasuresTheLastPointsInTime() {
    assertThat(eddy("evaluate", model, "--data", data, "--rolling 3").out())
        .startsWith("Rolling origin, 3 items:\n")
        .contains("drift", "theta");
    assertThat(eddy("evaluate", model, "--data", data, "--rolling 2 --refit").out())
        .startsWith("Rolling origin, 2 items:\n");
  }

  @Test
  void manySeriesAreLearntByOneModelAndMeasuredOneByOne() throws IOException {
    StringBuilder text = new StringBuilder("date,shop,sales\n");
    for (int day = 0; day < 60; day++) {
      for (String shop : List.of("x", "y")) {
        text.append(LocalDate.of(2024, 1, 1).plusDays(day)).append(',').append(shop);
        text.append(',').append(20 + 5 * (day % 7) + day * 37 % 11 + shop.charAt(0)).append('\n');
      }
    }
    Path shops = Files.writeString(folder.resolve("shops.csv"), text);
    Path out = folder.resolve("shops");
    Ran ran = eddy("train forecast --id shop --season 7 --data", shops, "--out", out, SMALL);
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("owa", "naive2");
    assertThat(eddy("predict", out, "--data", shops).out()).startsWith("shop,date,sales\nx,");
    Path details = folder.resolve("details.csv");
    assertThat(eddy("evaluate", out, "--details", details).status()).isZero();
    assertThat(Files.readString(details)).startsWith("series,mae,").contains("\nx,", "\ny,");
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
  void infoReadsTheWeightsThatAKilledTrainingHadCommitted(@TempDir Path killed) throws IOException {
    Path commit = Files.createDirectory(killed.resolve(".commit"));
    for (String name : ModelFolder.open(model).files()) {
      Files.copy(model.resolve(name), commit.resolve(name));
    }
    Files.copy(model.resolve("checksums.json"), commit.resolve("checksums.json"));
    Files.writeString(killed.resolve("model.safetensors"), "older weights");
    Ran ran = eddy("info", killed);
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out().replace(killed.toString(), model.toString()))
        .isEqualTo(eddy("info", model).out());
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
    String another =
        ran.err().lines().filter(line -> line.contains(" train forecast ")).toList().getLast();
    Path model = folder.resolve("another");
    String[] words =
        another.substring(another.indexOf("--target")).replace("my-model", "").split(" ");
    Ran next = eddy("train forecast --epochs 1 --data", copied, String.join(" ", words), model);
    assertThat(next.status()).as(next.err()).isZero();
    assertThat(next.err()).contains("Network: segment, gru, 64 units, 7 rows a step");
  }

  @Test
  void theDemoReplacesItsOwnModelAndNoOther() throws IOException {
    Path out = folder.resolve("other demo");
    Path weights = out.resolve("model/model.safetensors");
    Files.createDirectories(out);
    Ran other = eddy("train forecast --data", data, "--out", out.resolve("model"), SMALL);
    assertThat(other.status()).as(other.err()).isZero();
    byte[] before = Files.readAllBytes(weights);

    Ran refused = eddy("demo --out", out);

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "eddy: " + out.resolve("model") + ": the model belongs to other data or options")
        .hasLineCount(1);
    assertThat(weights).hasBinaryContent(before);
    assertThat(eddy("evaluate", out.resolve("model")).status()).isZero();
  }

  @Test
  void theDemoLeavesOtherDataOfThatNameAlone() throws IOException {
    Path out = Files.createDirectories(folder.resolve("own data"));
    Path own = Files.writeString(out.resolve("seattle-weather.csv"), "date,temp_max\n");

    Ran refused = eddy("demo --out", out);

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).startsWith("eddy: " + own + ": ").hasLineCount(1);
    assertThat(own).hasContent("date,temp_max\n");
  }

  @Test
  void aHyphenIsStandardInput() throws IOException {
    String expected = eddy("predict", model, "--data", data).out();
    InputStream standard = System.in;
    try {
      for (String hyphen : List.of("-", "--data -", "--data=-")) {
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(data)));
        Ran ran = eddy("predict", model, hyphen);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).isEqualTo(expected);
      }
      System.setIn(new ByteArrayInputStream("date,a\n2020-01-01,1\n".getBytes(UTF_8)));
      Ran ran = eddy("predict", model, "-");
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err()).startsWith("eddy: standard input: ").hasLineCount(1);
    } finally {
      System.setIn(standard);
    }
    assertThat(eddy("predict", model).err()).contains("--data or --text, or - for standard input");
    assertThat(eddy("predict", model, "-", "--data", data).err()).contains("found both");
    assertThat(eddy("predict", model, "x.csv").err()).contains("found 'x.csv'").hasLineCount(1);
  }

  @Test
  void missingValuesAreCountedAndSaid() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(data));
    for (int row : new int[] {20, 21, 150, 190, 191}) {
      lines.set(row + 1, lines.get(row + 1).replaceFirst(",[^,]*,", ",,"));
    }
    Path gaps = Files.write(folder.resolve("gaps.csv"), lines);
    Path out = folder.resolve("gaps");
    Ran ran = eddy("train forecast --data", gaps, "--out", out, SMALL);
    assertThat(ran.err())
        .contains("a: 5 missing values, of which 2 to train on were interpolated, and 3 after");
    assertThat(ran.out()).contains("14 items, without 1 missing values");
    JsonNode json = Json.parse(eddy("evaluate", out, "--json").out(), "out", JsonNode.class);
    assertThat(json.path("missing").asInt()).isEqualTo(2);
  }

  @Test
  void aSegmentOfOneRowIsAdvisedAgainst() {
    Path out = folder.resolve("one row");
    Ran ran =
        eddy(
            "train forecast --look-back 16 --epochs 1 --hidden 4 --horizon 7 --data",
            data,
            "--out",
            out);
    assertThat(ran.err())
        .contains(
            "Look-back 16 and horizon 7 share no divisor", "--look-back 14 reads 7 rows a step");
    assertThat(trained.err()).doesNotContain("share no divisor");
  }

  @Test
  void trainingFromAModelKeepsItsNetworkAndScaling() throws IOException {
    Path out = folder.resolve("tuned");
    String little = "--epochs 1 --optimizer sgd --learning-rate 1e-9";
    Ran ran = eddy("train forecast --data", data, "--out", out, little, "--from", model);
    assertThat(ran.status()).as(ran.err()).isZero();
    JsonNode old = Json.parse(eddy("info", model, "--json").out(), "out", JsonNode.class);
    JsonNode tuned = Json.parse(eddy("info", out, "--json").out(), "out", JsonNode.class);
    for (String name : List.of("targets", "look_back", "horizon", "hidden", "segment", "scaling")) {
      assertThat(tuned.path("config").path(name)).isEqualTo(old.path("config").path(name));
    }
    assertThat(tuned.path("provenance").path("options").path("from").asString())
        .isEqualTo(model.toAbsolutePath().toString());
    // At such a rate the weights hardly move, so the forecast is nearly the old one; a new network
    // would be far from it.
    double[] before = firstDay(model);
    double[] after = firstDay(out);
    assertThat(after[0]).isCloseTo(before[0], within(1e-4));
    assertThat(after[1]).isCloseTo(before[1], within(1e-3));

    Path faster = folder.resolve("faster");
    eddy("train forecast --data", data, "--out", faster, "--epochs 2 --average 0 --from", model);
    assertThat(firstDay(faster)[0]).isNotCloseTo(before[0], within(1e-3));
  }

  private static double[] firstDay(Path from) {
    String[] fields =
        eddy("predict", from, "--data", data).out().lines().toList().get(1).split(",");
    return new double[] {Double.parseDouble(fields[1]), Double.parseDouble(fields[2])};
  }

  @Test
  void trainingFromAModelRefusesAnotherNetwork() {
    Path out = folder.resolve("refused");
    for (String option : List.of("--hidden 7", "--horizon 8", "--target a", "--cell lstm")) {
      Ran ran = eddy("train forecast --data", data, "--out", out, option, "--from", model);
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err())
          .startsWith("eddy: " + option.split(" ")[0] + ": the model in " + model + " has ")
          .hasLineCount(1);
    }
    assertThat(out).doesNotExist();
    Ran none = eddy("train forecast --data", data, "--out", out, "--from", folder.resolve("none"));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).hasLineCount(1);
  }

  @Test
  void trainingFromAModelKeepsItsSeasonsAndQuantiles() {
    Path old = folder.resolve("seasons");
    Ran ran =
        eddy(
            "train forecast --model es-rnn --season 7,14 --output quantile --quantiles 0.1,0.5,0.9",
            "--target a --split rest/7/0 --data",
            data,
            "--out",
            old,
            SMALL);
    assertThat(ran.status()).as(ran.err()).isZero();
    // There is no test part in the file, so the command names one.
    assertThat(ran.err())
        .contains("evaluate " + old + " --data TEST --history " + data + System.lineSeparator());
    assertThat(trained.err()).doesNotContain("--history");
    String more = "--epochs 1 --from " + old;
    Path out = folder.resolve("seasons kept");
    ran = eddy("train forecast --target a --data", data, "--out", out, more);
    assertThat(ran.status()).as(ran.err()).isZero();
    Path refused = folder.resolve("seasons refused");
    for (String option : List.of("--season 7", "--quantiles 0.2,0.5,0.8")) {
      ran = eddy("train forecast --data", data, "--out", refused, option, more);
      assertThat(ran.status()).isEqualTo(2);
      assertThat(ran.err())
          .startsWith("eddy: " + option.split(" ")[0] + ": the model in " + old + " has ");
    }
  }

  @Test
  void noCommandLeavesThreadsBehind() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    eddy("evaluate", model);
    eddy("predict", model, "--data", data);
    eddy("train forecast --resume --data", data, "--out", model, SMALL);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("eddy-") && !before.contains(thread)) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void theVersionIsKnown() {
    assertThat(eddy("--version").out()).matches("eddy \\d+\\.\\d+\\.\\d+\\S*, Java .*\\R");
  }
}
