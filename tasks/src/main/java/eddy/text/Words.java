package eddy.text;

import static eddy.text.CharacterKind.BLANK;
import static eddy.text.CharacterKind.DIGIT;
import static eddy.text.CharacterKind.KATAKANA;
import static eddy.text.CharacterKind.LETTER;
import static eddy.text.CharacterKind.MARK;
import static eddy.text.CharacterKind.SIGN;
import static eddy.text.CharacterKind.UNSPACED;

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

  private static final int ASCII = 0x80;
  private static final Pattern EAST_ASIAN_SIGN =
      Pattern.compile("[\\p{InCJKSymbolsandPunctuation}\\p{InHalfwidthandFullwidthForms}]");

  /** What readers take for one character: Unicode's extended grapheme cluster. */
  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private static final String IN_WORDS = "'\u2019.";
  private static final String IN_NUMBERS = ".,:'\u2019";
  private static final String CLOSING = ",.;:!?%\u2026\u00b0";
  private static final String OPENING = "#@\u00a1\u00bf";
  private static final String JOINING = "-/\u2010\u2011";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>(text.length() / 4 + 1);
    for (int i = 0; i < text.length(); ) {
      int end =
          switch (CharacterKind.at(text, i)) {
            case LETTER, DIGIT -> wordEnd(text, i);
            case UNSPACED -> runEnd(text, text.offsetByCodePoints(i, 1), MARK);
            case KATAKANA -> runEnd(text, i, KATAKANA);
            case BLANK -> i + 1;
            case MARK, SIGN -> signEnd(text, i);
          };
      if (CharacterKind.at(text, i) != BLANK) {
        tokens.add(text.substring(i, end));
      }
      i = end;
    }
    return tokens;
  }

  private static int wordEnd(String text, int from) {
    CharacterKind last = SIGN;
    int i = from;
    while (i < text.length()) {
      CharacterKind kind = CharacterKind.at(text, i);
      if (kind == LETTER || kind == DIGIT) {
        last = kind;
      } else if (kind != MARK && !joins(text, i, last)) {
        break;
      }
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  /** Whether a sign stands between two letters or two digits and belongs to their word. */
  private static boolean joins(String text, int index, CharacterKind before) {
    return isOneOf(before == LETTER ? IN_WORDS : IN_NUMBERS, text.charAt(index))
        && index + 1 < text.length()
        && CharacterKind.at(text, index + 1) == before;
  }

  private static int runEnd(String text, int from, CharacterKind kind) {
    int i = from;
    while (i < text.length() && CharacterKind.at(text, i) == kind) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  private static int signEnd(String text, int from) {
    int next = from + 1;
    // Most signs are ASCII and stand alone.
    if (text.charAt(from) < ASCII && (next == text.length() || text.charAt(next) < ASCII)) {
      return next;
    }
    Matcher cluster = CLUSTER.matcher(text).region(from, text.length());
    return cluster.lookingAt() ? cluster.end() : next;
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

  /** Keeps the last token, and before it one of each quotation mark that is open. */
  @Override
  public void forget(List<String> line) {
    List<String> before = line.subList(0, line.size() - 1);
    List<String> open =
        before.stream()
            .distinct()
            .filter(token -> isQuote(token.codePointAt(0)) && isOpen(before, token))
            .toList();
    before.clear();
    before.addAll(open);
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
    CharacterKind kind = CharacterKind.of(c);
    return kind == UNSPACED
        || kind == KATAKANA
        || EAST_ASIAN_SIGN.matcher(Character.toString(c)).matches();
  }

  private static boolean isOneOf(String signs, int c) {
    return signs.indexOf(c) >= 0;
  }
}
