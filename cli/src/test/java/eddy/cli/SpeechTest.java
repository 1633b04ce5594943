package eddy.cli;

import static eddy.cli.Shell.eddy;
import static org.assertj.core.api.Assertions.assertThat;

import eddy.cli.Shell.Ran;
import eddy.format.Json;
import eddy.sound.Clip;
import eddy.sound.Wav;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands on a speech recognizer, as a user types them. */
class SpeechTest {
  private static final String SMALL =
      "--units word --subsampling 4 --hidden 8 --layers 1 --batch-size 4 --epochs 3"
          + " --learning-rate 0.02 --threads 1 --one-direction";

  @TempDir static Path shared;
  private static Path recordings;
  private static Path model;
  private static Ran trained;

  @BeforeAll
  static void train() throws IOException {
    recordings = Files.createDirectories(shared.resolve("recordings"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      String name = (i % 2 == 0 ? "yes" : "no") + "_" + i + ".wav";
      Files.write(recordings.resolve(name), Wav.bytes(tone(i % 2 == 0 ? 500 : 1500, random)));
    }
    model = shared.resolve("model");
    trained =
        eddy("train transcribe --label ([a-z]+)_.* --data", recordings, "--out", model, SMALL);
  }

  private static Clip tone(double hertz, SplittableRandom random) {
    float[] tone = new float[2400 + random.nextInt(800)];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * hertz * i / 8000));
    }
    return new Clip(tone, 8000);
  }

  private static JsonNode json(Ran ran) {
    assertThat(ran.status()).as(ran.err()).isZero();
    return Json.parse(ran.out(), "output", JsonNode.class);
  }

  @Test
  void trainingPrintsItsTableAndSaysWhatComesNext() {
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .startsWith("Validation part, ")
        .contains("this model", "commonest", "wer", "cer", "real_time_factor");
    assertThat(trained.err())
        .contains("16 recordings to train on", "one direction, for streams", "recordings/s")
        .contains("eddy evaluate " + model, "eddy predict " + model);
    assertThat(model.resolve("report.html")).exists();
  }

  @Test
  void evaluationIsOfTheTestPartOrOfOtherRecordingsAndListsTheWorst() {
    JsonNode test = json(eddy("evaluate", model, "--json"));
    assertThat(test.path("task").asString()).isEqualTo("transcribe");
    assertThat(test.path("part").asString()).isEqualTo("test");
    assertThat(test.path("items").asInt()).isEqualTo(2);
    JsonNode metrics = test.path("metrics");
    assertThat(metrics.path("words").asInt()).isEqualTo(2);
    double errors =
        metrics.path("substitutions").asDouble()
            + metrics.path("deletions").asDouble()
            + metrics.path("insertions").asDouble();
    assertThat(metrics.path("wer").asDouble()).isEqualTo(errors / 2);
    Ran other = eddy("evaluate", model, "--beam 4 --data", recordings);
    // The whole folder is the data that the model knows, so only its test part counts.
    assertThat(other.out()).as(other.err()).startsWith("Test part, 2 items");
    Ran baseline = eddy("evaluate", model, "--data", silence());
    assertThat(baseline.out()).startsWith("All of silence, 1 items").contains("Worst:");
    assertThat(baseline.out()).contains("loud_1.wav: said \"loud\", heard \"");
  }

  /** A recording of a word that the model does not know. */
  private static Path silence() {
    try {
      Path folder = Files.createDirectories(shared.resolve("silence"));
      Files.write(folder.resolve("loud_1.wav"), Wav.bytes(new Clip(new float[4000], 16_000)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void filesFoldersAndStandardInputAreWrittenDown() throws IOException {
    Path file = recordings.resolve("yes_0.wav");
    Ran one = eddy("predict", model, "--data", file);
    assertThat(one.out()).as(one.err()).startsWith("audio,from,to,text\n" + file + ",0.0,");
    assertThat(one.out()).hasLineCount(2);
    assertThat(eddy("predict", model, "--data", recordings).out()).hasLineCount(21);
    JsonNode rows = json(eddy("predict", model, "--json --data", recordings));
    assertThat(rows.path("predictions").size()).isEqualTo(20);
    InputStream standard = System.in;
    try {
      byte[] wav = Files.readAllBytes(file);
      System.setIn(new ByteArrayInputStream(Arrays.copyOfRange(wav, 44, wav.length)));
      Ran bare = eddy("predict", model, "-");
      assertThat(bare.status()).as(bare.err()).isZero();
      assertThat(bare.out()).startsWith("audio,from,to,text\n");
    } finally {
      System.setIn(standard);
    }
  }

  @Test
  void aLanguageModelWeighsWhatIsHeard() throws IOException {
    Path text = Files.writeString(shared.resolve("text.txt"), "no\n".repeat(300));
    Path language = shared.resolve("language");
    String small = "--tokens word --hidden 4 --layers 1 --batch-size 2 --epochs 2 --threads 1";
    assertThat(eddy("train language --data", text, "--out", language, small).status()).isZero();
    Ran heard =
        eddy(
            "predict",
            model,
            "--language-weight 100 --language-model",
            language,
            "--data",
            recordings);
    assertThat(heard.status()).as(heard.err()).isZero();
    assertThat(heard.out()).doesNotContain(",yes\n").hasLineCount(21);
    Path characters = shared.resolve("characters");
    String other = small.replace("word", "character");
    assertThat(eddy("train language --data", text, "--out", characters, other).status()).isZero();
    Ran refused = eddy("predict", model, "--language-model", characters, "--data", recordings);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("--tokens word", "but it has character");
    Ran deaf = eddy("evaluate", language, "--beam 4");
    assertThat(deaf.status()).isEqualTo(2);
    assertThat(deaf.err()).contains("expected a speech recognizer but");
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    refused(
        eddy("evaluate", model, "--beam 4 --language-weight 1"),
        "--language-weight: expected --language-model beside it");
    Path text = Files.writeString(shared.resolve("song.mp3"), "ID3 and so on");
    refused(eddy("predict", model, "--data", text), "song.mp3: expected a WAV file", "ID3");
    refused(
        eddy("train transcribe --data", recordings, "--out", shared.resolve("x"), "--units wrod"),
        "--units: expected");
    refused(
        eddy(
            "train transcribe --label (a+) --data",
            recordings,
            "--out",
            shared.resolve("x"),
            SMALL),
        "--label \"(a+)\"");
    refused(
        eddy(
            "train transcribe --from",
            model,
            "--data",
            recordings,
            "--out",
            shared.resolve("x"),
            "--label ([a-z]+)_.*",
            SMALL.replace("--subsampling 4", "--subsampling 2")),
        "--subsampling: the model in");
    refused(
        eddy(
            "train transcribe --vocabulary-size 40 --from",
            model,
            "--data",
            recordings,
            "--out",
            shared.resolve("x"),
            "--label ([a-z]+)_.*",
            SMALL),
        "--vocabulary-size: the model in",
        "has 500 but found 40");
  }

  private static void refused(Ran ran, String... reasons) {
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().strip()).contains(reasons).hasLineCount(1);
  }
}
