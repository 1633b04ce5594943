package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
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

class FramesTrainingTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Training.Result trained;

  @BeforeAll
  static void train() {
    data = Dots.folders(shared.resolve("dots"), 200, 1);
    model = shared.resolve("model");
    trained = prepare(data, options()).run(model, "test", false, TrainingListener.NONE);
  }

  private static FramesOptions.Draft options() {
    FramesOptions.Draft draft = new FramesOptions.Draft();
    draft.channels = List.of(6, 8);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 12;
          t.hidden = 16;
          t.dropout = 0;
          t.learningRate = 0.01;
          t.threads = 1;
        });
    return draft;
  }

  private static Training prepare(Path data, FramesOptions.Draft draft) {
    return FramesTraining.prepare(FramesData.of(data, new FramesFormat()), draft.options());
  }

  @Test
  void itLearnsWhichWayAThingMoves() {
    Evaluation validation = trained.validation().orElseThrow();
    assertThat(validation.metrics().get("accuracy")).isGreaterThan(0.9);
    assertThat(validation.baselines()).containsOnlyKeys("most_frequent", "nearest_mean");
    assertThat(validation.baselines().get("nearest_mean"))
        .containsOnlyKeys("accuracy", "macro_f1", "micro_f1");
    assertThat(validation.tables().get("class")).containsOnlyKeys("left", "right");
    assertThat(trained.history().getLast().metrics())
        .containsOnlyKeys("train_loss", "validation_loss", "learning_rate");
  }

  @Test
  void convolutionalLayersLearnItToo() {
    FramesOptions.Draft draft = options();
    draft.network = FramesOptions.CONV_LSTM;
    draft.channels = List.of(6);
    draft.training = draft.training.with(t -> t.hidden = 8);
    Path out = folder.resolve("maps");
    Training.Result result = prepare(data, draft).run(out, "", false, TrainingListener.NONE);
    assertThat(result.validation().orElseThrow().metrics().get("accuracy")).isGreaterThan(0.9);
    assertThat(ModelFolder.open(out).weights()).containsKey("maps.0.weight_hh");
    draft.training = draft.training.with(t -> t.cell = "gru");
    assertThatThrownBy(draft::options)
        .isInstanceOf(BadInput.class)
        .hasMessage("--cell: expected lstm beside --network conv-lstm but found gru.");
  }

  @Test
  void evaluationIsOfTheTestPartOrOfOtherClips() {
    Path other = Dots.folders(folder.resolve("other"), 30, 2);
    try (FramesModel frames = FramesModel.of(ModelFolder.open(model))) {
      Evaluation test = frames.evaluate(Optional.empty());
      assertThat(test.part()).isEqualTo("test");
      assertThat(test.items()).isBetween(18L, 22L);
      assertThat(test.metrics().get("accuracy")).isGreaterThan(0.8);
      Evaluation all = frames.evaluate(Optional.of(other));
      assertThat(all.part()).isEqualTo("all");
      assertThat(all.items()).isEqualTo(30);
    }
  }

  @Test
  void aPredictionHasTheProbabilityOfEveryLabelAndOneAfterEachFrame() throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    Path other = Dots.folders(folder.resolve("other"), 4, 3);
    Path clip = other.resolve("left/clip0");
    try (FramesModel frames = FramesModel.of(ModelFolder.open(model))) {
      frames.predict(other, collect(rows));
      Map<String, Double> named = frames.probabilities(clip);
      assertThat(named.get("left")).isGreaterThan(0.5);
      assertThat((double) (float) rows.get(1).get(3)).isEqualTo(named.get("left"));
      List<? extends Map<String, Double>> running = frames.running(clip);
      assertThat(running.getLast()).isEqualTo(named);
      assertThat(running.getFirst()).isNotEqualTo(named);
      Path wide = folder.resolve("wide");
      Dots.png(wide.resolve("0.png"), Dots.grey(3, 4, 1));
      assertThatThrownBy(() -> frames.predict(wide, collect(rows)))
          .hasMessageStartingWith(
              wide + ": expected frames of 12x12 as in the training but found 3x4.");
    }
    assertThat(rows.get(0)).isEqualTo(List.of("clip", "label", "probability", "left", "right"));
    assertThat(rows).hasSize(5);
    assertThat(rows.get(1).subList(0, 2)).isEqualTo(List.of("left/clip0", "left"));
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
  void theReportShowsFramesWithProbabilities() throws IOException {
    assertThat(Files.readString(model.resolve(Training.REPORT)))
        .contains("What was taken for what", "Calibration", "Class by class")
        .contains(": what is said after each frame", "<img alt=\"\" src=\"data:image/png;base64,");
  }

  @Test
  void aTrainingMayBeginFromAFinishedModel() {
    Path other = Dots.folders(folder.resolve("other"), 60, 5);
    FramesOptions.Draft draft = options();
    draft.from = Optional.of(model);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.learningRate = 1e-6;
        });
    Path out = folder.resolve("tuned");
    Evaluation tuned =
        prepare(other, draft).run(out, "", false, TrainingListener.NONE).validation().orElseThrow();
    assertThat(tuned.metrics().get("accuracy")).isGreaterThan(0.8);
    assertThat(FramesTraining.config(out).mean()).isEqualTo(FramesTraining.config(model).mean());
    FramesData colored = FramesData.of(other, new FramesFormat(0, 0, true, 0, "label"));
    assertThatThrownBy(() -> FramesTraining.prepare(colored, draft.options()))
        .hasMessage(
            "--from: expected a model of colored frames but found one of grey ones. Leave out"
                + " --color.");
  }

  @Test
  void whatBeginsFromAModelSeesAsManyFramesOfItsSize() {
    FramesOptions.Draft draft = options();
    draft.training = draft.training.with(t -> t.epochs = 1);
    FramesFormat few = new FramesFormat(6, 5, false, 2, "label");
    Path first = folder.resolve("first");
    Path other = Dots.folders(folder.resolve("other"), 40, 6);
    FramesTraining.prepare(FramesData.of(other, few), draft.options())
        .run(first, "", false, TrainingListener.NONE);
    draft.from = Optional.of(first);
    Path second = folder.resolve("second");
    prepare(other, draft).run(second, "", false, TrainingListener.NONE);
    assertThat(FramesTraining.config(second).format()).isEqualTo(few);
    assertThat(ModelFolder.open(second).provenance().options())
        .containsEntry("frames", "2")
        .containsEntry("size", "6x5");
    FramesData square = FramesData.of(other, new FramesFormat().withSize("4"));
    assertThatThrownBy(() -> FramesTraining.prepare(square, draft.options()))
        .hasMessageContaining("expected frames of 6x5 as in the model that --from begins with");
  }

  @Test
  void labelsThatTheirPartsDoNotTellApartAreRefused() {
    for (int i = 0; i < 20; i++) {
      Dots.png(folder.resolve(i % 2 == 0 ? "12" : "21").resolve(i + "/0.png"), Dots.grey(2, 2, i));
    }
    FramesOptions.Draft draft = options();
    draft.labelParts = LabelParts.CHARACTER;
    assertThatThrownBy(() -> prepare(folder, draft))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("\"12\" and \"21\" have the same ones");
  }

  @Test
  void aResumedTrainingHasTheSameBitsWithAnyThreads() {
    FramesOptions.Draft draft = options();
    draft.training =
        draft.training.with(t -> {
          t.epochs = 2;
          t.dropout = 0.3;
        });
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    prepare(data, draft).run(whole, "test", false, TrainingListener.NONE);
    draft.training = draft.training.with(t -> t.threads = 2);
    prepare(data, draft).run(stopped, "test", false, new StopAfter(13));
    prepare(data, draft).run(stopped, "test", true, TrainingListener.NONE);
    Map<String, Array> weights = ModelFolder.open(stopped).weights();
    assertThat(weights).containsKey("baselines.means");
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
  void aLabelThatTrainingHasNotSeenIsRefusedWithItsPlace() {
    Dots.png(folder.resolve("up/one/0.png"), Dots.grey(Dots.SIDE, Dots.SIDE, 1));
    try (FramesModel frames = FramesModel.of(ModelFolder.open(model))) {
      assertThatThrownBy(() -> frames.evaluate(Optional.of(folder)))
          .hasMessage(
              folder.resolve("up/one")
                  + ": expected a label that the training has (left, right) but found \"up\".");
    }
  }
}
