package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.folder.Epoch;
import eddy.format.folder.ModelFolder;
import eddy.sound.Clip;
import eddy.sound.Wav;
import eddy.task.Evaluation;
import eddy.task.Experiment;
import eddy.task.Rows;
import eddy.task.Training;
import eddy.tensor.Workspace;
import eddy.train.TrainingListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From recordings to a model and back to text, in both kinds. */
class TranscribeTest {
  @TempDir private static Path folder;
  private static Path manifest;
  private static Path whole;
  private static Path streaming;

  @BeforeAll
  static void train() throws IOException {
    manifest = Whistles.corpus(folder.resolve("whistles"), 160);
    whole = train("whole", true, 20);
    streaming = train("streaming", false, 20);
  }

  private static TranscribeOptions options(boolean bidirectional, int epochs) {
    TranscribeOptions.Draft draft = new TranscribeOptions.Draft();
    draft.units = "word";
    draft.subsampling = 4;
    draft.bidirectional = bidirectional;
    draft.training =
        draft.training.with(t -> {
          t.epochs = epochs;
          t.hidden = 24;
          t.layers = 1;
          t.batchSize = 8;
          t.dropout = 0;
          t.learningRate = 0.01;
          t.threads = 2;
        });
    return draft.options();
  }

  private static Path train(String name, boolean bidirectional, int epochs) {
    Path out = folder.resolve(name);
    TranscribeTraining.prepare(TranscribeData.of(manifest), options(bidirectional, epochs))
        .run(out, "eddy train transcribe", false, new TrainingListener() {});
    return out;
  }

  private static Transcriber open(Path model) {
    return Transcriber.of(ModelFolder.open(model));
  }

  private static Path written(String name, Clip clip) throws IOException {
    return Files.write(folder.resolve(name), Wav.bytes(clip));
  }

  /** What a model writes, its rows joined by bars. */
  private static List<String> rows(Transcriber model, InputStream data) throws IOException {
    Collected rows = new Collected();
    model.predict(data, "standard input", rows);
    return rows.lines;
  }

  private static final class Collected implements Rows {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void columns(List<String> names) {
      assertThat(names).containsExactly("audio", "from", "to", "text");
    }

    @Override
    public void row(List<Object> values) {
      lines.add(values.getLast().toString());
    }
  }

  @Test
  void bothKindsLearnToWriteDownWhatIsSaid() throws IOException {
    for (Path path : List.of(whole, streaming)) {
      try (Transcriber model = open(path)) {
        Evaluation test = model.evaluate(Optional.empty());
        assertThat(test.part()).isEqualTo("test");
        assertThat(test.items()).isEqualTo(16);
        assertThat(test.metrics().get("wer")).isLessThan(0.1);
        assertThat(test.baselines().get("commonest").get("wer")).isGreaterThan(0.5);
        assertThat(test.metrics()).containsKeys("cer", "accuracy");
        // What a clock says is printed, but is no metric to compare or average.
        assertThat(test.metrics()).doesNotContainKey("real_time_factor");
        assertThat(test.tables().get("speed").get("all recordings").get("real_time_factor"))
            .isPositive();
        Path said = written("said.wav", Whistles.say("hi lo mid lo", 999));
        assertThat(model.transcribe(said)).isEqualTo("hi lo mid lo");
      }
      assertThat(Files.readString(path.resolve(Training.REPORT)))
          .contains("data:image/png;base64,", "word error rate", "What was heard, and when");
    }
  }

  @Test
  void aStreamSaysWhatTheWholeRecordingSaysWhateverThePieces() throws IOException {
    Clip clip = Whistles.say("lo hi mid mid hi", 5);
    Path file = written("stream.wav", clip);
    float[] samples = Wav.read(file).samples();
    try (Transcriber model = open(streaming)) {
      String expected = model.transcribe(file);
      assertThat(expected).isEqualTo("lo hi mid mid hi");
      for (int longest : new int[] {50, 801, 100_000}) {
        SplittableRandom random = new SplittableRandom(longest);
        Listener listener = model.listen(clip.rate());
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < samples.length; ) {
          int to = Math.min(samples.length, from + random.nextInt(longest + 1));
          text.append(listener.add(Arrays.copyOfRange(samples, from, to), to - from));
          from = to;
        }
        assertThat(text.append(listener.end()).toString().strip()).isEqualTo(expected);
      }
    }
  }

  @Test
  void bareSamplesAreWrittenDownAsTheyCome() throws IOException {
    byte[] wav = Wav.bytes(Whistles.say("mid lo hi", 8));
    byte[] bare = Arrays.copyOfRange(wav, 44, wav.length);
    // Never more than seven bytes at a time, so that samples are torn.
    InputStream dripping =
        new ByteArrayInputStream(bare) {
          @Override
          public synchronized int read(byte[] into, int at, int count) {
            return super.read(into, at, Math.min(count, 7));
          }
        };
    try (Transcriber model = open(streaming)) {
      List<String> rows = rows(model, dripping);
      assertThat(rows).hasSizeGreaterThan(1);
      assertThat(String.join(" ", rows)).isEqualTo("mid lo hi");
      assertThat(rows(model, new ByteArrayInputStream(wav))).containsExactly("mid lo hi");
    }
    try (Transcriber model = open(whole)) {
      assertThatThrownBy(() -> rows(model, new ByteArrayInputStream(bare)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("--one-direction");
      assertThatThrownBy(() -> rows(model, new ByteArrayInputStream(new byte[0])))
          .hasMessageContaining("it is empty");
    }
  }

  @Test
  void aStreamOfCharactersIsWrittenDownInWholeWords() throws IOException {
    TranscribeOptions.Draft draft = new TranscribeOptions.Draft();
    draft.subsampling = 2;
    draft.bidirectional = false;
    draft.speed = false;
    draft.masks = false;
    draft.training = options(false, 35).training();
    Path spelling = folder.resolve("spelling");
    TranscribeTraining.prepare(TranscribeData.of(manifest), draft.options())
        .run(spelling, "", false, new TrainingListener() {});
    Path file = written("spelt.wav", Whistles.say("mid lo hi mid mid lo", 8));
    byte[] wav = Files.readAllBytes(file);
    try (Transcriber model = open(spelling)) {
      List<String> rows =
          rows(model, new ByteArrayInputStream(Arrays.copyOfRange(wav, 44, wav.length)));
      assertThat(rows).hasSizeGreaterThan(1);
      // Each row ends where a word does, so that no blank is lost between two and none is made up.
      assertThat(String.join(" ", rows)).isEqualTo(model.transcribe(file));
    }
  }

  @Test
  void aFolderGivesARowForEachRecordingAndSilenceGivesNoText() throws IOException {
    Path several = Files.createDirectories(folder.resolve("several"));
    Files.write(several.resolve("a.wav"), Wav.bytes(Whistles.say("lo", 3)));
    Files.write(several.resolve("b.wav"), Wav.bytes(new Clip(new float[4000], 8000)));
    for (Path path : List.of(whole, streaming)) {
      try (Transcriber model = open(path)) {
        Collected rows = new Collected();
        model.predict(several, rows);
        assertThat(rows.lines).containsExactly("lo", "");
      }
    }
  }

  @Test
  void aLongRecordingIsWrittenDownInPassages() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      words.add(Whistles.sentence(random));
    }
    String said = String.join(" ", words);
    Path file = written("long.wav", Whistles.say(said, 6));
    for (Path path : List.of(whole, streaming)) {
      try (Transcriber model = open(path)) {
        Collected rows = new Collected();
        model.predict(file, rows);
        assertThat(rows.lines).hasSizeBetween(2, 6);
        assertThat(ErrorCounts.ofWords(said, String.join(" ", rows.lines)).rate()).isLessThan(0.1);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsForAnyNumberOfThreads() throws IOException {
    Path one = folder.resolve("one");
    TranscribeOptions.Draft draft = new TranscribeOptions.Draft();
    TranscribeOptions two = options(true, 2);
    draft.units = two.units();
    draft.subsampling = two.subsampling();
    draft.training = two.training().with(t -> t.threads = 1);
    TranscribeTraining.prepare(TranscribeData.of(manifest), draft.options())
        .run(one, "", false, new TrainingListener() {});
    Path other = train("other", true, 2);
    assertThat(Files.readAllBytes(ModelFolder.open(one).weightsFile()))
        .isEqualTo(Files.readAllBytes(ModelFolder.open(other).weightsFile()));
  }

  @ParameterizedTest
  @CsvSource({"character, mfcc, gru", "subword, log-mel, rnn", "whitespace, mfcc, layer-norm-lstm"})
  void everyKindOfUnitFeatureAndCellTrains(String units, String features, String cell)
      throws IOException {
    Path small = Whistles.corpus(folder.resolve(units), 20);
    TranscribeOptions.Draft draft = new TranscribeOptions.Draft();
    draft.units = units;
    draft.features = features;
    draft.vocabularySize = 12;
    draft.bands = OptionalInt.of(20);
    draft.rate = OptionalInt.of(11_025);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 6;
          t.batchSize = 4;
          t.hidden = 6;
          t.cell = cell;
        });
    Path out = folder.resolve(units + "-model");
    TranscribeTraining.prepare(TranscribeData.of(small), draft.options())
        .run(out, "", false, new TrainingListener() {});
    try (Transcriber model = open(out)) {
      List<Double> losses =
          model.folder().history().stream()
              .map(epoch -> epoch.metrics().get("validation_loss"))
              .toList();
      assertThat(losses.getLast()).isLessThan(losses.getFirst());
      // What is read from the folder is what was validated.
      Recognition read = model.recognition();
      List<Utterance> validation = TranscribeData.of(small).parts().validation();
      Utterances utterances = new Utterances(validation, read.config(), read.codec());
      assertThat(Validation.of(read, utterances, 4).loss()).isEqualTo(Collections.min(losses));
    }
  }

  @Test
  void trainingGoesOnFromAModelAndRefusesWhatItsVocabularyLacks() throws IOException {
    Path more = Whistles.corpus(folder.resolve("more"), 30);
    TranscribeOptions from = from(options(true, 1), whole);
    Training training = TranscribeTraining.prepare(TranscribeData.of(more), from);
    Path tuned = folder.resolve("tuned");
    training.run(tuned, "", false, new TrainingListener() {});
    try (Transcriber model = open(tuned)) {
      // An epoch on thirty recordings teaches a new network nothing.
      assertThat(model.evaluate(Optional.of(manifest)).metrics().get("wer")).isLessThan(0.2);
    }
    Files.writeString(more, Files.readString(more).replace("mid", "middle"));
    assertThatThrownBy(() -> TranscribeTraining.prepare(TranscribeData.of(more), from))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("manifest.csv, line ")
        .hasMessageContaining("\"middle\" is not in the vocabulary");
  }

  @Test
  void theReportShowsWhatTheEvaluationHeardWithoutHearingItAgain() throws IOException {
    Path own = Whistles.corpus(folder.resolve("own"), 20);
    Training training =
        TranscribeTraining.prepare(TranscribeData.of(own), from(options(true, 1), whole));
    try (Workspace workspace = new Workspace(1)) {
      Experiment.Run run = training.experiment().begin(workspace);
      Evaluation evaluation = run.evaluate();
      assertThat(evaluation.metrics().get("wer")).isZero();
      for (Path wav : TranscribeData.recordings(own.getParent())) {
        Files.write(wav, Wav.bytes(new Clip(new float[4000], 8000)));
      }
      List<Epoch> history = ModelFolder.open(whole).history();
      String said = TranscribeData.of(own).parts().validation().getFirst().text();
      assertThat(run.report(history, evaluation, ""))
          .contains(">" + said.split(" ")[0] + "</text>")
          .doesNotContain("The worst");
    }
  }

  @Test
  void validationNamesTheRecordingsThatItLeavesOutAndNeedsOneThatCanBeSaid() throws IOException {
    Path list = Whistles.corpus(folder.resolve("unsaid"), 20);
    TranscribeData data =
        new TranscribeData(
            manifest, Optional.of(list), Optional.empty(), TranscribeData.Columns.USUAL);
    String all = Files.readString(list);
    Files.writeString(list, all.replaceAll("3\\.wav,.*", "3.wav,low"));
    assertThat(TranscribeTraining.prepare(data, options(true, 1)).experiment().notes().getLast())
        .contains("leaves out 2 recordings", "line 5", "the word \"low\" is not in the vocabulary");
    Files.writeString(list, all.replaceAll("wav,.*", "wav,low"));
    assertThatThrownBy(() -> TranscribeTraining.prepare(data, options(true, 1)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("manifest.csv, line 2")
        .hasMessageContaining("None of the recordings to validate can be said");
  }

  private static TranscribeOptions from(TranscribeOptions o, Path model) {
    return new TranscribeOptions(
        o.units(),
        o.vocabularySize(),
        o.rate(),
        o.features(),
        o.bands(),
        o.bidirectional(),
        o.subsampling(),
        o.speed(),
        o.masks(),
        o.training(),
        Optional.of(model));
  }

  @Test
  void badRecordingsAreRefusedByName() throws IOException {
    Path bad = folder.resolve("bad");
    refused(bad, Whistles.say("lo", 1), "lo lo lo lo lo lo lo lo lo lo", "needs 19 steps");
    refused(bad, new Clip(new float[4000], 8000), "lo", "all samples are zero");
    Files.delete(bad.resolve("3.wav"));
    assertThatThrownBy(() -> prepare(bad)).hasMessageContaining("3.wav: no such file");
    byte[] wav = Wav.bytes(Whistles.say("lo", 1));
    Files.write(bad.resolve("3.wav"), Arrays.copyOf(wav, wav.length / 2));
    assertThatThrownBy(() -> prepare(bad))
        .hasMessageContaining("3.wav")
        .hasMessageContaining("truncated");
    TranscribeData.Columns rule = new TranscribeData.Columns("audio", "text", "([a-z]+)_.*");
    assertThatThrownBy(() -> TranscribeData.read(bad, rule))
        .hasMessageContaining("0.wav")
        .hasMessageContaining("--label");
  }

  private static void refused(Path bad, Clip clip, String text, String reason) throws IOException {
    Path list = Whistles.corpus(bad, 20);
    Files.write(bad.resolve("3.wav"), Wav.bytes(clip));
    String lines = Files.readString(list).replaceFirst("3\\.wav,.*", "3.wav," + text);
    Files.writeString(list, lines);
    assertThatThrownBy(() -> prepare(bad))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("3.wav")
        .hasMessageContaining(reason);
  }

  private static Training prepare(Path bad) {
    TranscribeData data =
        new TranscribeData(
            bad.resolve("manifest.csv"),
            Optional.of(manifest),
            Optional.empty(),
            TranscribeData.Columns.USUAL);
    return TranscribeTraining.prepare(data, options(true, 1));
  }
}
