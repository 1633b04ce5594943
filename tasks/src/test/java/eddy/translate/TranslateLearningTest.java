package eddy.translate;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.task.Evaluation;
import eddy.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes attention to learn: strings of 30 letters, as they are and from behind. */
class TranslateLearningTest {
  private static final int LENGTH = 30;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void longStringsAreWrittenDownWithoutAFault(boolean reversed) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      StringBuilder letters = new StringBuilder();
      for (int n = 0; n < LENGTH; n++) {
        letters.append((char) ('a' + random.nextInt(8)));
      }
      text.append(letters).append('\t').append(reversed ? letters.reverse() : letters).append('\n');
    }
    Path data = Files.writeString(folder.resolve("strings.tsv"), text);
    TranslateOptions.Draft draft = new TranslateOptions.Draft();
    draft.sourceTokens = "character";
    draft.targetTokens = "character";
    draft.embedding = 16;
    draft.labelSmoothing = 0;
    draft.training =
        draft.training.with(t -> {
          t.epochs = 10;
          t.batchSize = 1000;
          t.cell = "gru";
          t.hidden = 64;
          t.dropout = 0;
          t.learningRate = 0.01;
          t.threads = 1;
        });
    Evaluation validation =
        TranslateTraining.prepare(TranslateData.of(data), draft.options())
            .run(folder.resolve("model"), "test", false, TrainingListener.NONE)
            .validation()
            .orElseThrow();
    assertThat(validation.items()).isGreaterThan(100);
    assertThat(validation.metrics().get("sentence_error")).isLessThan(0.01);
  }
}
