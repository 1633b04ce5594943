package eddy.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.Parts;
import eddy.task.Rows;
import eddy.task.Training;
import eddy.train.BatchReport;
import eddy.train.TrainingListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyTrainingTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path texts;
  private static Path model;
  private static Training.Result trained;

  @BeforeAll
  static void train() {
    texts = Reviews.file(shared.resolve("reviews.txt"), 800, 1);
    model = shared.resolve("model");
    trained = prepare(texts, options()).run(model, "test", false, TrainingListener.NONE);
  }

  private static ClassifyOptions.Draft options() {
    ClassifyOptions.Draft draft = new ClassifyOptions.Draft();
    draft.embedding = 8;
    draft.pooling = List.of("last");
    draft.training =
        draft.training.with(t -> {
          t.epochs = 8;
          t.batchSize = 16;
          t.hidden = 8;
          t.dropout = 0.1;
          t.learningRate = 0.02;
          t.threads = 1;
        });
    return draft;
  }

  private static Training prepare(Path data, ClassifyOptions.Draft draft) {
    return ClassifyTraining.prepare(ClassifyData.of(data, new ExampleFormat()), draft.options());
  }

  private Evaluation train(Path data, ClassifyOptions.Draft draft, String name) {
    return prepare(data, draft)
        .run(folder.resolve(name), "test", false, TrainingListener.NONE)
        .validation()
        .orElseThrow();
  }

  @Test
  void itLearnsWhichWordsDecide() {
    Evaluation validation = trained.validation().orElseThrow();
    assertThat(validation.metrics().get("accuracy")).isGreaterThan(0.95);
    assertThat(validation.baselines()).containsOnlyKeys("naive_bayes", "logistic_regression");
    assertThat(validation.tables().get("class")).containsOnlyKeys("neg", "pos");
    assertThat(trained.history().getLast().metrics())
        .containsOnlyKeys("train_loss", "validation_error", "learning_rate");
  }

  @Test
  void evaluationIsOfTheTestPartOrOfAnotherFile() {
    Path other = Reviews.file(folder.resolve("other.txt"), 50, 2);
    try (Classifier classifier = Classifier.of(ModelFolder.open(model))) {
      Evaluation test = classifier.evaluate(Optional.empty());
      assertThat(test.part()).isEqualTo("test");
      assertThat(test.items()).isBetween(78L, 82L);
      assertThat(test.metrics().get("accuracy")).isGreaterThan(0.9);
      assertThat(test.baselines().get("naive_bayes").get("accuracy")).isGreaterThan(0.7);
      assertThat(classifier.evaluate(Optional.of(other)).part()).isEqualTo("all");
    }
  }

  @Test
  void aFinishedTrainingIsMeasuredBesideTheBaselinesInItsFolder() {
    Evaluation again = prepare(texts, options()).finished(model).orElseThrow();
    Evaluation first = trained.validation().orElseThrow();
    assertThat(again.metrics()).isEqualTo(first.metrics());
    assertThat(again.baselines()).isEqualTo(first.baselines());
  }

  @Test
  void anOfficialTestPartIsMeasuredByDefault() throws IOException {
    Path test = Reviews.file(folder.resolve("test.txt"), 40, 3);
    ClassifyData data =
        new ClassifyData(
            new Parts.Source(texts, Optional.empty(), Optional.of(test), Optional.empty()),
            new ExampleFormat());
    ClassifyOptions.Draft draft = options();
    draft.training = draft.training.with(t -> t.epochs = 1);
    Path out = folder.resolve("official");
    ClassifyTraining.prepare(data, draft.options()).run(out, "test", false, TrainingListener.NONE);
    try (Classifier classifier = Classifier.of(ModelFolder.open(out))) {
      Evaluation measured = classifier.evaluate(Optional.empty());
      assertThat(measured.part()).isEqualTo("test");
      assertThat(measured.items()).isEqualTo(40);
      Files.writeString(test, "pos good film\nmixed good and bad\n");
      assertThatThrownBy(() -> classifier.evaluate(Optional.empty()))
          .isInstanceOf(BadInput.class)
          .hasMessage(
              test
                  + ", line 2: expected a label that the training has (neg, pos) but found"
                  + " \"mixed\".");
    }
  }

  @Test
  void aPredictionHasTheProbabilityOfEveryLabel() throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    Rows out =
        new Rows() {
          @Override
          public void columns(List<String> names) {
            rows.add(List.copyOf(names));
          }

          @Override
          public void row(List<Object> values) {
            rows.add(values);
          }
        };
    try (Classifier classifier = Classifier.of(ModelFolder.open(model))) {
      assertThat(classifier.predict("the film was not good").labels()).containsExactly("neg");
      assertThat(classifier.predict("a good film").probabilities().get("pos")).isGreaterThan(0.8);
      assertThatThrownBy(() -> classifier.predict(" ")).hasMessageContaining("it is empty");
      byte[] lines = "a good film\na bad film\n".getBytes(StandardCharsets.UTF_8);
      classifier.explaining().predict(new ByteArrayInputStream(lines), "input", out);
    }
    assertThat(rows.get(0)).isEqualTo(List.of("label", "probability", "explanation", "neg", "pos"));
    assertThat(rows.get(1).get(0)).isEqualTo("pos");
    assertThat((float) rows.get(1).get(3) + (float) rows.get(1).get(4)).isCloseTo(1, within(1e-5f));
    assertThat((String) rows.get(2).get(2)).matches("a [+-].*, bad [+-].*, film [+-].*");
  }

  /** Gradient times input: the change of the log-odds as the word's vector is scaled. */
  @Test
  void anExplanationIsTheSlopeOfTheLogOddsByTheScaleOfEachWord() {
    String text = "the film was very bad";
    try (Classifier classifier = Classifier.of(ModelFolder.open(model))) {
      Explanation explanation = classifier.explain(text, "neg");
      assertThat(explanation.tokens()).containsExactly("the", "film", "was", "very", "bad");
      for (int i = 0; i < explanation.tokens().size(); i++) {
        double above = logOdds(classifier, text, explanation.tokens().get(i), 1.02f);
        double below = logOdds(classifier, text, explanation.tokens().get(i), 0.98f);
        assertThat(explanation.parts().get(i)).isCloseTo((above - below) / 0.04, within(0.02));
        assertThat(classifier.explain(text, "pos").parts().get(i))
            .isCloseTo(-explanation.parts().get(i), within(1e-4));
      }
      assertThat(explanation.parts()).anyMatch(part -> Math.abs(part) > 0.1);
      assertThatThrownBy(() -> classifier.explain("a film", "mixed"))
          .hasMessageContaining("expected one of the labels [neg, pos]");
    }
  }

  private static double logOdds(Classifier classifier, String text, String word, float factor) {
    Scorer scorer = classifier.scorer();
    float[] vectors = scorer.network().parameters().get("embedding.weight").data();
    int width = scorer.config().embedding();
    int at = scorer.codec().vocabulary().id(word) * width;
    float[] kept = Arrays.copyOfRange(vectors, at, at + width);
    for (int i = 0; i < width; i++) {
      vectors[at + i] *= factor;
    }
    var p = classifier.predict(text).probabilities();
    System.arraycopy(kept, 0, vectors, at, width);
    return Math.log(p.get("neg") / p.get("pos"));
  }

  @Test
  void theReportHasTheConfusionsAndTheExamples() throws IOException {
    assertThat(Files.readString(model.resolve(Training.REPORT)))
        .contains("What was taken for what", "Calibration", "Class by class")
        .contains("The worst mistakes", "The surest right ones", "<mark class=\"for\"");
  }

  @Test
  void aResumedTrainingHasTheSameBits() {
    ClassifyOptions.Draft draft = options();
    draft.wordDropout = 0.1;
    draft.training = draft.training.with(t -> t.epochs = 2);
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    prepare(texts, draft).run(whole, "test", false, TrainingListener.NONE);
    prepare(texts, draft).run(stopped, "test", false, new StopAfter(17));
    prepare(texts, draft).run(stopped, "test", true, TrainingListener.NONE);
    assertThat(ModelFolder.open(stopped).weights()).isNotEmpty();
    ModelFolder.open(whole)
        .weights()
        .forEach((name, weight) ->
            assertThat(ModelFolder.open(stopped).weights().get(name).data())
                .as(name)
                .isEqualTo(weight.data()));
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    ClassifyOptions.Draft draft = options();
    draft.pooling = List.of("attention", "max");
    for (int threads = 1; threads <= 2; threads++) {
      int each = threads;
      draft.training =
          draft.training.with(t -> {
            t.epochs = 1;
            t.threads = each;
          });
      train(texts, draft, "threads" + threads);
    }
    var one = ModelFolder.open(folder.resolve("threads1")).weights();
    ModelFolder.open(folder.resolve("threads2"))
        .weights()
        .forEach(
            (name, weight) -> assertThat(weight.data()).as(name).isEqualTo(one.get(name).data()));
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
  void textsMayHaveSeveralLabels() throws IOException {
    StringBuilder table = new StringBuilder("label,text\n");
    for (int i = 0; i < 400; i++) {
      boolean red = i % 2 == 0;
      boolean blue = i % 3 == 0;
      table.append(red && blue ? "red|blue" : red ? "red" : blue ? "blue" : "");
      table.append(",a ").append(red ? "rose" : "leaf").append(blue ? " by the sea" : " in sand");
      table.append('\n');
    }
    Path data = Files.writeString(folder.resolve("colors.csv"), table);
    ExampleFormat format = new ExampleFormat("text", "label", true, "|", "UTF-8");
    ClassifyOptions.Draft draft = options();
    draft.classWeights = ClassWeights.BALANCED;
    Path out = folder.resolve("colors");
    ClassifyTraining.prepare(ClassifyData.of(data, format), draft.options())
        .run(out, "test", false, TrainingListener.NONE);
    try (Classifier classifier = Classifier.of(ModelFolder.open(out))) {
      assertThat(classifier.predict("a rose by the sea").labels()).containsExactly("blue", "red");
      assertThat(classifier.predict("a leaf in sand").labels()).isEmpty();
      assertThat(classifier.evaluate(Optional.empty()).metrics().get("micro_f1"))
          .isGreaterThan(0.95);
    }
  }

  @Test
  void aFinishedClassifierIsTrainedFurtherOnOtherTexts() throws IOException {
    Path more = Reviews.file(folder.resolve("more.txt"), 100, 6);
    ClassifyOptions.Draft draft = options();
    draft.from = Optional.of(model);
    draft.pooling = List.of("max");
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.optimizer = "sgd";
          t.learningRate = 1e-9;
        });
    // At such a rate the weights hardly move; a new network would be right in half of the texts.
    assertThat(train(more, draft, "further").metrics().get("accuracy")).isGreaterThan(0.9);
    ModelFolder further = ModelFolder.open(folder.resolve("further"));
    assertThat(further.text("vocabulary.txt"))
        .isEqualTo(ModelFolder.open(model).text("vocabulary.txt"));
    ClassifyConfig config = further.config(Classifier.TASK, ClassifyConfig.class);
    assertThat(config.pooling()).containsExactly("last");
    assertThat(config.bidirectional()).isTrue();
    draft.steps = 3;
    assertThatThrownBy(() -> prepare(more, draft))
        .hasMessageStartingWith("--steps: expected none, since the model to begin from reads in");
    draft.steps = 0;
    Path third = Files.writeString(folder.resolve("third.txt"), "mixed good and bad\n".repeat(20));
    assertThatThrownBy(() -> prepare(third, draft))
        .hasMessageContaining("expected a label that the training has (neg, pos)");
    ExampleFormat several = new ExampleFormat("text", "label", true, "|", "UTF-8");
    assertThatThrownBy(
            () -> ClassifyTraining.prepare(ClassifyData.of(more, several), draft.options()))
        .hasMessage(
            "--several: expected none, since each text of the model to begin from has one label but"
                + " found '|'.");
  }

  @Test
  void givenVectorsAreTheFirstOnes() throws IOException {
    Path vectors =
        Files.writeString(folder.resolve("v.txt"), "good 1 2 3\nbad -1 -2 -3\nunseen 0 0 0\n");
    ClassifyOptions.Draft draft = options();
    draft.vectors = Optional.of(vectors);
    Training training = prepare(texts, draft);
    assertThat(training.experiment().notes().getLast())
        .contains("embeddings of 3", "2 of them with a given vector");
    Files.writeString(vectors, "good 1 2 3\nbad -1 -2\n");
    assertThatThrownBy(() -> prepare(texts, draft))
        .hasMessage(vectors + ", line 2: expected a word and 3 numbers but found 3 fields.");
  }

  @Test
  void longTextsLoseTheirMiddleTheirHeadOrTheirTail() {
    ClassifyConfig config = ModelFolder.open(model).config(Classifier.TASK, ClassifyConfig.class);
    try (Classifier classifier = Classifier.of(ModelFolder.open(model))) {
      assertThat(cut(config, classifier, 4, "both")).containsExactly("a", "b", "e", "f");
      assertThat(cut(config, classifier, 4, "head")).containsExactly("a", "b", "c", "d");
      assertThat(cut(config, classifier, 4, "tail")).containsExactly("c", "d", "e", "f");
      assertThat(cut(config, classifier, 0, "tail")).hasSize(6);
    }
  }

  private static List<String> cut(
      ClassifyConfig c, Classifier classifier, int longest, String keep) {
    return new ClassifyConfig(
            c.labels(),
            c.format(),
            c.split(),
            c.tokens(),
            c.lowercase(),
            longest,
            keep,
            c.cell(),
            c.embedding(),
            c.units(),
            c.bidirectional(),
            c.pooling(),
            c.features())
        .tokens(classifier.scorer().codec(), "a b c d e f");
  }

  @Test
  void classWeightsAreNamedOrBalanced() {
    List<String> labels = List.of("a", "b");
    long[] counts = {30, 10};
    assertThat(ClassWeights.parse("none", labels, false, counts, 40)).containsExactly(1, 1);
    assertThat(ClassWeights.parse("balanced", labels, false, counts, 40))
        .containsExactly(40f / 30 / 2, 2);
    assertThat(ClassWeights.parse("balanced", labels, true, counts, 40))
        .containsExactly(10f / 30, 3);
    assertThat(ClassWeights.parse("b=2.5", labels, false, counts, 40)).containsExactly(1, 2.5f);
    assertThatThrownBy(() -> ClassWeights.parse("c=2", labels, false, counts, 40))
        .hasMessageStartingWith("--class-weights: expected none, balanced, or label=weight");
  }

  @Test
  void aLabelThatTrainingHadNotIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("new.txt"), "pos good\nodd strange\n");
    try (Classifier classifier = Classifier.of(ModelFolder.open(model))) {
      assertThatThrownBy(() -> classifier.evaluate(Optional.of(file)))
          .isInstanceOf(BadInput.class)
          .hasMessage(
              file
                  + ", line 2: expected a label that the training has (neg, pos) but found \"odd\".");
    }
  }

  @Test
  void aLabelOfTheTestPartOnlyIsNamedBeforeTheTraining() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      lines.append("label").append(i).append(" a text of its own\n");
    }
    Path file = Files.writeString(folder.resolve("rare.txt"), lines);
    Parts<Example> parts = ClassifyData.of(file, new ExampleFormat()).parts();
    assertThatThrownBy(() -> prepare(file, options()))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            parts.test().getFirst().place() + ": expected a label that the training has");
  }

  @Test
  void textsOfOneLabelAreRefused() throws IOException {
    Path one = Files.writeString(folder.resolve("one.txt"), "pos good\n".repeat(20));
    assertThatThrownBy(() -> prepare(one, options()))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            one
                + ": expected texts of two labels or more to train on and to validate but found only"
                + " \"pos\".");
  }
}
