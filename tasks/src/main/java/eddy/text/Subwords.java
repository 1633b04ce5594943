package eddy.text;

import static eddy.text.CharacterKind.BLANK;
import static eddy.text.CharacterKind.LETTER;
import static eddy.text.CharacterKind.SIGN;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pieces of words, learnt from the data by byte-pair encoding (Sennrich, Haddow and Birch, 2016,
 * "Neural machine translation of rare words with subword units", section 3.2): a word begins as its
 * characters, and again and again the two neighbours that were merged earliest in training become
 * one.
 *
 * <p>A token is a stretch of the text as it stands, the blank before a word included, so that
 * joining the tokens gives the same text back. No token crosses the end of a word, where a word is
 * a run of letters, of digits or of other signs; in scripts without blanks, such as Chinese, that
 * is a run between two signs. A character that training has not seen is a token of its own, which
 * the vocabulary doesn't know.
 *
 * <p>A merge is known by the token that it makes: the earlier the token stands in the vocabulary,
 * the earlier the merge. So the vocabulary is all that is kept.
 */
public final class Subwords implements Tokenizer {
  static final String NAME = "subword";

  /** Longer runs are cut, so that a text without any blanks takes no longer than another. */
  private static final int LONGEST = 64;

  private static final int NO_MERGE = Integer.MAX_VALUE;
  private static final int MOST_REMEMBERED = 1 << 16;

  private final Vocabulary vocabulary;
  // The first words that are met, among which are nearly all of the frequent ones.
  private final Map<String, List<String>> remembered = new ConcurrentHashMap<>();

  Subwords(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>(text.length() / 3 + 1);
    for (String word : words(text)) {
      List<String> pieces = remembered.get(word);
      if (pieces == null) {
        pieces = pieces(word);
        if (remembered.size() < MOST_REMEMBERED) {
          remembered.put(word, pieces);
        }
      }
      tokens.addAll(pieces);
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

  /** The stretches inside which tokens are merged; together they are the text. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>(text.length() / 4 + 1);
    for (int i = 0; i < text.length(); ) {
      int end = wordEnd(text, i);
      words.add(text.substring(i, end));
      i = end;
    }
    return words;
  }

  private static int wordEnd(String text, int from) {
    boolean takesBlank =
        from + 1 < text.length() && text.charAt(from) == ' ' && run(text, from + 1) != BLANK;
    int first = takesBlank ? from + 1 : from;
    CharacterKind kind = run(text, first);
    int i = first;
    for (int n = 0; n < LONGEST && i < text.length() && run(text, i) == kind; n++) {
      i += Character.charCount(text.codePointAt(i));
    }
    // The last of several blanks goes with the word that follows.
    boolean leavesBlank = kind == BLANK && i - first > 1 && text.charAt(i - 1) == ' ';
    return leavesBlank && i < text.length() && run(text, i) != BLANK ? i - 1 : i;
  }

  /** What a character makes a run with: letters, digits, blanks or other signs. */
  private static CharacterKind run(String text, int index) {
    CharacterKind kind = CharacterKind.at(text, index);
    return switch (kind) {
      case LETTER, MARK, UNSPACED, KATAKANA -> LETTER;
      case SIGN -> isApostrophe(text, index) ? LETTER : SIGN;
      case DIGIT, BLANK -> kind;
    };
  }

  private static boolean isApostrophe(String text, int index) {
    char c = text.charAt(index);
    return (c == '\'' || c == '\u2019')
        && index + 1 < text.length()
        && CharacterKind.at(text, index + 1) == LETTER;
  }

  private List<String> pieces(String word) {
    // Piece i is word[starts[i] .. starts[i + 1]); merge[i] is the id of pieces i and i + 1 joined.
    int[] starts = new int[word.length() + 1];
    int count = 0;
    for (int i = 0; i < word.length(); i = word.offsetByCodePoints(i, 1)) {
      starts[count++] = i;
    }
    starts[count] = word.length();
    int[] merge = new int[count];
    for (int i = 0; i < count; i++) {
      merge[i] = merge(word, starts, i, count);
    }
    while (true) {
      int best = 0;
      for (int i = 1; i < count; i++) {
        best = merge[i] < merge[best] ? i : best;
      }
      if (merge[best] == NO_MERGE) {
        break;
      }
      System.arraycopy(starts, best + 2, starts, best + 1, count - best - 1);
      System.arraycopy(merge, best + 1, merge, best, count - best - 1);
      count--;
      merge[best] = merge(word, starts, best, count);
      if (best > 0) {
        merge[best - 1] = merge(word, starts, best - 1, count);
      }
    }
    List<String> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(word.substring(starts[i], starts[i + 1]));
    }
    return pieces;
  }

  private int merge(String word, int[] starts, int i, int count) {
    if (i + 1 >= count) {
      return NO_MERGE;
    }
    int id = vocabulary.id(word.substring(starts[i], starts[i + 2]));
    return id == Vocabulary.UNKNOWN ? NO_MERGE : id;
  }
}
