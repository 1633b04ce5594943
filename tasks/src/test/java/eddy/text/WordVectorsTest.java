package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("vectors.txt"), text);
  }

  @Test
  void wordsThatAreWantedOrFrequentAreRead() throws IOException {
    Path glove = file("the 0.5 -1\nof 1 2\nrare 1e-3 4\nrarer 5 6\n");
    WordVectors vectors = WordVectors.read(glove, Set.of("rarer", "missing"), 1);
    assertThat(vectors.size()).isEqualTo(2);
    assertThat(vectors.words()).containsExactly("the", "rarer");
    assertThat(vectors.vector("the")).containsExactly(0.5f, -1);
    assertThat(vectors.vector("rarer")).containsExactly(5, 6);
    assertThatThrownBy(() -> vectors.vector("of"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("WordVectors: no vector of \"of\".");
  }

  @Test
  void theFirstLineOfWord2vecIsNoVector() throws IOException {
    WordVectors vectors = WordVectors.read(file("2 3\na 1 2 3 \nb 4 5 6\n"), Set.of(), 10);
    assertThat(vectors.words()).containsExactly("a", "b");
    assertThat(vectors.size()).isEqualTo(3);
  }

  @Test
  void aMistakeIsNamedWithItsLine() throws IOException {
    Path file = file("a 1 2\nb 1\n");
    assertThatThrownBy(() -> WordVectors.read(file, Set.of(), 10))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + ", line 2: expected a word and 2 numbers but found 1.");
    file("a 1 2\nb 1 x\n");
    assertThatThrownBy(() -> WordVectors.read(file, Set.of(), 10))
        .hasMessage(file + ", line 2: expected a number but found \"x\".");
    file("a 1 NaN\n");
    assertThatThrownBy(() -> WordVectors.read(file, Set.of(), 10))
        .hasMessage(file + ", line 1: expected finite numbers but found NaN.");
    file("a 1 2\n");
    assertThatThrownBy(() -> WordVectors.read(file, Set.of("b"), 0))
        .hasMessage(file + ": expected vectors of words but found none.");
  }
}
