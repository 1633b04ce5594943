package eddy.translate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU, counted sentence by sentence and worked out for all of them together.
 *
 * <p>The geometric mean of the precisions of runs of one to four words, each run counting as often
 * as in the reference that has it most; times {@code exp(1 - r / c)} where the translations are
 * shorter, c words, than the references nearest in length, r words. An order of runs without a hit
 * counts as half a hit, the next as a quarter and so on, as in sacreBLEU's default.
 *
 * <p>Papineni, Roukos, Ward and Zhu, "BLEU: a method for automatic evaluation of machine
 * translation", ACL 2002.
 */
final class Bleu {
  private static final int ORDERS = 4;

  private final BleuTokenizer tokenizer;
  private final long[] hits = new long[ORDERS];
  private final long[] runs = new long[ORDERS];
  private long length;
  private long referenceLength;
  private int fewest = Integer.MAX_VALUE;
  private int most;

  /** Counts nothing yet. */
  Bleu(BleuTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Counts a sentence.
   *
   * @param references one or more
   */
  Bleu add(String translation, List<String> references) {
    List<String> words = tokenizer.words(translation);
    Map<List<String>, Integer> known = new HashMap<>();
    int nearest = -1;
    for (String reference : references) {
      List<String> other = tokenizer.words(reference);
      counts(other).forEach((run, count) -> known.merge(run, count, Math::max));
      int distance = Math.abs(other.size() - words.size());
      int best = Math.abs(nearest - words.size());
      if (nearest < 0 || distance < best || (distance == best && other.size() < nearest)) {
        nearest = other.size();
      }
    }
    counts(words)
        .forEach((run, count) -> {
          runs[run.size() - 1] += count;
          hits[run.size() - 1] += Math.min(count, known.getOrDefault(run, 0));
        });
    length += words.size();
    referenceLength += nearest;
    fewest = Math.min(fewest, references.size());
    most = Math.max(most, references.size());
    return this;
  }

  private static Map<List<String>, Integer> counts(List<String> words) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int order = 1; order <= ORDERS; order++) {
      for (int i = 0; i + order <= words.size(); i++) {
        counts.merge(words.subList(i, i + order), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** From 0 to 100. */
  double score() {
    if (Arrays.stream(hits).allMatch(count -> count == 0) || runs[ORDERS - 1] == 0) {
      return 0;
    }
    double logs = 0;
    double part = 1;
    for (int i = 0; i < ORDERS; i++) {
      part = hits[i] == 0 ? part / 2 : part;
      logs += Math.log((hits[i] == 0 ? part : hits[i]) / runs[i]);
    }
    double shortness = Math.min(0, 1 - (double) referenceLength / length);
    return 100 * Math.exp(shortness + logs / ORDERS);
  }

  /** How it was counted, as sacreBLEU writes it. */
  String signature() {
    String references = fewest == most ? Integer.toString(most) : "var";
    return "nrefs:%s|case:mixed|eff:no|tok:%s|smooth:exp".formatted(references, tokenizer.label());
  }
}
