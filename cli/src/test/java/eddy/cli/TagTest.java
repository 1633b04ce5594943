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

/** The commands on a tagger, as a user types them. */
class TagTest {
  private static final String TINY =
      "--hidden 8 --embedding 8 --characters 4 --batch-size 8 --learning-rate 0.03 --dropout 0"
          + " --threads 1";
  private static final String SMALL = TINY + " --epochs 4";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Ran trained;

  @BeforeAll
  static void train() throws IOException {
    String sentences = "Paris met Ms Lee\tB O O B\nLee left\tB O\nin Lee\tO L\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      for (String sentence : sentences.split("\n")) {
        String[] words = sentence.split("\t")[0].split(" ");
        String[] tags = sentence.split("\t")[1].split(" ");
        for (int w = 0; w < words.length; w++) {
          String tag = tags[w].replace("B", "B-PER").replace("L", "B-LOC");
          text.append(words[w]).append(' ').append(tag).append('\n');
        }
        text.append('\n');
      }
    }
    data = Files.writeString(shared.resolve("names.txt"), text);
    model = shared.resolve("model");
    trained = eddy("train tag --data", data, "--out", model, SMALL);
  }

  @Test
  void trainingPrintsItsTableBesideTheBaselineAndSaysWhatComesNext() {
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .startsWith("Validation part, 18 items")
        .contains("this model", "most_frequent_tag", "f1", "precision", "recall", "accuracy");
    assertThat(trained.err())
        .contains("144 sentences to train on", "scheme bio, learnt as bioes")
        .contains("Epoch 4/4: loss ", " sentences/s", "eddy evaluate " + model);
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void evaluationIsOfTheTestPart() {
    Ran ran = eddy("evaluate", model, "--json");
    assertThat(ran.status()).as(ran.err()).isZero();
    JsonNode json = Json.parse(ran.out(), "output", JsonNode.class);
    assertThat(json.path("task").asString()).isEqualTo("tag");
    assertThat(json.path("part").asString()).isEqualTo("test");
    assertThat(json.path("metrics").path("f1").asDouble())
        .isGreaterThan(json.path("baselines").path("most_frequent_tag").path("f1").asDouble());
  }

  @Test
  void predictionHasATagForEachWord() throws IOException {
    assertThat(eddy("predict", model, "--text=Lee").out())
        .isEqualTo("sentence,word,tag\n1,Lee,B-PER\n");
    Path words = Files.writeString(folder.resolve("words.txt"), "in\nLee\n\nLee\nleft\n");
    assertThat(eddy("predict", model, "--data", words).out())
        .isEqualTo("sentence,word,tag\n1,in,O\n1,Lee,B-LOC\n2,Lee,B-PER\n2,left,O\n");
  }

  @Test
  void withoutATestPartTheNextStepNamesData() {
    Path out = folder.resolve("untested");
    Ran ran = eddy("train tag --split 90/10/0 --epochs 1 --data", data, "--out", out, TINY);
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains("162 sentences to train on, 18 to validate\n")
        .contains("Next, on data to test: eddy evaluate " + out + " --data FILE")
        .doesNotContain("test part");
    assertThat(trained.err()).contains("Next, on the test part: eddy evaluate " + model + "\n");
  }

  @Test
  void aTrainingFromAModelRefusesAnotherSchemeAndCount() {
    for (String option : new String[] {"--scheme bio", "--min-count 2"}) {
      Ran ran =
          eddy("train tag", option, "--from", model, "--data", data, "--out", folder.resolve("x"));
      assertThat(ran.status()).as(option).isEqualTo(2);
      assertThat(ran.err())
          .startsWith("eddy: " + option.split(" ")[0] + ": the model in " + model + " has ")
          .hasLineCount(1);
    }
    String same = "--scheme bioes --min-count 1 --epochs 1 --threads 1";
    assertThat(
            eddy("train tag", same, "--from", model, "--data", data, "--out", folder.resolve("y"))
                .status())
        .isZero();
  }

  @Test
  void mistakesAreOneLineAndTwo() throws IOException {
    Path ragged = Files.writeString(folder.resolve("ragged.txt"), "a O\nb\n");
    Ran ran = eddy("train tag --data", ragged, "--out", folder.resolve("out"));
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err().strip())
        .endsWith(ragged + ", line 2: expected 2 columns, as in line 1, but found 1.");
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    assertThat(eddy("predict", model, "--data", empty).err()).contains("the file is empty");
    assertThat(eddy("train tag --data", data, "--out", folder.resolve("x"), "--features 3").err())
        .contains(data + ", line 1: --features is column 3 but the line has 2.");
  }
}
