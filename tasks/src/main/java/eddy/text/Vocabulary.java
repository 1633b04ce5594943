package eddy.text;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tokens and their numbers, from 0.
 *
 * <p>The first two are {@code <unk>}, which stands for every token that is not in it, and {@code
 * <eos>}, the end of a line or sentence, with which a decoder begins as well. Padding needs no
 * token, since the lengths travel with a batch. Immutable.
 *
 * <p>Written down, it is a text with one token a line. A blank in a token is {@code \s}, a
 * backslash {@code \\}, and whatever a reader could not see is {@code \}{@code uXXXX}, so that no
 * token breaks a line or changes unnoticed.
 */
public final class Vocabulary {
  /** The name of its file in a model folder, where there is one vocabulary. */
  public static final String FILE = "vocabulary.txt";

  /** The number of what is not in the vocabulary. */
  public static final int UNKNOWN = 0;

  /** The number of the end of a line or sentence. */
  public static final int END = 1;

  static final List<String> SPECIAL = List.of("<unk>", "<eos>");

  private final List<String> tokens;
  private final Map<String, Integer> ids;

  private Vocabulary(List<String> tokens, Map<String, Integer> ids) {
    this.tokens = List.copyOf(tokens);
    this.ids = ids;
  }

  /**
   * The vocabulary of some tokens, in their order after the special ones.
   *
   * @param tokens each once, and none of the special ones
   */
  public static Vocabulary of(List<String> tokens) {
    List<String> all = new ArrayList<>(SPECIAL);
    all.addAll(tokens);
    Map<String, Integer> ids = HashMap.newHashMap(all.size());
    for (String token : all) {
      if (token.isEmpty() || ids.put(token, ids.size()) != null) {
        throw new IllegalArgumentException(
            "Vocabulary: expected tokens that differ and are not empty but got "
                + BadInput.quote(token)
                + (token.isEmpty() ? "." : " twice."));
      }
    }
    return new Vocabulary(all, ids);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @param source what to call it in a message: a file's name
   * @throws BadInput with the line if it is malformed
   */
  public static Vocabulary parse(String text, String source) {
    List<String> all = new ArrayList<>();
    Map<String, Integer> ids = new HashMap<>();
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      String line = text.substring(from, end < 0 ? text.length() : end);
      from += line.length() + 1;
      String place = source + ", line " + (all.size() + 1) + ": ";
      String token = unescaped(line, place);
      if (token.isEmpty()) {
        throw new BadInput(place + "expected a token but the line is empty.");
      }
      if (all.size() < SPECIAL.size() && !token.equals(SPECIAL.get(all.size()))) {
        throw new BadInput(
            place
                + "expected "
                + SPECIAL.get(all.size())
                + " but found "
                + BadInput.quote(line)
                + ".");
      }
      Integer before = ids.put(token, all.size());
      if (before != null) {
        throw new BadInput(
            place
                + "expected a new token but "
                + BadInput.quote(line)
                + " is on line "
                + (before + 1)
                + ".");
      }
      all.add(token);
    }
    if (all.size() < SPECIAL.size()) {
      throw new BadInput(
          source
              + ": expected "
              + String.join(", ", SPECIAL)
              + " and then tokens but the text ends.");
    }
    return new Vocabulary(all, ids);
  }

  /** One token a line, as it stands in a model folder. */
  public String text() {
    return tokens.stream().map(token -> escaped(token) + "\n").collect(Collectors.joining());
  }

  /** How many tokens there are, the special ones included. */
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

  private static String escaped(String token) {
    StringBuilder text = new StringBuilder();
    token
        .codePoints()
        .forEach(c -> {
          if (c == ' ') {
            text.append("\\s");
          } else if (c == '\\') {
            text.append("\\\\");
          } else if (isVisible(c)) {
            text.appendCodePoint(c);
          } else {
            for (char unit : Character.toChars(c)) {
              text.append("\\u%04x".formatted((int) unit));
            }
          }
        });
    return text.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String unescaped(String line, String place) {
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < line.length(); ) {
      String rest = line.substring(i, Math.min(line.length(), i + 6));
      if (!rest.startsWith("\\")) {
        token.append(rest.charAt(0));
        i++;
      } else if (rest.startsWith("\\s")) {
        token.append(' ');
        i += 2;
      } else if (rest.startsWith("\\\\")) {
        token.append('\\');
        i += 2;
      } else if (rest.matches("\\\\u[0-9a-f]{4}")) {
        token.append((char) Integer.parseInt(rest.substring(2), 16));
        i += 6;
      } else {
        throw new BadInput(
            place
                + "expected \\s, \\\\ or \\u and four hexadecimal digits but found "
                + BadInput.quote(line)
                + ".");
      }
    }
    return token.toString();
  }
}
