package eddy.language;

import eddy.text.Corpus;

/**
 * The baseline that knows no context: how often each token stood in the training text, each counted
 * once more than it did, so that none is impossible (Laplace's rule of succession).
 *
 * @param counts one for each token
 */
record Unigram(long[] counts) {

  static Unigram of(Corpus text, int vocabularySize) {
    long[] counts = new long[vocabularySize];
    for (long i = 0; i < text.size(); i++) {
      counts[text.get(i)]++;
    }
    return new Unigram(counts);
  }

  /** The mean of {@code -log p} over a text, in nats. */
  double crossEntropy(Corpus text) {
    long total = counts.length;
    for (long count : counts) {
      total += count;
    }
    double sum = 0;
    for (long i = 0; i < text.size(); i++) {
      sum -= StrictMath.log((counts[text.get(i)] + 1.0) / total);
    }
    return sum / text.size();
  }
}
