package eddy.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words. */
public record Words() implements Tokenizer {
  static final String NAME = "word";

  private static final Pattern TOKEN =
      Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}&&[^\\p{IsHan}]]+|\\S");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  @Override
  public boolean spaced(List<String> before, String next) {
    return !before.isEmpty();
  }
}
