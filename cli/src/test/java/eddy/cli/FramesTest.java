package eddy.cli;

import static eddy.cli.Shell.eddy;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import eddy.format.Idx;
import eddy.format.Json;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The commands on a model of clips, as a user types them. */
class FramesTest {
  private static final int SIDE = 12;
  private static final int TIME = 4;
  private static final String SMALL =
      "--channels 6,8 --hidden 12 --batch-size 8 --epochs 16 --learning-rate 0.01 --dropout 0"
          + " --threads 1";

  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Ran trained;

  /** Clips of a band that moves down or up, bright or dim. */
  @BeforeAll
  static void train() throws IOException {
    data = clips(shared.resolve("lines"), 160);
    model = shared.resolve("model");
    trained = eddy("train frames --label way --data", data, "--out", model, SMALL);
  }

  private static Path clips(Path name, int count) throws IOException {
    Path file = name.resolveSibling(name.getFileName() + "-idx4-ubyte");
    StringBuilder table = new StringBuilder("way,light\n");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (int number : new int[] {Idx.magic(4), count, TIME, SIDE, SIDE}) {
        out.writeInt(number);
      }
      for (int i = 0; i < count; i++) {
        boolean down = i % 2 == 0;
        boolean bright = i % 3 == 0;
        table.append(down ? "down" : "up").append(bright ? ",bright\n" : ",dim\n");
        for (int t = 0; t < TIME; t++) {
          byte[] frame = new byte[SIDE * SIDE];
          for (int k = 0; k < 3 * SIDE; k++) {
            int line = Math.floorMod(i / 2 + k / SIDE + (down ? 2 * t : -2 * t), SIDE);
            frame[line * SIDE + k % SIDE] = (byte) (bright ? 250 : 120);
          }
          out.write(frame);
        }
      }
    }
    Files.writeString(name.resolveSibling(name.getFileName() + ".csv"), table);
    return file;
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
        .contains("this model", "most_frequent", "nearest_mean", "macro_f1")
        .contains("  class  precision  recall", "  true \\ predicted  down  up");
    assertThat(trained.err())
        .contains("clips to train on", "set aside for test; frames of 12x12, grey; 2 labels")
        .contains("convolutions with [6, 8] channels, lstm, layers of 12 units")
        .contains("eddy evaluate " + model, "eddy predict " + model + " --data FILE");
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void evaluationIsOfTheTestPartWithFiguresOfEachClass() {
    JsonNode test = json(eddy("evaluate", model, "--json"));
    assertThat(test.path("task").asString()).isEqualTo("frames");
    assertThat(test.path("part").asString()).isEqualTo("test");
    assertThat(test.path("metrics").path("accuracy").asDouble()).isGreaterThan(0.7);
    assertThat(test.path("baselines").propertyNames())
        .containsExactly("most_frequent", "nearest_mean");
    assertThat(test.path("tables").path("class").path("up").path("clips").asInt()).isPositive();
    assertThat(test.path("data").propertyNames())
        .containsExactlyInAnyOrder("lines-idx4-ubyte", "lines.csv");
  }

  @Test
  void predictionHasARowForEachClip() throws IOException {
    Path other = clips(folder.resolve("new"), 4);
    assertThat(eddy("predict", model, "--data", other).out())
        .startsWith("clip,label,probability,down,up\n1,down,0.")
        .hasLineCount(5);
    assertThat(eddy("info", model).out()).contains("frames", "down, up");
  }

  @Test
  void anotherLabelOfTheSameClipsIsAnotherModel() {
    Path out = folder.resolve("light");
    Ran ran =
        eddy(
            "train frames --network conv-lstm --channels 4 --size 4 --label light --json --data",
            data,
            "--out",
            out,
            SMALL.replace("--channels 6,8", ""));
    JsonNode json = json(ran);
    assertThat(json.path("metrics").path("accuracy").asDouble()).isGreaterThan(0.6);
    assertThat(json.path("options").path("size").asString()).isEqualTo("4x4");
    assertThat(ran.err()).contains("convolutional lstm with [12]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--label nothing | there is no column \"nothing\". There are: way, light.",
        "--label way --size big | --size: expected lines and pixels such as 64x48, or one number for both, but found \"big\".",
        "--label way --network rnn | --network: expected conv or conv-lstm but found 'rnn'.",
        "--label way --network conv-lstm --cell gru | --cell: expected lstm beside --network conv-lstm but found gru.",
        "--label way --channels 0 | --channels: expected one or several numbers from 1 to 1024 but found [0].",
        "--label way --frames -1 | --frames: expected 0 (all) or more but found -1.",
        "--label way --pooling sum | --pooling: expected one or several of last,mean,max,attention but found 'sum'."
      })
  void aWrongOptionIsNamed(String option, String message) {
    Ran ran = eddy("train frames", option, "--data", data, "--out", folder.resolve("out"));
    assertThat(ran.err()).contains(message).startsWith("eddy: ").hasLineCount(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"--frames 2, --frames, 0, 2", "--size 4, --size, 12x12, 4x4"})
  void framesOfTheModelToBeginFromAreKept(String given, String option, String old, String found) {
    Ran ran =
        eddy(
            "train frames --label way",
            given,
            "--from",
            model,
            "--data",
            data,
            "--out",
            folder.resolve("out"));
    assertThat(ran.err())
        .startsWith(
            "eddy: %s: the model in %s has %s but found %s.".formatted(option, model, old, found))
        .hasLineCount(1);
    assertThat(ran.status()).isEqualTo(2);
  }

  @Test
  void whatIsNoClipIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.gif"), "no picture");
    Ran ran = eddy("predict", model, "--data", file);
    assertThat(ran.err()).startsWith("eddy: " + file + ": cannot be read as a GIF").hasLineCount(1);
    assertThat(ran.status()).isEqualTo(2);
  }
}
