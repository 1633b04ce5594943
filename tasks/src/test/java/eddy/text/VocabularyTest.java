package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void theSpecialTokensComeFirstAndTheRestKeepsItsOrder() {
    Vocabulary vocabulary = Vocabulary.of(List.of("b", "a"));
    assertThat(vocabulary.tokens()).containsExactly("<unk>", "<eos>", "b", "a");
    assertThat(vocabulary.id("a")).isEqualTo(3);
    assertThat(vocabulary.id("c")).isEqualTo(Vocabulary.UNKNOWN);
    assertThat(vocabulary.token(Vocabulary.END)).isEqualTo("<eos>");
  }

  @Test
  void oneTokenStandsOnEachLineWhateverItHolds() {
    List<String> odd =
        List.of(
            " the",
            "\n",
            "\r",
            "\t",
            "\u0085",
            "\u2028",
            "\u2029",
            "\u000b",
            "\\",
            "\\n",
            "\\u000a",
            "\ufeff",
            "\u00a0",
            "\u200d",
            "\ud83c\udf0a",
            "\udb40\udc01",
            "\ud800",
            "e\u0301",
            "\"",
            "\u6c34");
    Vocabulary vocabulary = Vocabulary.of(odd);
    assertThat(vocabulary.text().split("\\R", -1)).hasSize(odd.size() + 3);
    assertThat(vocabulary.text())
        .startsWith("<unk>\n<eos>\n\\sthe\n\\u000a\n\\u000d\n\\u0009\n\\u0085\n\\u2028\n")
        .contains("\n\ud83c\udf0a\n\\udb40\\udc01\n\\ud800\n")
        .endsWith("\n\"\n\u6c34\n");
    assertThat(Vocabulary.parse(vocabulary.text(), "v").tokens()).isEqualTo(vocabulary.tokens());
  }

  @Test
  void aMalformedLineIsRefusedWithItsNumber() {
    refused("<unk>\n<eos>\na\n\nb\n", "v, line 4: expected a token but the line is empty.");
    refused("<unk>\n<eos>\na\nb\na\n", "v, line 5: expected a new token but \"a\" is on line 3.");
    refused("<unk>\n<unk>\n", "v, line 2: expected <eos> but found \"<unk>\".");
    refused("the\n", "v, line 1: expected <unk> but found \"the\".");
    refused("<unk>\n", "v: expected <unk>, <eos> and then tokens but the text ends.");
    for (String escape : new String[] {"\\", "\\n", "\\u12", "\\u12G4", "\\U0041"}) {
      refused(
          "<unk>\n<eos>\nx" + escape + "\n",
          "v, line 3: expected \\s, \\\\ or \\u and four hexadecimal digits but found \"x"
              + escape
              + "\".");
    }
  }

  @Test
  void tokensMustDiffer() {
    assertThatThrownBy(() -> Vocabulary.of(List.of("a", "b", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\" twice");
    assertThatThrownBy(() -> Vocabulary.of(List.of("<eos>")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Vocabulary.of(List.of("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Vocabulary.of(List.of("a")).token(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Vocabulary: expected an id from 0 to 2 but got 3.");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Vocabulary.parse(text, "v"))
        .isInstanceOf(BadInput.class)
        .hasMessage(message);
  }
}
