package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {
  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("good", ". . ."));

  @TempDir Path folder;

  private WordVectors read(String text) throws IOException {
    return WordVectors.read(Files.writeString(folder.resolve("v.txt"), text), VOCABULARY);
  }

  @Test
  void gloveHasNoHeaderAndWord2vecHasOne() throws IOException {
    for (String header : List.of("", "3 2\n")) {
      WordVectors vectors = read(header + "bad 1 2\ngood 0.5 -1e-1 \n. . . 3 4\n");
      assertThat(vectors.size()).isEqualTo(2);
      assertThat(vectors.vectors()).containsOnlyKeys(2, 3);
      assertThat(vectors.vectors().get(2)).containsExactly(0.5f, -0.1f);
      assertThat(vectors.vectors().get(3)).containsExactly(3, 4);
    }
  }

  private void refused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder.resolve("v.txt") + message);
  }

  @Test
  void aMalformedLineIsRefusedWithItsNumber() {
    refused("bad 1 2\ngood 1\n", ", line 2: expected a word and 2 numbers but found 2 fields.");
    refused("bad 1 2\ngood 1 x\n", ", line 2: expected a number but found \"x\".");
    refused("good 1 NaN\n", ", line 1: expected a finite number but found NaN.");
    refused(
        "bad 1 2\n",
        ": expected vectors of words of the training texts but found of none of them.");
  }
}
