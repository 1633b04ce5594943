package eddy.classify;

import eddy.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Which runs of tokens a text has: single words and pairs of neighbours, or runs of one to four
 * characters. Each is known by a hash of it, so that no dictionary is needed; the few that share
 * one count as the same.
 *
 * <p>Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009.
 *
 * @param longest tokens of a run
 * @param features a power of two
 */
record NGrams(int longest, int features) {
  private static final int MOST_FEATURES = 1 << 20;
  private static final int MOST_WEIGHTS = 1 << 22;
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final String EDGE = "\n";

  /** Those of a tokenizer. */
  static NGrams of(Tokenizer tokenizer, int features) {
    return new NGrams(longest(tokenizer), features);
  }

  private static int longest(Tokenizer tokenizer) {
    return tokenizer.name().equals("character") ? 4 : 2;
  }

  /** How many features are enough for texts of so many tokens together. */
  static int features(Tokenizer tokenizer, long tokens, int classes) {
    long runs = Math.max(1024, tokens * longest(tokenizer));
    long most = Math.min(MOST_FEATURES, MOST_WEIGHTS / classes);
    return (int) Long.highestOneBit(Math.min(runs * 2, most));
  }

  /** The features of a text, each once, ascending. */
  int[] of(List<String> tokens) {
    int size = tokens.size() + 2;
    long[] hashes = new long[size];
    Arrays.setAll(hashes, i -> hash(i == 0 || i == size - 1 ? EDGE : tokens.get(i - 1)));
    int[] found = new int[size * longest];
    int count = 0;
    for (int i = 0; i < size; i++) {
      long run = BASIS;
      for (int n = 0; n < longest && i + n < size; n++) {
        run = (run ^ hashes[i + n]) * PRIME;
        found[count++] = (int) (mix(run) & (features - 1));
      }
    }
    return Arrays.stream(found, 0, count).sorted().distinct().toArray();
  }

  private static long hash(String token) {
    long hash = BASIS;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * PRIME;
    }
    return mix(hash);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
