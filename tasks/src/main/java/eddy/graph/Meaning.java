package eddy.graph;

import java.util.List;
import java.util.Optional;

/**
 * What the numbers of a graph stand for, which its file does not tell.
 *
 * @param labels the classes of the elements of the first output's rows, or none
 * @param tokens of its input, where that is text
 */
public record Meaning(List<String> labels, Optional<Tokens> tokens) {
  /** Numbers, and nothing else. */
  public static final Meaning NONE = new Meaning(List.of(), Optional.empty());

  /** Where texts may be cut. */
  public static final List<String> TOKENIZERS = List.of("word", "whitespace", "character");

  public Meaning {
    labels = List.copyOf(labels);
  }

  /**
   * Text as ids.
   *
   * @param tokenizer one of {@link #TOKENIZERS}
   * @param vocabulary the token of each id
   */
  public record Tokens(String tokenizer, List<String> vocabulary) {
    public Tokens {
      vocabulary = List.copyOf(vocabulary);
    }
  }
}
