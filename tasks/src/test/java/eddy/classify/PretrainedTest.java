package eddy.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.folder.ModelFolder;
import eddy.language.LanguageData;
import eddy.language.LanguageOptions;
import eddy.language.LanguageTraining;
import eddy.task.Evaluation;
import eddy.task.Training;
import eddy.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classifiers that begin from a language model. */
class PretrainedTest {
  @TempDir Path folder;

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
  void aLanguageModelIsABeginning() throws IOException {
    Path text =
        Files.writeString(
            folder.resolve("text.txt"), Reviews.lines(500, 4).replaceAll("(?m)^\\w+ ", ""));
    LanguageOptions.Draft language = new LanguageOptions.Draft();
    language.steps = 16;
    language.training =
        language.training.with(t -> {
          t.epochs = 2;
          t.batchSize = 8;
          t.hidden = 12;
          t.learningRate = 0.02;
        });
    Path from = folder.resolve("language");
    LanguageTraining.prepare(LanguageData.of(text), language.options())
        .run(from, "test", false, TrainingListener.NONE);
    ClassifyOptions.Draft draft = options();
    draft.from = Optional.of(from);
    draft.pooling = List.of("last", "mean", "max");
    draft.training = draft.training.with(t -> t.learningRate = 0.05);
    Path plain =
        Files.writeString(
            folder.resolve("plain.txt"), Reviews.lines(800, 5).replaceAll("(?m)^.* not .*\n", ""));
    assertThat(train(plain, draft, "tuned").metrics().get("accuracy")).isGreaterThan(0.9);
    ClassifyConfig config =
        ModelFolder.open(folder.resolve("tuned")).config(Classifier.TASK, ClassifyConfig.class);
    assertThat(config.units()).containsExactly(12, 12);
    assertThat(config.embedding()).isEqualTo(12);
    assertThat(config.bidirectional()).isFalse();
    draft.bidirectional = Optional.of(true);
    assertThatThrownBy(() -> prepare(plain, draft))
        .hasMessageStartingWith("--bidirectional: expected --no-bidirectional beside --from");
  }

  @Test
  void frozenLayersStayAsTheLanguageModelHadThem() {
    Path texts = Reviews.file(folder.resolve("reviews.txt"), 800, 1);
    LanguageOptions.Draft language = new LanguageOptions.Draft();
    language.training =
        language.training.with(t -> {
          t.epochs = 1;
          t.batchSize = 8;
          t.hidden = 6;
        });
    Path from = folder.resolve("language");
    LanguageTraining.prepare(LanguageData.of(texts), language.options())
        .run(from, "test", false, TrainingListener.NONE);
    ClassifyOptions.Draft draft = options();
    draft.from = Optional.of(from);
    draft.unfreeze = 1;
    draft.training = draft.training.with(t -> t.epochs = 2);
    train(texts, draft, "tuned");
    var before = ModelFolder.open(from).weights();
    var after = ModelFolder.open(folder.resolve("tuned")).weights();
    assertThat(after.get("embedding.weight").data())
        .isEqualTo(before.get("embedding.weight").data());
    assertThat(after.get("rnns.0.weight_hh_l0").data())
        .isEqualTo(before.get("rnns.0.weight_hh_l0").data());
  }
}
