package eddy.text;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens and their numbers, from 0.
 *
 * <p>The first two are {@code <unk>}, which stands for every token that is not in it, and {@code
 * <eos>}, the end of a line or sentence; a decoder begins with it, too. Padding needs no token,
 * since the lengths travel with a batch. Immutable.
 *
 * <p>Written down, it is a text with one token a line.
 */
public final class Vocabulary {
  /** The name of its file in a model folder with one vocabulary. */
  public static final String FILE = "vocabulary.txt";

  /** The number of what is not in the vocabulary. */
  public static final int UNKNOWN = 0;

  /** The number of the end of a line or sentence. */
  public static final int END = 1;

  /** The token of {@link #UNKNOWN}. */
  public static final String UNKNOWN_TOKEN = "<unk>";

  /** The token of {@link #END}. */
  public static final String END_TOKEN = "<eos>";

  static final List<String> SPECIAL = List.of(UNKNOWN_TOKEN, END_TOKEN);

  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();

  private Vocabulary(List<String> tokens) {
    this.tokens = List.copyOf(tokens);
    for (int id = 0; id < tokens.size(); id++) {
      ids.putIfAbsent(tokens.get(id), id);
    }
  }

  /**
   * The vocabulary of some tokens, in their order after the special ones.
   *
   * @param tokens each once; special ones among them are left where they belong
   */
  public static Vocabulary of(List<String> tokens) {
    List<String> all = new ArrayList<>(SPECIAL);
    tokens.stream().filter(token -> !SPECIAL.contains(token)).forEach(all::add);
    Vocabulary vocabulary = new Vocabulary(all);
    if (vocabulary.ids.size() != all.size()) {
      throw new IllegalArgumentException("Vocabulary: expected each token once.");
    }
    return vocabulary;
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param source what to call it in a message: a file's name
   * @throws BadInput with the line if it is malformed
   */
  public static Vocabulary parse(String text, String source) {
    return of(text.lines().skip(SPECIAL.size()).toList());
  }

  /** One token a line. */
  public String text() {
    return String.join("\n", tokens) + "\n";
  }

  /** How many tokens there are, special ones included. */
  public int size() {
    return tokens.size();
  }

  /** All tokens, by number. */
  public List<String> tokens() {
    return tokens;
  }

  /** The number of a token, {@link #UNKNOWN} if it is not in the vocabulary. */
  public int id(String token) {
    return ids.getOrDefault(token, UNKNOWN);
  }

  /** The token of a number. */
  public String token(int id) {
    if (id < 0 || id >= tokens.size()) {
      throw new IllegalArgumentException(
          "Vocabulary: expected an id from 0 to %d but got %d.".formatted(tokens.size() - 1, id));
    }
    return tokens.get(id);
  }
}
