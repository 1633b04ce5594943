package eddy.cli;

import static eddy.cli.Shell.eddy;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The commands on a model of whole sequences, as a user types them. */
class SeriesTest {
  private static final String SMALL =
      "--hidden 6 --batch-size 8 --epochs 4 --learning-rate 0.03 --threads 1";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Ran trained;

  /** Sequences that rise or fall, a row for each step. */
  @BeforeAll
  static void train() throws IOException {
    StringBuilder table = new StringBuilder("run,second,height,speed,way\n");
    for (int i = 0; i < 120; i++) {
      int slope = i % 2 == 0 ? 1 : -1;
      for (int t = 0; t < 4 + i % 5; t++) {
        int height = 10 + 3 * slope * t + (i * 7 + t * 3) % 4;
        table.append("r%d,%d,%d,%d,%s\n".formatted(i, t, height, i % 3, slope > 0 ? "up" : "down"));
      }
    }
    data = Files.writeString(shared.resolve("runs.csv"), table);
    model = shared.resolve("model");
    trained = eddy("train series", COLUMNS, "--label way --data", data, "--out", model, SMALL);
  }

  private static final String COLUMNS = "--id run --time second";

  private static JsonNode json(Ran ran) {
    assertThat(ran.status()).as(ran.err()).isZero();
    return Json.parse(ran.out(), "output", JsonNode.class);
  }

  @Test
  void trainingPrintsItsTablesBesideTheBaselinesAndSaysWhatComesNext() {
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .startsWith("Validation part, ")
        .contains("this model", "most_frequent", "nearest_by_warping", "macro_f1")
        .contains("  class  precision  recall", "  true \\ predicted  down  up");
    assertThat(trained.err())
        .contains("sequences to train on", "set aside for test; 2 numbers a step; 2 labels")
        .contains("eddy evaluate " + model, "eddy predict " + model + " --data FILE");
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void evaluationIsOfTheTestPartWithFiguresOfEachClass() {
    JsonNode test = json(eddy("evaluate", model, "--json"));
    assertThat(test.path("task").asString()).isEqualTo("series");
    assertThat(test.path("part").asString()).isEqualTo("test");
    assertThat(test.path("metrics").path("accuracy").asDouble()).isGreaterThan(0.7);
    assertThat(test.path("baselines").propertyNames())
        .containsExactly("most_frequent", "nearest_by_warping");
    assertThat(test.path("tables").path("class").path("up").path("sequences").asInt()).isPositive();
  }

  @Test
  void predictionHasARowForEachSequence() throws IOException {
    Path other =
        Files.writeString(
            folder.resolve("new.csv"),
            "run,second,more,height,speed\nq,1,9,10,0\nq,2,9,14,0\nq,3,9,17,0\nq,4,9,20,0\n");
    assertThat(eddy("predict", model, "--data", other).out())
        .startsWith("run,label,probability,down,up\nq,up,0.")
        .hasLineCount(2);
  }

  @Test
  void aNumberIsLearntFromTheSameTable() {
    Path out = folder.resolve("number");
    Ran ran =
        eddy(
            "train series --target speed --channels height",
            COLUMNS,
            "--data",
            data,
            "--out",
            out,
            SMALL,
            "--json");
    JsonNode json = json(ran);
    assertThat(json.path("metrics").propertyNames()).containsExactly("mae", "mse");
    assertThat(json.path("options").path("target").asString()).isEqualTo("speed");
    assertThat(json.path("baselines").propertyNames())
        .containsExactly("mean", "nearest_by_warping");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--label nothing | there is no column \"nothing\". There are: run, second, height, speed, way.",
        "--order column | --order: expected row, pixel, permuted but found 'column'.",
        "--label second | --id, --time, --label: expected three columns but found run, second, second.",
        "--channels height,way --label way | --channels: expected other columns than those of --id",
        "--channels width --label way | there is no column \"width\".",
        "--pooling sum --label way | --pooling: expected one or several of last,mean,max,attention but found 'sum'.",
        "--dropout-input 1 --label way | --dropout-input: expected from 0 to below 1 but found 1.0.",
        "--split 1/2/3 --label way | --split 1/2/3: expected shares that add up to 100",
        "--target way | , way: expected a number but found"
      })
  void aWrongOptionIsNamed(String option, String message) {
    assertRefused(message, "train series", COLUMNS, option, "--data", data);
  }

  @Test
  void aFileWithAWrongCountOfDimensionsIsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.ts"), "@dimensions 2\n@classLabel true a b\n@data\n1:2:a\n1,2:b\n");
    assertRefused(
        file + ", line 5: expected 2 dimensions and a label but found 1.",
        "train series --data",
        file);
    assertRefused("no such file or folder", "train series --data", folder.resolve("none.ts"));
  }

  private void assertRefused(String message, Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--out";
    all[arguments.length + 1] = folder.resolve("out");
    all[arguments.length + 2] = SMALL;
    Ran ran = eddy(all);
    assertThat(ran.err()).contains(message).startsWith("eddy: ").hasLineCount(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.status()).isEqualTo(2);
  }
}
