package eddy.text;

import java.util.List;

/**
 * Text to token ids and back: a tokenizer with the vocabulary that it was trained with.
 *
 * <p>In a model folder it is the tokenizer's name in the task's config and the vocabulary's text in
 * a file; {@link #of} puts the two together again. {@link CodecLearner} makes one from data. May be
 * used by any number of threads.
 *
 * @param tokenizer where a text is cut
 * @param vocabulary the number of each token
 */
public record TextCodec(Tokenizer tokenizer, Vocabulary vocabulary) {
  /** The codec of a tokenizer's name and its vocabulary. */
  public static TextCodec of(String tokenizer, Vocabulary vocabulary) {
    return new TextCodec(Tokenizer.of(tokenizer, vocabulary), vocabulary);
  }

  /**
   * The ids of a text; unknown tokens are {@link Vocabulary#UNKNOWN}, and no end is added. A word
   * that is spelt like the end of a line does not end one: it is unknown.
   */
  public int[] encode(String text) {
    List<String> tokens = tokenizer.tokens(text);
    int[] ids = new int[tokens.size()];
    for (int i = 0; i < ids.length; i++) {
      int id = vocabulary.id(tokens.get(i));
      ids[i] = id == Vocabulary.END ? Vocabulary.UNKNOWN : id;
    }
    return ids;
  }

  /** The ids of all lines of a text, each followed by {@link Vocabulary#END}. */
  public Corpus encode(TextSource source) {
    Corpus corpus = new Corpus(vocabulary.size());
    source.read((piece, endsLine) -> {
      corpus.addAll(encode(piece));
      if (endsLine) {
        corpus.add(Vocabulary.END);
      }
    });
    return corpus;
  }

  /** The text of some ids; {@link Vocabulary#END} ends a line. */
  public String decode(int... ids) {
    Decoder decoder = decoder();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.next(id));
    }
    return text.toString();
  }

  /** Turns ids into text one at a time, as they are generated. */
  public Decoder decoder() {
    return new Decoder(this);
  }
}
