package eddy.language;

import java.util.SplittableRandom;

/**
 * Lines of words that follow one another by simple rules, so that a network can learn them and a
 * program knows how well it can be done.
 *
 * <p>After {@code a} comes {@code b} or {@code c}, after {@code b} always {@code d}, after {@code
 * c} always {@code e}; after {@code d} or {@code e} the line ends in one of four cases, and else an
 * {@code a} follows. So of every three words one bit is new after an {@code a}, none after {@code
 * b} and {@code c}, and H(1/4) after {@code d} and {@code e}.
 */
final class Babble {
  private static final String[] PAIRS = {"b d", "c e"};

  private Babble() {}

  /** So many lines. */
  static String lines(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < count; line++) {
      do {
        text.append("a ").append(PAIRS[random.nextInt(2)]).append(' ');
      } while (random.nextInt(4) != 0);
      text.setCharAt(text.length() - 1, '\n');
    }
    return text.toString();
  }

  /** The perplexity of who knows the rules, for words and ends of lines together. */
  static double perplexity() {
    // A line has on average four groups of three words, and one end.
    double bits = 4 * (1 + entropy(0.25));
    return Math.pow(2, bits / (4 * 3 + 1));
  }

  private static double entropy(double p) {
    return -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
  }
}
