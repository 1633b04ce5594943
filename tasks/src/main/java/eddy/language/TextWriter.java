package eddy.language;

import eddy.task.Sampler;
import eddy.task.Sampling;
import eddy.text.Decoder;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Writes texts on, token by token.
 *
 * @param codec of the network's tokens
 * @param scorer says how likely each token is to come next
 */
record TextWriter(TextCodec codec, Scorer scorer) {
  private static final int SAMPLE_LENGTH = 120;
  private static final long SAMPLE_SEED = 1;

  /** See {@link eddy.task.TextGenerator#generate}; a token that stands for unknown ones is none. */
  void write(String prompt, int length, Sampling sampling, Consumer<String> out) {
    int[] ids = encode(prompt);
    Decoder decoder = codec.decoder();
    Arrays.stream(ids).skip(1).forEach(decoder::next);
    Sampler sampler = new Sampler(sampling);
    Scorer.Next next = scorer.next(ids, Memory.EMPTY);
    TokenStream stream = new TokenStream(scorer.network(), scorer.workspace(), next.memory());
    float[] logProbabilities = next.logProbabilities();
    for (int i = 0; i < length; i++) {
      int id = sampler.draw(logProbabilities, Vocabulary.UNKNOWN);
      out.accept(decoder.next(id));
      logProbabilities = stream.next(id);
    }
  }

  /** A short text without a prompt, the same one for the same weights. */
  String sample() {
    StringBuilder text = new StringBuilder();
    write("", SAMPLE_LENGTH, new Sampling(SAMPLE_SEED), text::append);
    return text.toString();
  }

  /** The ids of a text that begins where a line does, so after the end of another. */
  int[] encode(String text) {
    String[] lines = text.split("\r?\n", -1);
    return IntStream.range(0, lines.length)
        .boxed()
        .flatMapToInt(line ->
            IntStream.concat(IntStream.of(Vocabulary.END), IntStream.of(codec.encode(lines[line]))))
        .toArray();
  }
}
