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
import tools.jackson.databind.JsonNode;

/** The commands on a translator, as a user types them. */
class TranslateTest {
  private static final String SMALL =
      "--source-tokens word --target-tokens word --hidden 16 --embedding 8 --batch-size 40"
          + " --epochs 8 --learning-rate 0.03 --dropout 0 --attention additive --threads 1"
          + " --source en --target de";

  private static final String[][] WORDS = {{"a", "ein"}, {"dog", "Hund"}, {"cat", "Kater"}};

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path model;
  private static Ran trained;

  @BeforeAll
  static void train() throws IOException {
    StringBuilder english = new StringBuilder();
    StringBuilder german = new StringBuilder();
    for (int i = 0; i < 81; i++) {
      for (int place = i; ; place /= 3) {
        english.append(WORDS[place % 3][0]).append(place < 3 ? "\n" : " ");
        german.append(WORDS[place % 3][1]).append(place < 3 ? "\n" : " ");
        if (place < 3) {
          break;
        }
      }
    }
    Files.writeString(shared.resolve("train.en"), english);
    Files.writeString(shared.resolve("train.de"), german);
    Files.writeString(shared.resolve("valid.en"), "dog cat\na dog\ncat a\n");
    Files.writeString(shared.resolve("valid.de"), "Hund Kater\nein Hund\nKater ein\n");
    model = shared.resolve("model");
    trained =
        eddy(
            "train translate --data",
            shared.resolve("train"),
            "--valid",
            shared.resolve("valid"),
            "--out",
            model,
            SMALL);
  }

  @Test
  void trainingPrintsItsFiguresBesideTheBaseline() {
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .startsWith("Validation part, 3 items")
        .contains("copy of the source", "bleu", "chrf2", "sentence_error")
        .contains("words (BLEU nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp)");
    assertThat(trained.err())
        .contains("81 sentences to train on, 3 to validate")
        .contains("eddy evaluate " + model + " --data");
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void evaluationNamesItsFilesByTheirCommonName() {
    Ran ran = eddy("evaluate", model, "--json --beam 3 --data", shared.resolve("train.en"));
    assertThat(ran.status()).as(ran.err()).isZero();
    JsonNode json = Json.parse(ran.out(), "output", JsonNode.class);
    assertThat(json.path("items").asInt()).isEqualTo(81);
    assertThat(json.path("metrics").path("chrf2").asDouble())
        .isGreaterThan(json.path("baselines").path("copy of the source").path("chrf2").asDouble());
    assertThat(json.path("data").propertyNames()).containsExactly("train.en", "train.de");
  }

  @Test
  void predictionGivesTheBestOfEachLine() {
    Ran one = eddy("predict", model, "--beam 1 --text=dog");
    assertThat(one.out()).startsWith("source,translation,score\ndog,");
    Ran best = eddy("predict", model, "--n-best 2 --length-penalty 1 --text=dog");
    assertThat(best.out().lines()).hasSize(3);
  }

  @Test
  void translationsAreDrawnByTheSeed() {
    Ran one = eddy("predict", model, "--samples 3 --seed 5 --text=dog");
    assertThat(one.status()).as(one.err()).isZero();
    assertThat(one.out().lines()).hasSize(4);
    assertThat(eddy("predict", model, "--samples 3 --seed 5 --text=dog").out())
        .isEqualTo(one.out());
    assertThat(eddy("predict", model, "--samples 3 --beam 2 --text=dog").err())
        .contains("--samples: expected no --beam, --n-best or penalty beside it");
    assertThat(eddy("predict", model, "--temperature 2 --text=dog").err())
        .contains("--temperature: expected a translator and --samples beside it.");
  }

  @Test
  void anEnsembleTakesAnyNumberOfModels() {
    Ran three = eddy("predict", model, "--ensemble", model + "," + model, "--beam 3 --text=dog");
    assertThat(three.status()).as(three.err()).isZero();
    String alone = eddy("predict", model, "--beam 3 --text=dog").out();
    assertThat(three.out().split(",")[3]).isEqualTo(alone.split(",")[3]);
  }

  @Test
  void mistakesAreOneLineAndTwo() throws IOException {
    Files.writeString(folder.resolve("x.en"), "a\nb\n");
    Files.writeString(folder.resolve("x.de"), "a\n");
    Ran ran =
        eddy(
            "train translate --source en --target de --data",
            folder.resolve("x"),
            "--out",
            folder.resolve("out"));
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err().strip())
        .endsWith(
            "expected 2 lines, as x.en has, but found 1. The same line of both belongs together.");
    assertThat(
            eddy(
                    "train translate --source en --target de --vocabulary-size 5 --data",
                    shared.resolve("train"),
                    "--out",
                    folder.resolve("out"),
                    "--from",
                    model)
                .err())
        .contains("--vocabulary-size: the model in " + model + " has 6000 but found 5.");
    assertThat(eddy("evaluate", model).err()).contains("Name the data to measure on by --data.");
    assertThat(eddy("predict", model, "--n-best 9 --beam 4 --text=dog").err())
        .contains("--n-best: expected 1 to the beam of 4 but found 9.");
    assertThat(
            eddy(
                    "train translate --attention dot --data",
                    shared.resolve("train"),
                    "--out",
                    folder.resolve("y"),
                    "--source en --target de")
                .err())
        .contains("--attention: expected multiplicative or additive but found 'dot'.");
  }
}
