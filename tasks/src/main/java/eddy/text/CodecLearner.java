package eddy.text;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns the vocabulary of a text that it is given piece by piece.
 *
 * {@snippet :
 * CodecLearner learner = new CodecLearner("word");
 * source.read((piece, endsLine) -> learner.add(piece));
 * TextCodec codec = learner.learn(1, 10_000);
 * }
 */
public final class CodecLearner {
  private final String tokenizer;
  private final Tokenizer counted;
  private final Map<String, Long> counts = new HashMap<>();

  /**
   * Begins to learn.
   *
   * @param tokenizer one of {@link Tokenizer#NAMES}
   */
  public CodecLearner(String tokenizer) {
    this.tokenizer = tokenizer;
    counted = Tokenizer.of(tokenizer, Vocabulary.of(List.of()));
  }

  /** Counts the tokens of a line, or of a piece of one. */
  public CodecLearner add(String text) {
    counted.tokens(text).forEach(token -> counts.merge(token, 1L, Long::sum));
    return this;
  }

  /**
   * The codec of what was counted.
   *
   * @param minCount how often a token must occur to have an id of its own
   * @param size the most tokens, special ones included; the most frequent stay
   */
  public TextCodec learn(int minCount, int size) {
    List<String> tokens =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= minCount)
            .filter(entry -> !Vocabulary.SPECIAL.contains(entry.getKey()))
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(Math.max(0, size - Vocabulary.SPECIAL.size()))
            .map(Map.Entry::getKey)
            .toList();
    return TextCodec.of(tokenizer, Vocabulary.of(tokens));
  }
}
