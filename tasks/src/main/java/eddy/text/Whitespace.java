package eddy.text;

import java.util.ArrayList;
import java.util.List;

/** Blanks separate the tokens, for text that somebody has tokenized already. */
public record Whitespace() implements Tokenizer {
  static final String NAME = "whitespace";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < text.length(); ) {
      int from = i;
      while (i < text.length() && CharacterKind.at(text, i) != CharacterKind.BLANK) {
        i++;
      }
      if (i > from) {
        tokens.add(text.substring(from, i));
      }
      i++;
    }
    return tokens;
  }

  @Override
  public boolean spaced(List<String> before, String next) {
    return !before.isEmpty();
  }
}
