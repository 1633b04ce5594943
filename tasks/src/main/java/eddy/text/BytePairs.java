package eddy.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Learns subwords by byte-pair encoding: see {@link Subwords} for the paper and for what they are.
 *
 * <p>All words begin as their characters; then the most frequent pair of neighbours becomes a
 * token, until there are enough. Of equally frequent pairs, that of the earlier tokens is taken.
 *
 * <p>Counting all pairs anew after each merge would take hours. Each pair knows the words where it
 * has ever stood, so that a merge visits these only and moves the counts of the neighbours. The
 * queue holds a pair with the count that it had when it entered; an entry that has since become too
 * large goes back with the true count, one that has become too small was followed by another.
 */
final class BytePairs {
  /** What stands for a character that is no token, and so merges with nothing. */
  private static final int NO_TOKEN = -1;

  private static final int FEWEST = 2;

  /** Odd, so that keys stay different; without it a key's hash would be left xor right. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private static final class Pair {
    private final int left;
    private final int right;
    private long count;
    private int[] words = new int[2];
    private int size;

    private Pair(int left, int right) {
      this.left = left;
      this.right = right;
    }

    private void stands(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
      }
      words[size++] = word;
    }
  }

  private record Entry(long count, Pair pair) {
    private static final Comparator<Entry> MOST_FREQUENT_FIRST =
        Comparator.<Entry>comparingLong(entry -> -entry.count)
            .thenComparingInt(entry -> entry.pair.left)
            .thenComparingInt(entry -> entry.pair.right);
  }

  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();
  // The tokens of each distinct word, of which only the first lengths[word] count.
  private final int[][] words;
  private final int[] lengths;
  private final long[] counts;
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Entry> queue = new PriorityQueue<>(Entry.MOST_FREQUENT_FIRST);

  private BytePairs(TokenCounts wordCounts, List<String> alphabet) {
    tokens = new ArrayList<>(alphabet);
    alphabet.forEach(character -> ids.put(character, ids.size()));
    words = new int[wordCounts.size()][];
    lengths = new int[words.length];
    counts = new long[words.length];
    int[] next = {0};
    wordCounts.forEach((word, count) -> {
      int index = next[0]++;
      words[index] =
          new Characters()
              .tokens(word).stream().mapToInt(c -> ids.getOrDefault(c, NO_TOKEN)).toArray();
      lengths[index] = words[index].length;
      counts[index] = count;
    });
  }

  /**
   * The characters, then what is merged from them, in order.
   *
   * @param wordCounts the distinct words and how often each occurs
   * @param minCount how often a character or a pair must occur
   * @param size the most tokens
   */
  static List<String> learn(TokenCounts wordCounts, int minCount, int size) {
    TokenCounts characters = new TokenCounts();
    wordCounts.forEach(
        (word, count) -> new Characters().tokens(word).forEach(c -> characters.add(c, count)));
    BytePairs learner = new BytePairs(wordCounts, characters.ranked(minCount, size));
    learner.countPairs();
    learner.mergeUntil(size, Math.max(FEWEST, minCount));
    return learner.tokens;
  }

  private void countPairs() {
    for (int word = 0; word < words.length; word++) {
      int[] row = words[word];
      for (int i = 0; i + 1 < row.length; i++) {
        if (row[i] != NO_TOKEN && row[i + 1] != NO_TOKEN) {
          count(row[i], row[i + 1], word, counts[word]);
        }
      }
    }
    pairs.values().forEach(pair -> queue.add(new Entry(pair.count, pair)));
  }

  private void mergeUntil(int size, int minCount) {
    while (tokens.size() < size && !queue.isEmpty()) {
      Entry entry = queue.remove();
      Pair pair = entry.pair;
      if (entry.count != pair.count) {
        if (entry.count > pair.count && pair.count >= minCount) {
          queue.add(new Entry(pair.count, pair));
        }
        continue;
      }
      if (pair.count < minCount) {
        return;
      }
      merge(pair);
    }
  }

  private void merge(Pair pair) {
    String text = tokens.get(pair.left) + tokens.get(pair.right);
    // Two pairs can make the same token: "ab" with "c", and "a" with "bc".
    int merged = ids.computeIfAbsent(text, _ -> ids.size());
    if (merged == tokens.size()) {
      tokens.add(text);
    }
    Set<Pair> grown = new HashSet<>();
    for (int i = 0; i < pair.size; i++) {
      grown.addAll(merge(pair, merged, pair.words[i]));
    }
    grown.forEach(more -> queue.add(new Entry(more.count, more)));
  }

  /** Merges a pair in a word, from left to right, and returns the pairs that came about. */
  private List<Pair> merge(Pair pair, int merged, int word) {
    List<Pair> grown = new ArrayList<>();
    int[] row = words[word];
    int length = lengths[word];
    long times = counts[word];
    int to = 0;
    for (int i = 0; i < length; i++) {
      if (i + 1 == length || row[i] != pair.left || row[i + 1] != pair.right) {
        row[to++] = row[i];
        continue;
      }
      count(pair.left, pair.right, word, -times);
      if (to > 0 && row[to - 1] != NO_TOKEN) {
        count(row[to - 1], pair.left, word, -times);
        grown.add(count(row[to - 1], merged, word, times));
      }
      if (i + 2 < length && row[i + 2] != NO_TOKEN) {
        count(pair.right, row[i + 2], word, -times);
        grown.add(count(merged, row[i + 2], word, times));
      }
      row[to++] = merged;
      i++;
    }
    lengths[word] = to;
    return grown;
  }

  /** Adds to how often two tokens stand side by side, and returns the pair. */
  private Pair count(int left, int right, int word, long times) {
    long key = ((long) left << Integer.SIZE | right) * SPREAD;
    Pair pair = pairs.computeIfAbsent(key, _ -> new Pair(left, right));
    pair.count += times;
    if (times > 0) {
      pair.stands(word);
    } else if (pair.count == 0) {
      pairs.remove(key);
    }
    return pair;
  }
}
