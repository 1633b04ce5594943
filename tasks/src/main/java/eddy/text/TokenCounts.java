package eddy.text;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/** How often each token occurs. */
public final class TokenCounts {
  private static final class Count {
    private long value;
  }

  private final Map<String, Count> counts = new HashMap<>();
  private long length;

  /** Counts a token so many times more. */
  public void add(String token, long times) {
    Count count = counts.get(token);
    if (count == null) {
      count = new Count();
      counts.put(token, count);
      length += token.length();
    }
    count.value += times;
  }

  boolean contains(String token) {
    return counts.containsKey(token);
  }

  /** How many different tokens there are. */
  int size() {
    return counts.size();
  }

  /** How long all different tokens are together. */
  long length() {
    return length;
  }

  /** Visits all tokens, in no particular order. */
  void forEach(ObjLongConsumer<String> visitor) {
    counts.forEach((token, count) -> visitor.accept(token, count.value));
  }

  /** The tokens that occur often enough, the most frequent first, equally frequent ones sorted. */
  public List<String> ranked(long minCount, int limit) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue().value >= minCount)
        .filter(entry -> !Vocabulary.SPECIAL.contains(entry.getKey()))
        .sorted(
            Comparator.<Map.Entry<String, Count>>comparingLong(entry -> -entry.getValue().value)
                .thenComparing(Map.Entry::getKey))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }
}
