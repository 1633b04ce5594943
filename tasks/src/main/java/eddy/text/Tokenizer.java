package eddy.text;

import eddy.format.BadInput;
import java.util.List;

/**
 * Where a text is cut into tokens, and how tokens become a text again.
 *
 * <p>A text is a line, or a piece of one that ends before a blank. {@link Characters} and {@link
 * Subwords} give exactly the same text back, {@link Whitespace} and {@link Words} a sensible one.
 */
public sealed interface Tokenizer permits Characters, Subwords, Whitespace, Words {
  /** The names of all tokenizers, as the command line and the model folder have them. */
  List<String> NAMES = List.of("word", "whitespace", "character", "subword");

  /**
   * The tokenizer of a name.
   *
   * @param vocabulary what subwords are made from; the other tokenizers don't look at it
   * @throws BadInput if there is none of this name
   */
  static Tokenizer of(String name, Vocabulary vocabulary) {
    return switch (name) {
      case Words.NAME -> new Words();
      case Whitespace.NAME -> new Whitespace();
      case Characters.NAME -> new Characters();
      case Subwords.NAME -> new Subwords(vocabulary);
      default ->
          throw new BadInput(
              "--tokens: expected one of "
                  + String.join(", ", NAMES)
                  + " but found "
                  + BadInput.quote(name)
                  + ".");
    };
  }

  /** Its name. */
  String name();

  /** The tokens of a text, in order. */
  List<String> tokens(String text);

  /** Whether a blank stands between the tokens of a line so far and the next one. */
  boolean spaced(List<String> before, String next);

  /**
   * How much of a text is whole words, whatever comes next: all of it where tokens are words.
   *
   * @param text decoded from tokens
   * @return where the word begins that may go on
   */
  default int whole(String text) {
    return text.length();
  }

  /**
   * Drops what {@link #spaced} need not see again, so that a line may go on for ever.
   *
   * @param line its tokens so far, one at least; modified
   */
  default void forget(List<String> line) {
    line.subList(0, line.size() - 1).clear();
  }
}
