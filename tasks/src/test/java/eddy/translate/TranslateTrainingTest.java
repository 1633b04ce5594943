package eddy.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.Rows;
import eddy.task.Sampling;
import eddy.task.Training;
import eddy.task.TranslationModel.Search;
import eddy.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Learns to spell words backwards. */
class TranslateTrainingTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static Path data;
  private static Path model;
  private static Training.Result trained;

  @BeforeAll
  static void train() throws IOException {
    data = shared.resolve("words.tsv");
    StringBuilder text = new StringBuilder();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1200; i++) {
      StringBuilder word = new StringBuilder();
      for (int n = 2 + random.nextInt(4); n > 0; n--) {
        word.append((char) ('a' + random.nextInt(8)));
      }
      text.append(word).append('\t').append(word.reverse()).append('\n');
    }
    Files.writeString(data, text);
    model = shared.resolve("model");
    trained = train(small(), model);
  }

  private static TranslateOptions.Draft small() {
    TranslateOptions.Draft draft = new TranslateOptions.Draft();
    draft.sourceTokens = "character";
    draft.targetTokens = "character";
    draft.embedding = 16;
    draft.labelSmoothing = 0;
    draft.training =
        draft.training.with(t -> {
          t.epochs = 12;
          t.batchSize = 120;
          t.cell = "gru";
          t.hidden = 32;
          t.dropout = 0;
          t.learningRate = 0.01;
          t.threads = 1;
        });
    return draft;
  }

  private static Training.Result train(TranslateOptions.Draft draft, Path out) {
    return TranslateTraining.prepare(TranslateData.of(data), draft.options())
        .run(out, "test", false, TrainingListener.NONE);
  }

  @Test
  void wordsAreLearntBackwards() {
    Evaluation validation = trained.validation().orElseThrow();
    assertThat(validation.metrics().get("sentence_error")).isLessThan(0.1);
    assertThat(validation.metrics().get("chrf2")).isGreaterThan(90);
    assertThat(validation.baselines().get("copy of the source").get("sentence_error"))
        .isGreaterThan(0.8);
    assertThat(trained.history().getLast().metrics())
        .containsKeys("train_loss", "validation_loss")
        .doesNotContainKey("validation_bleu");
  }

  @Test
  void whereTranslationsChooseTheEpochTheHistoryTellsThem() throws IOException {
    TranslateOptions.Draft draft = small();
    draft.bestBy = "chrf";
    draft.training = draft.training.with(t -> t.epochs = 1);
    Path out = folder.resolve("by chrf");
    assertThat(train(draft, out).history().getLast().metrics())
        .containsKeys("validation_loss", "validation_bleu", "validation_chrf2");
    assertThat(Files.readString(out.resolve(Training.REPORT))).contains("Greedy translations");
  }

  @Test
  void theTestPartIsMeasuredWithoutNamingIt() throws IOException {
    try (Translator translator = Translator.of(ModelFolder.open(model))) {
      Evaluation test = translator.evaluate(Optional.empty());
      assertThat(test.part()).isEqualTo("test");
      assertThat(test.metrics().get("sentence_error")).isLessThan(0.15);
      assertThat(test.tables().firstEntry().getKey())
          .isEqualTo("words (BLEU nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp)");
      Path other = Files.writeString(folder.resolve("x.tsv"), "abc\tcba\nabc\tabc\nfed\tdef\n");
      Evaluation all = translator.evaluate(Optional.of(other));
      assertThat(all.items()).isEqualTo(2);
      assertThat(all.part()).isEqualTo("all");
    }
  }

  @Test
  void predictionsAreRowsWithScoresTheBestFirst() throws IOException {
    try (Translator translator = Translator.of(ModelFolder.open(model))) {
      List<List<Object>> rows = new ArrayList<>();
      Rows out =
          new Rows() {
            @Override
            public void columns(List<String> names) {
              assertThat(names).containsExactly("source", "translation", "score");
            }

            @Override
            public void row(List<Object> values) {
              rows.add(values);
            }
          };
      translator.with(new Search(4, 0.6, 0, 2)).predict("abcd\nhgf\tleft alone\n", "--text", out);
      assertThat(rows).hasSize(4);
      assertThat(rows.get(0).subList(0, 2)).isEqualTo(List.of("abcd", "dcba"));
      assertThat(rows.get(2).subList(0, 2)).isEqualTo(List.of("hgf", "fgh"));
      assertThat((float) rows.get(0).get(2)).isGreaterThan((float) rows.get(1).get(2));
      assertThat(translator.translate("abcd")).isEqualTo("dcba");
      assertThatThrownBy(() -> translator.predict("ab\n\ncd", "--text", out))
          .isInstanceOf(BadInput.class)
          .hasMessage(
              "--text, line 2: expected a sentence but the line is empty."
                  + " Remove it, and of parallel files the same line of both.");
      assertThatThrownBy(() -> translator.predict("ab\n \tcd", "--text", out))
          .isInstanceOf(BadInput.class)
          .hasMessage("--text, line 2: expected a sentence before the tab but found none.");
      assertThatThrownBy(() -> translator.translate("abcd".repeat(1000)))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("sentence 1: expected a sentence of less than 2000 tokens");
    }
  }

  @Test
  void translationsAreDrawnFromTheModelsProbabilities() {
    try (Translator translator = Translator.of(ModelFolder.open(model))) {
      List<Translated> cold =
          translator.sampling(2, new Sampling(0, 0, 1, 1)).translateAll(List.of("abcd")).getFirst();
      assertThat(cold).extracting(Translated::text).containsExactly("dcba", "dcba");
      Translator drawing = translator.sampling(50, new Sampling(1.5, 0, 1, 1));
      List<Translated> alone = drawing.translateAll(List.of("abcd")).getFirst();
      assertThat(alone).extracting(Translated::text).contains("dcba");
      assertThat(alone.stream().map(Translated::text).distinct().count()).isGreaterThan(2);
      assertThat(drawing.translateAll(List.of("fe", "abcd", "gab")).get(1)).isEqualTo(alone);
      assertThatThrownBy(() -> translator.sampling(0, new Sampling(1)))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("--samples: expected 1 to 10,000");
    }
  }

  @Test
  void modelsOfOneVocabularyTranslateTogether() throws IOException {
    Path words = Files.writeString(folder.resolve("w.tsv"), "ab\tba\nxy\tyx\nyxx\txxy\n");
    TranslateOptions.Draft draft = small();
    draft.training = draft.training.with(t -> t.epochs = 1);
    Path other = folder.resolve("other");
    TranslateTraining.prepare(
            new TranslateData(
                words, Optional.of(words), Optional.empty(), TranslateData.Languages.ANY),
            draft.options())
        .run(other, "test", false, TrainingListener.NONE);
    try (Translator translator = Translator.of(ModelFolder.open(model));
        Translator same = Translator.of(ModelFolder.open(model));
        Translator stranger = Translator.of(ModelFolder.open(other))) {
      assertThat(translator.with(same).translate("abcd")).isEqualTo("dcba");
      assertThatThrownBy(() -> translator.with(stranger))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("expected the vocabularies of");
    }
  }

  @Test
  void attentionLooksWhereTheLetterStands() {
    try (Translator translator = Translator.of(ModelFolder.open(model))) {
      Decoding decoding = translator.decoding();
      double[][] weights =
          decoding.weights(
              decoding.codec().encodeSource("abcd", ""), decoding.codec().encodeTarget("dcba", ""));
      assertThat(weights).hasNumberOfRows(5);
      for (int t = 0; t < weights.length; t++) {
        assertThat(Arrays.stream(weights[t]).sum()).isCloseTo(1, within(1e-5));
        if (t < 4) {
          assertThat(weights[t][3 - t]).isEqualTo(Arrays.stream(weights[t]).max().getAsDouble());
        }
      }
    }
  }

  @Test
  void theReportHoldsCurvesMapsAndSentences() throws IOException {
    assertThat(Files.readString(model.resolve(Training.REPORT)))
        .contains("Attention: ", "By length, BLEU nrefs:1", "copy of the source", "Learning")
        .doesNotContain("Greedy translations");
  }

  @Test
  void trainingGoesOnFromAModelWithItsVocabulary() {
    TranslateOptions.Draft draft = small();
    draft.sourceTokens = "word";
    draft.targetTokens = "word";
    draft.shared = true;
    draft.from = Optional.of(model);
    draft.training =
        draft.training.with(t -> {
          t.epochs = 1;
          t.learningRate = 0.0001;
        });
    Path out = folder.resolve("more");
    Evaluation validation = train(draft, out).validation().orElseThrow();
    assertThat(validation.metrics().get("sentence_error")).isLessThan(0.1);
    try (Translator translator = Translator.of(ModelFolder.open(out))) {
      assertThat(translator.translate("abcd")).isEqualTo("dcba");
    }
  }

  @Test
  void optionsThatCannotBeAreRefused() {
    TranslateOptions.Draft draft = small();
    draft.shared = true;
    draft.targetTokens = "word";
    assertThatThrownBy(draft::options).hasMessageStartingWith("--shared-vocabulary: expected");
    TranslateOptions.Draft odd = small();
    odd.training = odd.training.with(t -> t.hidden = 7);
    assertThatThrownBy(odd::options).hasMessageStartingWith("--hidden: expected an even number");
  }
}
