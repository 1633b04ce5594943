package eddy.text;

import java.util.ArrayList;
import java.util.List;

/** Each Unicode code point is a token; a surrogate pair is one, an accent that follows another. */
public record Characters() implements Tokenizer {
  static final String NAME = "character";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>(text.length());
    for (int i = 0; i < text.length(); ) {
      int next = text.offsetByCodePoints(i, 1);
      tokens.add(text.substring(i, next));
      i = next;
    }
    return tokens;
  }

  @Override
  public boolean spaced(List<String> before, String next) {
    return false;
  }

  @Override
  public int whole(String text) {
    return CharacterKind.lastBoundary(text);
  }
}
