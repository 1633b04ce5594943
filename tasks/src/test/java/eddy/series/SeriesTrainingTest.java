package eddy.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.Parts;
import eddy.task.Rows;
import eddy.task.Training;
import eddy.tensor.Array;
import eddy.train.BatchReport;
import eddy.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesTrainingTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Training.Result trained;

  @BeforeAll
  static void train() {
    data = Gestures.labelled(shared.resolve("gestures.ts"), 300, 1);
    model = shared.resolve("model");
    trained = prepare(data, options()).run(model, "test", false, TrainingListener.NONE);
  }

  private static SeriesOptions.Draft options() {
    SeriesOptions.Draft draft = new SeriesOptions.Draft();
    draft.training =
        draft.training.with(t -> {
          t.epochs = 8;
          t.hidden = 8;
          t.dropout = 0.1;
          t.learningRate = 0.02;
          t.threads = 1;
        });
    return draft;
  }

  private static Training prepare(Path data, SeriesOptions.Draft draft) {
    return SeriesTraining.prepare(SeriesData.of(data, new ExampleFormat()), draft.options());
  }

  @Test
  void itLearnsWhichWayAMovementGoes() {
    Evaluation validation = trained.validation().orElseThrow();
    assertThat(validation.metrics().get("accuracy")).isGreaterThan(0.95);
    assertThat(validation.baselines()).containsOnlyKeys("most_frequent", "nearest_by_warping");
    assertThat(validation.baselines().get("nearest_by_warping"))
        .containsOnlyKeys("accuracy", "macro_f1", "micro_f1")
        .hasEntrySatisfying("accuracy", value -> assertThat(value).isGreaterThan(0.8));
    assertThat(validation.tables().get("class")).containsOnlyKeys("left", "right");
    assertThat(trained.history().getLast().metrics())
        .containsOnlyKeys("train_loss", "validation_loss", "learning_rate");
  }

  @Test
  void evaluationIsOfTheTestPartOrOfAnotherFile() {
    Path other = Gestures.labelled(folder.resolve("other.ts"), 50, 2);
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(model))) {
      Evaluation test = series.evaluate(Optional.empty());
      assertThat(test.part()).isEqualTo("test");
      assertThat(test.items()).isBetween(28L, 32L);
      assertThat(test.metrics().get("accuracy")).isGreaterThan(0.9);
      Evaluation all = series.evaluate(Optional.of(other));
      assertThat(all.part()).isEqualTo("all");
      assertThat(all.items()).isEqualTo(50);
    }
  }

  @Test
  void anOfficialTestPartIsMeasuredByDefault() {
    Path test = Gestures.labelled(folder.resolve("test.ts"), 40, 3);
    Parts.Source source =
        new Parts.Source(data, Optional.empty(), Optional.of(test), Optional.empty());
    SeriesOptions.Draft draft = options();
    draft.training = draft.training.with(t -> t.epochs = 1);
    Path out = folder.resolve("official");
    SeriesTraining.prepare(new SeriesData(source, new ExampleFormat()), draft.options())
        .run(out, "test", false, TrainingListener.NONE);
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(out))) {
      assertThat(series.evaluate(Optional.empty()).part()).isEqualTo("test");
      assertThat(series.evaluate(Optional.empty()).items()).isEqualTo(40);
    }
  }

  @Test
  void aPredictionHasTheProbabilityOfEveryLabel() throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    Path file =
        Files.writeString(
            folder.resolve("new.ts"),
            "@classLabel true left right\n@data\n60,59,55,51:0,0.48,0.84,1:?\n");
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(model))) {
      series.predict(file, collect(rows));
      float[][] steps = {{60, 0}, {59, 0.48f}, {55, 0.84f}, {51, 1}};
      Map<String, Double> named = series.probabilities(steps);
      assertThat(named.get("left")).isGreaterThan(0.8);
      assertThat((double) (float) rows.get(1).get(3)).isEqualTo(named.get("left"));
      assertThatThrownBy(() -> series.probabilities(new float[][] {{1}}))
          .hasMessage("SeriesModel: expected [time, 2] but found a step of 1 numbers.");
      assertThatThrownBy(() -> series.number(steps))
          .hasMessageContaining("expected a model of a number");
      Path wide = Files.writeString(folder.resolve("wide.ts"), "@classLabel false\n@data\n1:2:3\n");
      assertThatThrownBy(() -> series.predict(wide, collect(rows)))
          .hasMessage(wide + ": expected 2 channels as in training but found 3.");
    }
    assertThat(rows.get(0)).isEqualTo(List.of("id", "label", "probability", "left", "right"));
    assertThat(rows.get(1).get(1)).isEqualTo("left");
    assertThat((float) rows.get(1).get(3) + (float) rows.get(1).get(4)).isCloseTo(1, within(1e-5f));
  }

  private static Rows collect(List<List<Object>> rows) {
    return new Rows() {
      @Override
      public void columns(List<String> names) {
        rows.add(List.copyOf(names));
      }

      @Override
      public void row(List<Object> values) {
        rows.add(values);
      }
    };
  }

  @Test
  void aNumberIsPredictedInItsOwnUnit() throws IOException {
    Path numbered = Gestures.numbered(folder.resolve("numbered.ts"), 300, 4);
    SeriesOptions.Draft draft = options();
    draft.bidirectional = false;
    draft.pooling = List.of("last");
    Path out = folder.resolve("number");
    SeriesData source = SeriesData.of(numbered, new ExampleFormat().withTarget("turn"));
    SeriesTraining.prepare(source, draft.options()).run(out, "", false, TrainingListener.NONE);
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(out))) {
      Evaluation test = series.evaluate(Optional.empty());
      // The number is 100 or 120, so that its variance is near 100.
      assertThat(test.baselines().get("mean").get("mse")).isBetween(80.0, 130.0);
      assertThat(test.metrics().get("mse")).isLessThan(40);
      assertThat(test.metrics()).containsOnlyKeys("mse", "mae");
      assertThat(test.baselines()).containsOnlyKeys("mean", "nearest_by_warping");
      assertThat(series.number(new float[10][2])).isBetween(80.0, 140.0);
    }
    assertThat(Files.readString(out.resolve(Training.REPORT))).contains("Truth and prediction");
  }

  @Test
  void theReportHasRunningProbabilities() throws IOException {
    assertThat(Files.readString(model.resolve(Training.REPORT)))
        .contains("What was taken for what", "Calibration", "Class by class")
        .contains(": its numbers", ": what is said after so many steps");
  }

  /** The last of the running predictions is that of the whole. */
  @Test
  void runningPredictionsEndInTheWholeOne() {
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(model))) {
      float[] values = {50, 0, 55, 0.5f, 60, 1, 57, 0.4f};
      List<float[]> running = series.scorer().running(values, new int[] {1, 2, 4});
      assertThat(running).hasSize(3);
      assertThat(running.get(2))
          .isEqualTo(series.scorer().outputs(List.of(values, new float[20])).getFirst());
      assertThat(running.get(0)).isNotEqualTo(running.get(2));
    }
  }

  @Test
  void aTrainingMayBeginFromAFinishedModel() {
    Path other = Gestures.labelled(folder.resolve("other.ts"), 100, 5);
    SeriesOptions.Draft draft = options();
    draft.from = Optional.of(model);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.learningRate = 1e-6;
        });
    Path out = folder.resolve("tuned");
    Evaluation tuned =
        prepare(other, draft).run(out, "", false, TrainingListener.NONE).validation().orElseThrow();
    assertThat(tuned.metrics().get("accuracy")).isGreaterThan(0.9);
    assertThat(SeriesTraining.config(out).inputs())
        .isEqualTo(SeriesTraining.config(model).inputs());
    SeriesData number = SeriesData.of(other, new ExampleFormat().withTarget("turn"));
    assertThatThrownBy(() -> SeriesTraining.prepare(number, draft.options()))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            "--from: expected a model of a number, as --target asks for one, but found one of");
  }

  @Test
  void aResumedTrainingHasTheSameBitsWithAnyThreads() {
    SeriesOptions.Draft draft = options();
    draft.dropoutInput = 0.2;
    draft.weightDrop = 0.2;
    draft.training = draft.training.with(t -> t.epochs = 2);
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    prepare(data, draft).run(whole, "test", false, TrainingListener.NONE);
    draft.training = draft.training.with(t -> t.threads = 2);
    prepare(data, draft).run(stopped, "test", false, new StopAfter(17));
    prepare(data, draft).run(stopped, "test", true, TrainingListener.NONE);
    Map<String, Array> weights = ModelFolder.open(stopped).weights();
    assertThat(weights).containsKey("baselines.values");
    ModelFolder.open(whole)
        .weights()
        .forEach((name, weight) ->
            assertThat(weights.get(name).data()).as(name).isEqualTo(weight.data()));
  }

  private static final class StopAfter implements TrainingListener {
    private final int batches;
    private int seen;

    StopAfter(int batches) {
      this.batches = batches;
    }

    @Override
    public void batch(BatchReport report) {
      seen++;
    }

    @Override
    public boolean stop() {
      return seen == batches;
    }
  }

  @Test
  void aLabelThatTrainingHasNotSeenIsRefusedWithItsPlace() throws IOException {
    Path other = Files.writeString(folder.resolve("o.ts"), "@classLabel true up\n@data\n1:2:up\n");
    try (SeriesModel series = SeriesModel.of(ModelFolder.open(model))) {
      assertThatThrownBy(() -> series.evaluate(Optional.of(other)))
          .hasMessage(
              other
                  + ", line 3: expected a label that the training has (left, right) but found"
                  + " \"up\".");
    }
    Path one =
        Files.writeString(
            folder.resolve("one.ts"), "@classLabel true up\n@data\n" + "1:2:up\n".repeat(20));
    assertThatThrownBy(() -> prepare(one, options()))
        .hasMessage(one + ": expected two labels or more but found only \"up\".");
  }
}
