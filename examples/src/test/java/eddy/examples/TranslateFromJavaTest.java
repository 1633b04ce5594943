package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.translate.Translated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateFromJavaTest {
  private static final String[] SPELLED = {"a", "sh", "ch", "t", "oo"};
  private static final String[] SAID = {"AA", "SH", "CH", "T", "UW"};

  @TempDir private Path folder;

  @Test
  void soundsOfWordsAreLearnt() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      StringBuilder word = new StringBuilder();
      StringBuilder sounds = new StringBuilder();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int sound = random.nextInt(SAID.length);
        word.append(SPELLED[sound]);
        sounds.append(' ').append(SAID[sound]);
      }
      lines.append(word).append('\t').append(sounds.substring(1)).append('\n');
    }
    Path words = Files.writeString(folder.resolve("words.tsv"), lines);
    Path model = folder.resolve("model");
    TranslateFromJava.train(words, model, 16);
    List<Translated> best = TranslateFromJava.sounds(model, "tooch");
    assertThat(best).hasSize(3);
    assertThat(best.getFirst().text()).isEqualTo("T UW CH");
  }
}
