package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {
  private static final Set<String> WANTED = Set.of("good", ". . .", "missing");

  @TempDir Path folder;

  private WordVectors read(String text, int first) throws IOException {
    return WordVectors.read(Files.writeString(folder.resolve("v.txt"), text), WANTED, first);
  }

  @Test
  void gloveHasNoHeaderAndWord2vecHasOne() throws IOException {
    Vocabulary vocabulary = Vocabulary.of(List.of("good", ". . ."));
    for (String header : List.of("", "3 2\n")) {
      WordVectors vectors = read(header + "bad 1 2\ngood 0.5 -1e-1 \n. . . 3 4\n", 0);
      assertThat(vectors.size()).isEqualTo(2);
      assertThat(vectors.words()).containsExactly("good", ". . .");
      float[] table = new float[8];
      vectors.fill(table, vocabulary::id);
      assertThat(table).containsExactly(0, 0, 0, 0, 0.5f, -0.1f, 3, 4);
    }
  }

  @Test
  void theFirstWordsAreReadInAnyCaseAndOnlyOnce() throws IOException {
    WordVectors vectors = read("the 0.5 -1\nthe 7 7\nof 1 2\nrare 1e-3 4\ngood 5 6\n", 3);
    assertThat(vectors.words()).containsExactly("the", "of", "good");
    float[] table = new float[6];
    vectors.fill(table, word -> word.equals("the") ? 2 : Vocabulary.UNKNOWN);
    assertThat(table).containsExactly(0, 0, 0, 0, 0.5f, -1);
  }

  @Test
  void ofWordsThatShareARowTheFirstIsTaken() throws IOException {
    WordVectors vectors = read("Good 1 2\ngood 3 4\n", 2);
    float[] table = new float[4];
    vectors.fill(table, _ -> 1);
    assertThat(table).containsExactly(0, 0, 1, 2);
  }

  private void refused(String text, String message) {
    assertThatThrownBy(() -> read(text, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder.resolve("v.txt") + message);
  }

  @Test
  void aMalformedLineIsRefusedWithItsNumber() {
    refused("bad 1 2\ngood 1\n", ", line 2: expected a word and 2 numbers but found 2 fields.");
    refused(
        "5 99999999999\ngood 1\n",
        ", line 1: expected the size of a vector behind the number of words but found 99999999999.");
    refused("good 1 x\n", ", line 1: expected a number but found \"x\".");
    refused("bad 1 2\ngood 1 x\n", ", line 2: expected a number but found \"x\".");
    refused("good 1 NaN\n", ", line 1: expected a finite number but found NaN.");
    refused(
        "bad 1 2\n",
        ": expected vectors of words of the training texts but found of none of them.");
  }
}
