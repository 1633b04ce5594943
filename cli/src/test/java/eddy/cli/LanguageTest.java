package eddy.cli;

import static eddy.cli.Shell.eddy;
import static eddy.cli.Shell.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The commands on a language model, as a user types them. */
class LanguageTest {
  private static final String SMALL =
      "--hidden 12 --layers 1 --steps 16 --batch-size 4 --epochs 2 --learning-rate 0.02 --threads 1";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Ran trained;

  @BeforeAll
  static void train() {
    data = text(shared.resolve("text.txt"), 500);
    model = shared.resolve("model");
    trained = eddy("train language --data", data, "--out", model, SMALL);
  }

  private static JsonNode json(Ran ran) {
    assertThat(ran.status()).as(ran.err()).isZero();
    return Json.parse(ran.out(), "output", JsonNode.class);
  }

  @Test
  void trainingPrintsItsTableBesideTheBaselineAndSaysWhatComesNext() {
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .startsWith("Validation part, ")
        .contains("this model", "unigram", "perplexity", "bits_per_character");
    assertThat(trained.err())
        .contains("tokens to train on", "Epoch 2/2: perplexity ", " tokens/s")
        .contains("eddy evaluate " + model, "eddy generate " + model);
    assertThat(model.resolve("report.html")).exists();
    assertThat(model.resolve("vocabulary.txt")).content().startsWith("<unk>\n<eos>\n");
  }

  @Test
  void evaluationIsOfTheTestPartOrOfAnotherText() {
    JsonNode test = json(eddy("evaluate", model, "--json"));
    assertThat(test.path("task").asString()).isEqualTo("language");
    assertThat(test.path("part").asString()).isEqualTo("test");
    assertThat(test.path("metrics").path("perplexity").asDouble())
        .isCloseTo(Math.exp(test.path("metrics").path("cross_entropy").asDouble()), within(1e-9))
        .isLessThan(test.path("baselines").path("unigram").path("perplexity").asDouble());
    assertThat(test.path("last_epoch").path("train_perplexity").asDouble()).isGreaterThan(1);
    Path other = text(folder.resolve("other.txt"), 20);
    assertThat(eddy("evaluate", model, "--data", other).out()).startsWith("All of other.txt, ");
  }

  @Test
  void aModelMayLearnFromWhatItIsMeasuredOn() {
    JsonNode test = json(eddy("evaluate", model, "--json"));
    JsonNode adapting = json(eddy("evaluate", model, "--adapt 0.1 --json"));
    assertThat(adapting.path("baselines").path("without_adapting").path("perplexity"))
        .isEqualTo(test.path("metrics").path("perplexity"));
    assertThat(adapting.path("metrics").path("perplexity"))
        .isNotEqualTo(test.path("metrics").path("perplexity"));
    Ran ran = eddy("evaluate", model, "--adapt -1");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("--adapt: expected a learning rate above 0 but got -1.0.");
    for (String wrong : List.of("x", "0.1,", "0.1,0.2,0.3")) {
      assertThat(eddy("evaluate", model, "--adapt", wrong).err())
          .contains(
              "--adapt: expected a rate, or a rate and a decay as 1,0.01, but found '" + wrong);
    }
    assertThat(eddy("evaluate", model, "--adapt 0.1,0.01 --json").status()).isZero();
    assertThat(eddy("evaluate", model, "--adapt 0.1 --refit").err()).contains("a forecaster");
    Ran diverged = eddy("evaluate", model, "--adapt 1e30");
    assertThat(diverged.status()).isEqualTo(2);
    assertThat(diverged.err()).contains("--adapt: the model diverged at the rate 1.0E30.");
    Path details = folder.resolve("details.csv");
    Ran bare = eddy("evaluate", model, "--details", details);
    assertThat(bare.status()).isEqualTo(2);
    assertThat(bare.err()).contains("--details: this model has no figures");
    assertThat(details).doesNotExist();
  }

  @Test
  void predictionHasTheProbabilityOfEachToken() {
    Ran csv = eddy("predict", model, "--text=The");
    assertThat(csv.out()).startsWith("token,probability\nThe,0.").hasLineCount(3);
    JsonNode rows = json(eddy("predict", model, "--json", "--text=The"));
    assertThat(rows.path("predictions").get(0).path("token").asString()).isEqualTo("The");
    assertThat(rows.path("predictions").get(0).path("probability").asDouble()).isBetween(0.5, 1.0);
  }

  @Test
  void theSameSeedWritesTheSameText() {
    Ran one = eddy("generate", model, "--prompt The --length 30 --seed 7");
    assertThat(one.status()).as(one.err()).isZero();
    assertThat(one.out()).startsWith("The ").endsWith("\n");
    assertThat(eddy("generate", model, "--prompt The --length 30 --seed 7")).isEqualTo(one);
    assertThat(eddy("generate", model, "--prompt The --length 30 --seed 8")).isNotEqualTo(one);
    JsonNode json = json(eddy("generate", model, "--prompt The --length 30 --seed 7 --json"));
    assertThat("The" + json.path("text").asString() + "\n").isEqualTo(one.out());
    Ran greedy = eddy("generate", model, "--length 3 --temperature 0");
    assertThat(eddy("generate", model, "--length 3 --top-k 1").out()).isEqualTo(greedy.out());
  }

  @Test
  void infoShowsTheSettings() {
    JsonNode info = json(eddy("info", model, "--json"));
    assertThat(info.path("config").path("tokens").asString()).isEqualTo("word");
    assertThat(info.path("history").path("best").path("metrics").propertyNames())
        .contains("train_perplexity", "validation_perplexity");
    assertThat(eddy("info", model).out()).contains("tied: true", "rnns.0.weight_hh_l0");
  }

  @Test
  void aPresetGivesWayToWhatTheUserSays() {
    Path out = folder.resolve("preset");
    Ran ran =
        eddy(
            "train language --hidden 8 --preset ptb-small --epochs 1 --data",
            data,
            "--out",
            out,
            "--locked --json --threads 1");
    JsonNode options = json(ran).path("options");
    assertThat(options.path("hidden").asString()).isEqualTo("8");
    assertThat(options.path("epochs").asString()).isEqualTo("1");
    assertThat(options.path("locked").asString()).isEqualTo("true");
    assertThat(options.path("tied").asString()).isEqualTo("false");
    assertThat(options.path("sum_loss").asString()).isEqualTo("true");
    assertThat(options.path("clip").asString()).isEqualTo("5.0");
    assertThat(json(eddy("info", out, "--json")).path("provenance").path("command").asString())
        .contains("--preset ptb-small");
  }

  @Test
  void switchesCanBeTurnedOnAndOff() {
    Path out = folder.resolve("switches");
    JsonNode options =
        json(eddy(
                "train language --epochs 1 --no-tied --random-steps --json --data",
                data,
                "--out",
                out,
                "--hidden 8 --batch-size 4 --threads 1"))
            .path("options");
    assertThat(options.path("tied").asString()).isEqualTo("false");
    assertThat(options.path("random_steps").asString()).isEqualTo("true");
  }

  @Test
  void aTrainingFromAModelKeepsNetworkAndVocabulary() {
    Path other = text(folder.resolve("other.txt"), 300);
    Path out = folder.resolve("tuned");
    String little = "--epochs 1 --batch-size 4 --optimizer sgd --learning-rate 1e-9 --threads 1";
    Ran ran = eddy("train language --data", other, "--out", out, little, "--from", model);
    assertThat(ran.status()).as(ran.err()).isZero();
    JsonNode old = json(eddy("info", model, "--json")).path("config");
    JsonNode tuned = json(eddy("info", out, "--json")).path("config");
    for (String name : List.of("tokens", "hidden", "layers", "embedding", "tied", "cell")) {
      assertThat(tuned.path(name)).as(name).isEqualTo(old.path(name));
    }
    assertThat(eddy("generate", out, "--length 20").out())
        .isEqualTo(eddy("generate", model, "--length 20").out());
    Ran refused =
        eddy("train language --data", other, "--out", out, "--from", model, "--tokens character");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith("eddy: --tokens: the model in " + model + " has word but found character.")
        .hasLineCount(1);
    String count = "--min-count 3";
    assertThat(eddy("train language --data", other, "--out", out, "--from", model, count).err())
        .startsWith("eddy: --min-count: the model in " + model + " has 2 but found 3.")
        .hasLineCount(1);
  }

  @Test
  void withoutATestPartTheNextStepNamesData() {
    Path out = folder.resolve("untested");
    String command = "train language --split 90/10/0 --hidden 4 --batch-size 4 --epochs 1";
    Ran ran = eddy(command, "--data", data, "--out", out);
    assertThat(ran.err())
        .contains("Next, on data to test: eddy evaluate " + out + " --data FILE")
        .doesNotContain("set aside", "test part");
    assertThat(trained.err())
        .contains("the rest set aside for test", "Next, on the test part: eddy evaluate " + model);
  }

  @Test
  void aTrainingFromAModelKeepsItsZoneout() {
    Path zoned = folder.resolve("zoned");
    eddy("train language --zoneout 0.1,0.3 --data", data, "--out", zoned, SMALL);
    Path out = folder.resolve("tuned");
    String command = "train language --epochs 1 --batch-size 4 --threads 1";
    Ran ran = eddy(command, "--from", zoned, "--data", data, "--out", out);
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(json(eddy("info", out, "--json")).at("/config/regularization/zoneout").toString())
        .isEqualTo("[0.1,0.3]");
  }

  @Test
  void aStoppedTrainingGoesOnWhereItWas() {
    Path out = folder.resolve("stopped");
    Stop stop = new Stop();
    stop.request();
    Ran first = eddy(OptionalInt.empty(), stop, "train language --data", data, "--out", out, SMALL);
    assertThat(first.status()).isEqualTo(130);
    assertThat(out.resolve("checkpoint.safetensors")).exists();
    String again = first.err().lines().toList().getLast();
    Ran second = eddy(again.substring(again.indexOf("eddy ") + 5));
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.err()).contains("Going on in epoch 1 at ");
    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(model.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--tokens sign | --tokens: expected [word, whitespace, character, subword] but found 'sign'",
        "--preset x | --preset: expected one of ptb-small, ptb-medium, awd-lstm but found 'x'.",
        "--split 12mo | --split: expected shares of training, validation and test such as 80/10/10",
        "--split 50/10/10 | --split 50/10/10: expected shares that add up to 100 but they add up to 70.",
        "--encoding x | --encoding: expected an encoding such as UTF-8",
        "--steps 0 | --steps: expected 1 to 65536 but found 0.",
        "--min-count 0 | --min-count: expected one or more but found 0.",
        "--vocabulary-size 2 | --vocabulary-size: expected 3 to",
        "--weight-drop 1 | --weight-drop: expected from 0 to below 1 but found 1.0.",
        "--dropout-hidden -1 | --dropout-hidden: expected from 0 to below 1 but found -1.0.",
        "--split 80/20 --valid none.txt | --split: expected none beside --valid",
        "--adaptive 5 --tied | --adaptive: expected --no-tied beside it",
        "--adaptive 5 --tokens subword | --adaptive: expected another kind of --tokens",
        "--adaptive 9,4 | --adaptive: expected rising numbers of tokens but found [9, 4].",
        "--adaptive 4000 | --adaptive: expected numbers below ",
        "--average-after 5 --average 0.9 | --average-after: expected --average 0 beside it",
        "--schedule exponential:x | --schedule: expected constant, step, exponential",
        "--valid none.txt | none.txt: no such file or folder.",
        "--batch-size 100000 | expected 100000 tokens or more in the training part but it has"
      })
  void aWrongOptionIsNamed(String option, String message) {
    Path out = folder.resolve("new model");
    Ran ran = eddy("train language", option, "--data", data, "--out", out);
    assertThat(ran.err()).startsWith("eddy: ").contains(message).hasLineCount(1);
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void whatWritesNoTextsSaysSo() {
    Path series = Shell.series(folder.resolve("series.csv"), 100);
    Path forecaster = folder.resolve("forecaster");
    eddy(
        "train forecast --horizon 2 --look-back 4 --hidden 4 --epochs 1 --data",
        series,
        "--out",
        forecaster);
    Ran ran = eddy("generate", forecaster, "--prompt The");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo("eddy: " + forecaster + ": a model for forecast writes no texts.\n");
    assertThat(eddy("generate", model, "--temperature -1").err())
        .isEqualTo("eddy: --temperature: expected 0 or more but found -1.0.\n");
  }

  @Test
  void aTextInAnotherEncodingIsReadAsSaid() throws IOException {
    Path file = folder.resolve("latin.txt");
    Files.write(file, "caf\u00e9 au lait\n".repeat(200).getBytes(StandardCharsets.ISO_8859_1));
    Path out = folder.resolve("latin");
    Ran refused = eddy("train language --data", file, "--out", out, SMALL);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("--encoding").hasLineCount(1);
    Ran ran = eddy("train language --encoding ISO-8859-1 --data", file, "--out", out, SMALL);
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(out.resolve("vocabulary.txt")).content().contains("caf\u00e9\n");
  }

  @Test
  void aTextOnTheCommandLineIsReadByAModelOfAnotherEncoding() throws IOException {
    Path file = folder.resolve("chinese.txt");
    Files.write(file, "\u6211\u7231\u6c34\n".repeat(200).getBytes(Charset.forName("GB18030")));
    Path out = folder.resolve("chinese");
    Ran ran =
        eddy(
            "train language --encoding GB18030 --tokens character --data",
            file,
            "--out",
            out,
            SMALL);
    assertThat(ran.status()).as(ran.err()).isZero();
    Ran predicted = eddy("predict", out, "--text=\u6211\u7231\u6c34");
    assertThat(predicted.status()).as(predicted.err()).isZero();
    assertThat(predicted.out())
        .matches("token,probability\n\u6211,.*\n\u7231,.*\n\u6c34,.*\n<eos>,.*\n");
    file =
        Files.write(
            folder.resolve("line.txt"),
            "\u6211\u7231\u6c34\n".getBytes(Charset.forName("GB18030")));
    assertThat(eddy("predict", out, "--data", file)).isEqualTo(predicted);
  }
}
