package eddy.text;

import java.util.List;

/**
 * Learns a vocabulary from text that it is given piece by piece and doesn't keep.
 *
 * {@snippet :
 * TextSource source = TextSource.of(Path.of("text.txt"), StandardCharsets.UTF_8);
 * TextCodec codec = new CodecLearner("word").add(source).learn(1, 10_000);
 * Corpus corpus = codec.encode(source);
 * }
 */
public final class CodecLearner {
  /** Different words of so many characters are enough to learn subwords from, and fit in memory. */
  private static final int MOST_LENGTH = 1 << 23;

  private final String name;
  private final Tokenizer tokenizer;
  private final TokenCounts counts = new TokenCounts();

  /**
   * Begins to learn.
   *
   * @param tokenizer one of {@link Tokenizer#NAMES}
   */
  public CodecLearner(String tokenizer) {
    name = tokenizer;
    this.tokenizer = Tokenizer.of(tokenizer, Vocabulary.of(List.of()));
  }

  /** Counts what a whole source holds. */
  public CodecLearner add(TextSource source) {
    source.read((piece, _) -> add(piece));
    return this;
  }

  /** Counts what a line, or a piece of one, holds. */
  public CodecLearner add(String text) {
    if (tokenizer instanceof Subwords) {
      Subwords.words(text).forEach(this::addWord);
    } else {
      tokenizer.tokens(text).forEach(token -> counts.add(token, 1));
    }
    return this;
  }

  /**
   * The codec of what was counted.
   *
   * <p>Words, characters and the like enter the vocabulary by falling frequency. Subwords begin
   * with the characters, by falling frequency, and go on with what is merged, in that order.
   *
   * @param minCount how often a token must occur to have an id of its own
   * @param size the most tokens, special ones included
   */
  public TextCodec learn(int minCount, int size) {
    if (minCount < 1 || size < Vocabulary.SPECIAL.size()) {
      throw new IllegalArgumentException(
          "CodecLearner: expected minCount >= 1 and size >= %d but got %d and %d."
              .formatted(Vocabulary.SPECIAL.size(), minCount, size));
    }
    int own = size - Vocabulary.SPECIAL.size();
    List<String> tokens =
        tokenizer instanceof Subwords
            ? BytePairs.learn(counts, minCount, own)
            : counts.ranked(minCount, own);
    return TextCodec.of(name, Vocabulary.of(tokens));
  }

  /** Once there are too many words, the characters of a new one still count, but not the whole. */
  private void addWord(String word) {
    if (counts.length() < MOST_LENGTH || counts.contains(word)) {
      counts.add(word, 1);
    } else {
      new Characters().tokens(word).forEach(character -> counts.add(character, 1));
    }
  }
}
