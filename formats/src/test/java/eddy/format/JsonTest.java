package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @TempDir Path folder;

  record Inner(double learningRate, List<Integer> sizes) {}

  record Outer(
      int zeta, String alpha, Optional<Integer> season, Map<String, Double> m, Inner inner) {
    Outer {
      if (zeta < 0) {
        throw new IllegalArgumentException("zeta: expected 0 or more but got " + zeta + ".");
      }
    }
  }

  private static final Outer OBJECT =
      new Outer(
          1, "a", Optional.empty(), Map.of("nan", Double.NaN), new Inner(1e-3, List.of(1, 2)));
  private static final String TEXT =
      """
      {
        "zeta": 1,
        "alpha": "a",
        "season": null,
        "m": {
          "nan": "NaN"
        },
        "inner": {
          "learning_rate": 0.001,
          "sizes": [ 1, 2 ]
        }
      }
      """;

  @Test
  void anObjectIsWrittenTheSameWayEveryTimeAndReadBack() throws IOException {
    Path path = folder.resolve("x.json");
    Json.write(path, OBJECT);
    assertThat(Files.readString(path)).isEqualTo(TEXT);
    assertThat(Json.read(path, Outer.class)).isEqualTo(OBJECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"zeta\": 1|\"zeta\": 1.7|line 2, column 11: entry zeta",
        "\"zeta\": 1|\"zeta\": \"1\"|entry zeta",
        "\"zeta\": 1|\"zeta\": null|entry zeta",
        "\"zeta\": 1|\"zeta\": -1|expected 0 or more but got -1.",
        "\"zeta\": 1|\"zeta\": 1, \"zeta\": 1|Duplicate",
        "\"zeta\": 1|\"zeta\": 1, \"eta\": 1|unknown entry \"eta\"; expected alpha, inner, m, season, zeta",
        "\"zeta\": 1,||entry zeta: the entry is missing",
        "[ 1, 2 ]|[ 1, null ]|entry inner.sizes",
        "\"a\"|null|alpha",
        "0.001|\"x\"|entry inner.learning_rate",
        "[ 1, 2 ]|[ 1, 2.5 ]|entry inner.sizes.1",
        "0.001,|0.001|line 10, column",
      })
  void whatDoesNotFitIsRefusedWithItsPlace(String part, String wrong, String reason)
      throws IOException {
    Path path = folder.resolve("x.json");
    Files.writeString(path, TEXT.replace(part, wrong == null ? "" : wrong));
    assertThatThrownBy(() -> Json.read(path, Outer.class))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path + ", line ")
        .hasMessageContaining(reason)
        .hasMessageNotContainingAny("\n", "Feature", "Config", "eddy.");
  }

  @ParameterizedTest
  @CsvSource({"'', No content", "'{} {}', Trailing", "[, end-of-input"})
  void whatIsNoJsonIsRefused(String text, String reason) {
    assertThatThrownBy(() -> Json.parse(text, "x.json", Object.class))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("x.json")
        .hasMessageContaining(reason);
  }

  @Test
  void missingForeignAndFolderAreRefused() throws IOException {
    assertThatThrownBy(() -> Json.read(folder.resolve("none.json"), Outer.class))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> Json.read(folder, Outer.class))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("found a folder");
    Path binary = Files.write(folder.resolve("b.json"), new byte[] {'"', (byte) 0xff, '"'});
    assertThatThrownBy(() -> Json.read(binary, String.class))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void aRefusalIsOneLineWithoutControlCharacters() {
    assertThat(new BadInput("a \r\n  b\u001b[31m\tc\n").getMessage())
        .isEqualTo("a b\uFFFD[31m\uFFFDc");
    assertThat(BadInput.quote("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "...\"");
  }
}
