package eddy.cli;

import static eddy.cli.Shell.eddy;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The commands on a classifier, as a user types them. */
class ClassifyTest {
  private static final String SMALL =
      "--hidden 8 --embedding 8 --batch-size 8 --epochs 3 --learning-rate 0.02 --threads 1";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Ran trained;

  @BeforeAll
  static void train() throws IOException {
    StringBuilder table = new StringBuilder("label,review\n");
    String[] who = {"the room", "the food", "our host", "this place"};
    for (int i = 0; i < 240; i++) {
      table.append(i % 2 == 0 ? "good," : "bad,").append(who[i / 2 % 4]);
      table.append(i % 2 == 0 ? " was lovely" : " was awful").append(i % 3 == 0 ? "!\n" : "\n");
    }
    data = Files.writeString(shared.resolve("hotels.csv"), table);
    model = shared.resolve("model");
    trained = eddy("train classify --text review --data", data, "--out", model, SMALL);
  }

  private static JsonNode json(Ran ran) {
    assertThat(ran.status()).as(ran.err()).isZero();
    return Json.parse(ran.out(), "output", JsonNode.class);
  }

  @Test
  void trainingPrintsItsTablesBesideTheBaselinesAndSaysWhatComesNext() {
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .startsWith("Validation part, ")
        .contains(
            "this model", "naive_bayes", "logistic_regression", "macro_f1", "calibration_error")
        .contains("  class  precision  recall", "  true \\ predicted  bad  good");
    assertThat(trained.err())
        .contains("texts to train on", "set aside for test; 2 labels")
        .contains("eddy evaluate " + model, "eddy predict " + model + " --text TEXT --explain");
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void evaluationIsOfTheTestPartWithFiguresOfEachClass() {
    JsonNode test = json(eddy("evaluate", model, "--json"));
    assertThat(test.path("task").asString()).isEqualTo("classify");
    assertThat(test.path("part").asString()).isEqualTo("test");
    assertThat(test.path("metrics").path("accuracy").asDouble()).isGreaterThan(0.9);
    assertThat(test.path("baselines").propertyNames())
        .containsExactly("naive_bayes", "logistic_regression");
    assertThat(test.path("tables").path("class").path("good").path("f1").asDouble())
        .isGreaterThan(0.9);
  }

  @Test
  void predictionGivesTheLabelAndWhy() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "the food was awful\n");
    JsonNode row =
        json(eddy("predict", model, "--explain --json --data", text)).path("predictions").get(0);
    assertThat(row.path("label").asString()).isEqualTo("bad");
    assertThat(row.path("probability").asDouble()).isGreaterThan(0.5);
    assertThat(row.path("explanation").asString())
        .matches("the [+-].*, food [+-].*, was [+-].*, awful [+-].*");
    assertThat(eddy("predict", model, "--data", data).out())
        .startsWith("label,probability,bad,good\n")
        .hasLineCount(241);
  }

  @Test
  void aTrainingFromAModelKeepsItAndRefusesAnother() {
    Path out = folder.resolve("further");
    String command = "train classify --text review --epochs 1 --threads 1 --hidden 8 --min-count 2";
    Ran ran = eddy(command, "--data", data, "--out", out, "--from", model);
    assertThat(ran.status()).as(ran.err()).isZero();
    JsonNode options = json(eddy("info", out, "--json")).at("/provenance/options");
    assertThat(options.path("embedding").asString()).isEqualTo("8");
    assertThat(options.path("bidirectional").asString()).isEqualTo("true");
    for (String option :
        new String[] {
          "--min-count: the model in " + model + " has 2 but found 3",
          "--vocabulary-size: the model in " + model + " has 50000 but found 9",
          "--layers: the model in " + model + " has 1 but found 2",
          "--pooling: the model in " + model + " has max,mean but found last"
        }) {
      String name = option.substring(0, option.indexOf(':'));
      String value = option.substring(option.lastIndexOf(' ') + 1);
      assertRefused(
          option, "train classify --text review", name, value, "--from", model, "--data", data);
    }
  }

  @Test
  void onlyAClassifierExplains() {
    Path text = Shell.text(folder.resolve("text.txt"), 100);
    Path language = folder.resolve("language");
    eddy(
        "train language --epochs 1 --hidden 4 --layers 1 --batch-size 4 --data",
        text,
        "--out",
        language);
    assertThat(eddy("predict", language, "--explain --text=The").err())
        .isEqualTo(
            "eddy: --explain: expected a classifier of texts but "
                + language
                + " holds a model for the task language.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--text nothing | there is no column \"nothing\". There are: label, review.",
        "--no-header | --text: expected the number of a column without a header but found review.",
        "--pooling sum | --pooling: expected one or several of last,mean,max,attention but found 'sum'.",
        "--keep middle | --keep: expected head, tail or both but found 'middle'.",
        "--steps 10 | --steps: expected --no-bidirectional beside it",
        "--class-weights x=2 | --class-weights: expected none, balanced, or label=weight",
        "--encoding Klingon | --encoding: expected an encoding such as UTF-8",
        "--split 1/2/3 | --split 1/2/3: expected shares that add up to 100",
        "--word-dropout 1 | --word-dropout: expected from 0 to below 1 but found 1.0.",
        "--vectors none.txt | none.txt: no such file or folder."
      })
  void aWrongOptionIsNamed(String option, String message) {
    String column = option.startsWith("--text") ? "" : "--text review ";
    assertRefused(message, "train classify " + column + option + " --data", data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "short.csv | short.csv, line 3: expected 2 fields as in the header but found 1.",
        "empty.csv | empty.csv, line 3: expected a text but it is empty.",
        "latin.csv | latin.csv, line 3",
        "nothing.csv | nothing.csv: the file is empty.",
        "none.csv | none.csv: no such file or folder.",
        "unlabelled.txt | unlabelled.txt, line 1: expected a label, a blank and a text but found"
      })
  void aBadFileIsRefusedWithThePlace(String name, String message) throws IOException {
    Path file = folder.resolve(name);
    switch (name) {
      case "short.csv" -> Files.writeString(file, "label,text\ngood,a\nbad\n");
      case "empty.csv" -> Files.writeString(file, "label,text\ngood,a\nbad,\n");
      case "latin.csv" ->
          Files.write(file, "label,text\ngood,a\nbad,é\n".getBytes(Charset.forName("ISO-8859-1")));
      case "nothing.csv" -> Files.writeString(file, "");
      case "unlabelled.txt" -> Files.writeString(file, "word\n");
      default -> {}
    }
    assertRefused(message, "train classify --data", file);
  }

  @Test
  void aLabelThatTrainingHasNotSeenIsRefusedWithItsPlace() throws IOException {
    Path other = Files.writeString(folder.resolve("o.csv"), "label,review\ngood,a\nmixed,b\n");
    assertThat(eddy("evaluate", model, "--data", other).err())
        .endsWith(
            "o.csv, line 3: expected a label that the training has (bad, good) but found"
                + " \"mixed\".\n");
    Path valid = Files.writeString(folder.resolve("v.csv"), "label,review\nmixed,b\n");
    assertRefused(
        "v.csv, line 2: expected a label that the training has",
        "train classify --text review --valid",
        valid,
        "--data",
        data);
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
