package eddy.text;

import java.util.ArrayList;
import java.util.List;

/** Blanks separate the tokens, for text that somebody has tokenized already. */
public record Whitespace() implements Tokenizer {
  static final String NAME = "whitespace";
  private static final char NEXT_LINE = '\u0085';

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < text.length(); ) {
      int from = i;
      while (i < text.length() && !isBlank(text.charAt(i))) {
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

  /** Unicode's property White_Space, all of whose characters fit 16 bits. */
  static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
  }
}
