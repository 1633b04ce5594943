package eddy.translate;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.text.CodecLearner;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Sentences and their translations as ids, each with the end of a line behind it.
 *
 * @param target the same as {@code source} where the vocabulary is shared
 */
record TranslateCodec(TextCodec source, TextCodec target) {
  /** A longer sentence is refused: it is none, and its attention would fill the memory. */
  static final int MOST_TOKENS = 2000;

  private static final String SOURCE = "source-vocabulary.txt";
  private static final String TARGET = "target-vocabulary.txt";

  /** Learns the vocabularies of sentences and translations. */
  static TranslateCodec learn(List<Pair> pairs, TranslateOptions options) {
    CodecLearner sources = new CodecLearner(options.sourceTokens());
    CodecLearner targets = options.shared() ? sources : new CodecLearner(options.targetTokens());
    for (Pair pair : pairs) {
      sources.add(pair.source());
      targets.add(pair.target());
    }
    TextCodec source = sources.learn(1, options.vocabularySize());
    return new TranslateCodec(
        source, options.shared() ? source : targets.learn(1, options.vocabularySize()));
  }

  /** The codec of the model in a folder. */
  static TranslateCodec of(ModelFolder folder, TranslateConfig config) {
    TextCodec source =
        codec(folder, config.shared() ? Vocabulary.FILE : SOURCE, config.sourceTokens());
    return new TranslateCodec(
        source, config.shared() ? source : codec(folder, TARGET, config.targetTokens()));
  }

  private static TextCodec codec(ModelFolder folder, String file, String tokens) {
    String name = folder.path().resolve(file).toString();
    return TextCodec.of(tokens, Vocabulary.parse(folder.text(file), name));
  }

  /** The texts that a model folder keeps of it. */
  Map<String, String> texts() {
    return source.equals(target)
        ? Map.of(Vocabulary.FILE, source.vocabulary().text())
        : Map.of(SOURCE, source.vocabulary().text(), TARGET, target.vocabulary().text());
  }

  /**
   * The ids of a sentence.
   *
   * @param place where it stands
   * @throws BadInput if it is too long
   */
  int[] encodeSource(String text, String place) {
    return encode(source, text, place);
  }

  /** The ids of a translation. */
  int[] encodeTarget(String text, String place) {
    return encode(target, text, place);
  }

  private static int[] encode(TextCodec codec, String text, String place) {
    int[] ids = codec.encode(text);
    if (ids.length >= MOST_TOKENS) {
      throw new BadInput(
          "%s: expected a sentence of less than %d tokens but found %d. Cut it into sentences."
              .formatted(place, MOST_TOKENS, ids.length));
    }
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = Vocabulary.END;
    return ended;
  }
}
