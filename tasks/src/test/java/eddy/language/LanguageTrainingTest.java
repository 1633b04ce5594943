package eddy.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.AdaptiveModel.Dynamics;
import eddy.task.Evaluation;
import eddy.task.Rows;
import eddy.task.Sampling;
import eddy.task.Training;
import eddy.train.BatchReport;
import eddy.train.Outcome;
import eddy.train.TrainingListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageTrainingTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path text;
  private static Path model;
  private static Training.Result trained;

  @BeforeAll
  static void train() throws IOException {
    text = Files.writeString(shared.resolve("text.txt"), Babble.lines(800, 1));
    model = shared.resolve("model");
    trained = prepare(options()).run(model, "test", false, TrainingListener.NONE);
  }

  private static LanguageOptions.Draft options() {
    LanguageOptions.Draft draft = new LanguageOptions.Draft();
    draft.tokens = "whitespace";
    draft.steps = 16;
    draft.training =
        draft.training.with(t -> {
          t.epochs = 3;
          t.batchSize = 8;
          t.hidden = 16;
          t.layers = 1;
          t.dropout = 0.1;
          t.learningRate = 0.02;
          t.threads = 1;
        });
    return draft;
  }

  private static Training prepare(LanguageOptions.Draft draft) {
    return LanguageTraining.prepare(LanguageData.of(text), draft.options());
  }

  @Test
  void itLearnsWhoFollowsWhom() {
    Evaluation validation = trained.validation().orElseThrow();
    double perplexity = validation.metrics().get("perplexity");
    assertThat(perplexity).isCloseTo(Babble.perplexity(), within(0.05));
    assertThat(validation.baselines().get("unigram").get("perplexity")).isGreaterThan(4);
    assertThat(trained.history()).hasSize(3);
    assertThat(trained.history().getLast().metrics().get("train_perplexity"))
        .isLessThan(trained.history().getFirst().metrics().get("train_perplexity"));
  }

  @Test
  void theReportHasTheCurvesAndWhatWasWritten() throws IOException {
    assertThat(Files.readString(model.resolve(Training.REPORT)))
        .contains("Learning", "Perplexity by position", "After epoch 1", "After epoch 3");
  }

  @Test
  void theTestPartIsWhatWasSetAside() throws IOException {
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(model))) {
      Evaluation test = language.evaluate(Optional.empty());
      assertThat(test.part()).isEqualTo("test");
      assertThat(test.metrics().get("perplexity")).isCloseTo(Babble.perplexity(), within(0.05));
      Path other = Files.writeString(folder.resolve("other.txt"), "a b d\na z d\n");
      Evaluation all = language.evaluate(Optional.of(other));
      assertThat(all.part()).isEqualTo("all");
      assertThat(all.items()).isEqualTo(8);
      assertThat(all.metrics().get("unknown_share")).isEqualTo(1.0 / 8);
      // Twelve characters, ends of lines included.
      assertThat(all.metrics().get("bits_per_character"))
          .isCloseTo(all.metrics().get("cross_entropy") * 8 / 12 / Math.log(2), within(1e-9));
    }
  }

  @Test
  void aModelThatAdaptsLearnsAnotherTextWhileItReadsIt() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), "c b a d\nb a a c\n".repeat(100));
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(model))) {
      Evaluation fixed = language.evaluate(Optional.of(other));
      Evaluation adapting = language.adapting(new Dynamics(0.3, 0)).evaluate(Optional.of(other));
      assertThat(adapting.metrics().get("perplexity"))
          .isLessThan(fixed.metrics().get("perplexity") / 2);
      assertThat(adapting.baselines().get("without_adapting").get("perplexity"))
          .isEqualTo(fixed.metrics().get("perplexity"));
      // The first segment is measured before anything has been learnt, and the model stays.
      Path start = Files.writeString(folder.resolve("start.txt"), "c b a d\nb a a c\n");
      assertThat(
              language
                  .adapting(new Dynamics(0.3, 0))
                  .evaluate(Optional.of(start))
                  .metrics()
                  .get("perplexity"))
          .isCloseTo(
              language.evaluate(Optional.of(start)).metrics().get("perplexity"), within(1e-4));
      assertThat(language.evaluate(Optional.of(other))).isEqualTo(fixed);
      assertThatThrownBy(() -> language.adapting(new Dynamics(0, 0)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("--adapt: expected a learning rate above 0 but got 0");
      assertThatThrownBy(() -> new Dynamics(0.3, 1))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("--adapt: expected a decay from 0 to below 1 but got 1");
    }
  }

  @Test
  void whatIsLearntOnTheWayDecays() throws IOException {
    Path other = Files.writeString(folder.resolve("decay.txt"), "c b a d\nb a a c\n".repeat(40));
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(model))) {
      double fixed = language.evaluate(Optional.of(other)).metrics().get("cross_entropy");
      double[] adapted = new double[3];
      double[] decays = {0, 0.3, 0.9999999};
      for (int i = 0; i < decays.length; i++) {
        adapted[i] =
            language
                .adapting(new Dynamics(0.3, decays[i]))
                .evaluate(Optional.of(other))
                .metrics()
                .get("cross_entropy");
      }
      assertThat(adapted[0]).isLessThan(adapted[1]);
      assertThat(adapted[1]).isLessThan(fixed);
      assertThat(adapted[2]).isCloseTo(fixed, within(1e-4));
    }
  }

  @Test
  void predictionsAreTheProbabilitiesThatTheEvaluationIsMadeOf() throws IOException {
    String lines = Babble.lines(5, 9);
    Path file = Files.writeString(folder.resolve("lines.txt"), lines);
    List<String> columns = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    double evaluated;
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(model))) {
      evaluated = language.evaluate(Optional.of(file)).metrics().get("cross_entropy");
      language.predict(
          new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
          "lines",
          new Rows() {
            @Override
            public void columns(List<String> names) {
              columns.addAll(names);
            }

            @Override
            public void row(List<Object> values) {
              rows.add(values);
            }
          });
    }
    assertThat(columns).containsExactly("token", "probability");
    assertThat(String.join(" ", rows.stream().map(row -> row.getFirst().toString()).toList()))
        .isEqualTo(lines.strip().replace("\n", " <eos> ") + " <eos>");
    double sum = rows.stream().mapToDouble(row -> -Math.log((float) row.get(1))).sum();
    assertThat(sum / rows.size()).isCloseTo(evaluated, within(1e-5));
  }

  @Test
  void theSameSeedWritesTheSameTextByTheRules() {
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(model))) {
      String one = write(language, "a b", new Sampling(3));
      assertThat(write(language, "a b", new Sampling(3))).isEqualTo(one);
      assertThat(write(language, "a b", new Sampling(4))).isNotEqualTo(one);
      // After "a b" the network is sure of "d", with the blank before it.
      assertThat(write(language, "a b", new Sampling(0, 0, 1, 1))).startsWith(" d");
      assertThat(write(language, "", new Sampling(3))).startsWith("a ");
    }
  }

  private static String write(LanguageModel language, String prompt, Sampling sampling) {
    StringBuilder text = new StringBuilder();
    language.generate(prompt, 40, sampling, text::append);
    return text.toString();
  }

  @Test
  void stoppedWithinAnEpochAndResumedWithMoreThreadsItEndsWithTheSameBits() throws IOException {
    Path out = folder.resolve("model");
    for (int batches : List.of(5, 40, 7, 1000)) {
      LanguageOptions.Draft draft = options();
      draft.training = draft.training.with(t -> t.threads = 1 + batches % 2);
      Training.Result result = prepare(draft).run(out, "test", true, new StopAfter(batches));
      if (batches < 1000) {
        assertThat(result.outcome().end()).isEqualTo(Outcome.End.STOPPED);
        assertThat(out.resolve("model.safetensors")).doesNotExist();
      } else {
        assertThat(result.validation()).isEqualTo(trained.validation());
      }
    }
    for (String file : List.of("model.safetensors", "vocabulary.txt", "config.json")) {
      assertThat(out.resolve(file)).hasSameBinaryContentAs(model.resolve(file));
    }
    assertThat(report(out)).isEqualTo(report(model));
  }

  private static String report(Path folder) throws IOException {
    return Files.readString(folder.resolve(Training.REPORT));
  }

  private static final class StopAfter implements TrainingListener {
    private int left;

    StopAfter(int batches) {
      left = batches;
    }

    @Override
    public void batch(BatchReport report) {
      left--;
    }

    @Override
    public boolean stop() {
      return left <= 0;
    }
  }

  @Test
  void everyKindOfNetworkTrains() {
    LanguageOptions.Draft draft = LanguagePresets.named("awd-lstm");
    draft.embedding = OptionalInt.of(16);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.hidden = 12;
          t.learningRate = 2;
          t.threads = 1;
        });
    assertThat(perplexity("awd", draft)).isLessThan(8);

    LanguageOptions.Draft adaptive = options();
    adaptive.cutoffs = List.of(4);
    adaptive.learntState = true;
    adaptive.tokens = "character";
    adaptive.training = adaptive.training.with(t -> t.cell = "gru");
    assertThat(perplexity("adaptive", adaptive)).isLessThan(2.5);

    LanguageOptions.Draft subwords = options();
    subwords.tokens = "subword";
    subwords.vocabularySize = OptionalInt.of(20);
    assertThat(perplexity("subwords", subwords)).isLessThan(5);
  }

  private double perplexity(String name, LanguageOptions.Draft draft) {
    Training.Result result =
        prepare(draft).run(folder.resolve(name), "test", false, TrainingListener.NONE);
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(folder.resolve(name)))) {
      double test = language.evaluate(Optional.empty()).metrics().get("perplexity");
      double validation = result.validation().orElseThrow().metrics().get("perplexity");
      assertThat(test).isCloseTo(validation, within(0.2 * validation));
      return test;
    }
  }

  @Test
  void aModelTrainedFromAnotherKeepsItsVocabulary() throws IOException {
    Path other = Files.writeString(folder.resolve("other.txt"), Babble.lines(200, 5) + "z z z\n");
    LanguageData otherData = new LanguageData(other, Optional.of(text), Optional.empty(), "UTF-8");
    LanguageOptions.Draft draft = options();
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.optimizer = "sgd";
          t.learningRate = 1e-9;
        });
    draft.tokens = "character";
    draft.from = Optional.of(model);
    Path out = folder.resolve("tuned");
    Training.Result result =
        LanguageTraining.prepare(otherData, draft.options())
            .run(out, "test", false, TrainingListener.NONE);
    assertThat(out.resolve("vocabulary.txt"))
        .hasSameTextualContentAs(model.resolve("vocabulary.txt"));
    assertThat(result.validation().orElseThrow().metrics().get("perplexity"))
        .isCloseTo(Babble.perplexity(), within(0.05));
    try (LanguageModel language = LanguageModel.of(ModelFolder.open(out))) {
      assertThat(language.evaluate(Optional.of(text)).metrics().get("perplexity"))
          .isCloseTo(Babble.perplexity(), within(0.05));
      assertThatThrownBy(() -> language.evaluate(Optional.empty()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("has set no test part aside")
          .hasMessageEndingWith("Name the data to measure on by --data.");
    }
  }

  @Test
  void aTextThatIsTooShortIsRefused() throws IOException {
    Path few = Files.writeString(folder.resolve("few.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    assertThatThrownBy(() ->
            LanguageTraining.prepare(LanguageData.of(few), new LanguageOptions.Draft().options()))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(few + ": expected 32 tokens or more in the training part");
  }
}
