package eddy.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words and signs, of any script and without a dictionary.
 *
 * <p>A word is a run of letters, digits and underscores with their accents, as Unicode draws its
 * boundaries (UAX #29): with an apostrophe or a dot between letters ({@code don't}, {@code U.S}),
 * and a dot, comma or colon between digits ({@code 1,000.5}). Of the scripts that don't put blanks
 * between words, Chinese characters, Hiragana, Thai, Lao, Khmer and Burmese letters are tokens one
 * by one, and a run of Katakana is one token. Every other sign is a token, however many code points
 * it is made of (an emoji with its skin colour). Blanks only separate.
 *
 * <p>A text is put together again as it is usually written: no blank before a comma, none inside
 * brackets and quotation marks, none around a hyphen, none between Chinese characters.
 */
public record Words() implements Tokenizer {
  static final String NAME = "word";

  private static final String ONE_BY_ONE =
      "\\p{IsHan}\\p{IsHiragana}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}";
  private static final String KATAKANA = "\\p{IsKatakana}\u30fc";
  private static final String PART = "[\\p{L}\\p{N}_&&[^" + ONE_BY_ONE + KATAKANA + "]]\\p{M}*+";
  private static final String INSIDE =
      "(?:(?<=[\\p{L}\\p{M}])['\u2019.](?=\\p{L})|(?<=\\p{N})[.,:'\u2019](?=\\p{N}))?";
  private static final String BLANK = "\\p{IsWhite_Space}";

  private static final Pattern TOKEN =
      Pattern.compile(
          PART
              + ("(?:" + INSIDE + PART + ")*+")
              + ("|[" + ONE_BY_ONE + "]\\p{M}*+")
              + ("|[" + KATAKANA + "]++")
              + ("|(?!" + BLANK + ")\\X"));

  private static final Pattern UNSPACED =
      Pattern.compile(
          "["
              + ONE_BY_ONE
              + KATAKANA
              + "\\p{InCJKSymbolsandPunctuation}\\p{InHalfwidthandFullwidthForms}]");
  private static final String CLOSING = ",.;:!?%\u2026\u00b0";
  private static final String OPENING = "#@\u00a1\u00bf";
  private static final String JOINING = "-/_\u2010\u2011";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>(text.length() / 4 + 1);
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  @Override
  public boolean spaced(List<String> before, String next) {
    if (before.isEmpty()) {
      return false;
    }
    String previous = before.getLast();
    int left = previous.codePointBefore(previous.length());
    int right = next.codePointAt(0);
    if (isUnspaced(left)
        || isUnspaced(right)
        || isOneOf(JOINING, left)
        || isOneOf(JOINING, right)) {
      return false;
    }
    boolean inside = opens(left) || isQuote(left) && isOpen(before, previous);
    boolean ending = closes(right) || isQuote(right) && isOpen(before, next);
    return !inside && !ending;
  }

  /** Whether an odd number of these quotation marks came before. */
  private static boolean isOpen(List<String> before, String quote) {
    return before.stream().filter(quote::equals).count() % 2 == 1;
  }

  private static boolean isQuote(int c) {
    return c == '"' || c == '\'';
  }

  private static boolean opens(int c) {
    return switch (Character.getType(c)) {
      case Character.START_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.CURRENCY_SYMBOL ->
          true;
      default -> isOneOf(OPENING, c);
    };
  }

  private static boolean closes(int c) {
    return switch (Character.getType(c)) {
      case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
      default -> isOneOf(CLOSING, c);
    };
  }

  private static boolean isUnspaced(int c) {
    return UNSPACED.matcher(Character.toString(c)).matches();
  }

  private static boolean isOneOf(String signs, int c) {
    return signs.indexOf(c) >= 0;
  }
}
