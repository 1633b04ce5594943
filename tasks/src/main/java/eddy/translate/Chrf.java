package eddy.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * chrF2, counted sentence by sentence and worked out for all of them together: precision and recall
 * of runs of one to six characters, blanks left out, each averaged over the orders; recall counts
 * twice as much. Of several references a sentence is held against the best, as in sacreBLEU.
 *
 * <p>Popović, "chrF: character n-gram F-score for automatic MT evaluation", WMT 2015.
 */
final class Chrf {
  private static final int ORDERS = 6;

  private final double beta;
  private long[] counts = new long[3 * ORDERS];

  /** chrF2. */
  Chrf() {
    this(2);
  }

  /** With another weight of recall. */
  Chrf(double beta) {
    this.beta = beta;
  }

  /**
   * Counts a sentence.
   *
   * @param references one or more
   */
  Chrf add(String translation, List<String> references) {
    List<Map<String, Integer>> own = runs(translation);
    long[] best = {};
    double highest = -1;
    for (String reference : references) {
      long[] found = compare(own, runs(reference));
      double score = score(found);
      if (score > highest) {
        highest = score;
        best = found;
      }
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += best[i];
    }
    return this;
  }

  /** For each order: runs of the translation, runs of the reference, common ones. */
  private static long[] compare(List<Map<String, Integer>> own, List<Map<String, Integer>> other) {
    long[] found = new long[3 * ORDERS];
    for (int i = 0; i < ORDERS; i++) {
      Map<String, Integer> reference = other.get(i);
      for (int count : reference.values()) {
        found[3 * i + 1] += count;
      }
      for (Map.Entry<String, Integer> run : own.get(i).entrySet()) {
        // Runs longer than the whole reference are not held against the translation.
        found[3 * i] += reference.isEmpty() ? 0 : run.getValue();
        found[3 * i + 2] += Math.min(run.getValue(), reference.getOrDefault(run.getKey(), 0));
      }
    }
    return found;
  }

  private static List<Map<String, Integer>> runs(String text) {
    int[] characters =
        text.codePoints()
            .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
            .toArray();
    List<Map<String, Integer>> all = new ArrayList<>();
    for (int order = 1; order <= ORDERS; order++) {
      Map<String, Integer> runs = new HashMap<>();
      for (int i = 0; i + order <= characters.length; i++) {
        runs.merge(new String(characters, i, order), 1, Integer::sum);
      }
      all.add(runs);
    }
    return all;
  }

  /** From 0 to 100. */
  double score() {
    return score(counts);
  }

  private double score(long[] counts) {
    double precision = 0;
    double recall = 0;
    int orders = 0;
    for (int i = 0; i < ORDERS; i++) {
      if (counts[3 * i] > 0 && counts[3 * i + 1] > 0) {
        precision += (double) counts[3 * i + 2] / counts[3 * i];
        recall += (double) counts[3 * i + 2] / counts[3 * i + 1];
        orders++;
      }
    }
    if (precision + recall == 0) {
      return 0;
    }
    double factor = beta * beta;
    return 100
        * (1 + factor)
        * (precision / orders)
        * (recall / orders)
        / (factor * (precision / orders) + recall / orders);
  }
}
