package eddy.translate;

import eddy.task.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good translations are.
 *
 * @param items what was translated
 * @param translations one for each
 * @param tokenizer of BLEU
 */
record Scores(List<Item> items, List<String> translations, BleuTokenizer tokenizer) {
  /** What needs no model: names and numbers stay, and whatever the two languages share. */
  private static final String BASELINE = "copy of the source";

  private static final int[] LENGTHS = {5, 10, 20, 40, Integer.MAX_VALUE};
  private static final int WORST = 5;

  Scores {
    items = List.copyOf(items);
    translations = List.copyOf(translations);
  }

  /** A translation that is held against its references. */
  record Judged(Item item, String translation, double chrf) {
    /** In one line. */
    String line() {
      return "%s -> %s (expected: %s)"
          .formatted(item.source(), translation, String.join(" | ", item.references()));
    }
  }

  /** The figures of all together. */
  SortedMap<String, Double> metrics() {
    return metrics(items, translations);
  }

  private SortedMap<String, Double> metrics(List<Item> items, List<String> translations) {
    Bleu bleu = new Bleu(tokenizer);
    Chrf chrf = new Chrf();
    int wrong = 0;
    for (int i = 0; i < items.size(); i++) {
      List<String> references = items.get(i).references();
      bleu.add(translations.get(i), references);
      chrf.add(translations.get(i), references);
      wrong += references.contains(translations.get(i)) ? 0 : 1;
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("bleu", bleu.score());
    metrics.put("chrf2", chrf.score());
    metrics.put("sentence_error", (double) wrong / Math.max(1, items.size()));
    return metrics;
  }

  /** How BLEU was counted. */
  String signature() {
    Bleu bleu = new Bleu(tokenizer);
    items.forEach(item -> bleu.add("", item.references()));
    return bleu.signature();
  }

  /** The figures by how many words, as BLEU counts them, the first reference has. */
  SequencedMap<String, SequencedMap<String, Double>> byLength() {
    SequencedMap<String, SequencedMap<String, Double>> rows = new LinkedHashMap<>();
    int from = 0;
    for (int to : LENGTHS) {
      List<Item> some = new ArrayList<>();
      List<String> theirs = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        int length = tokenizer.words(items.get(i).references().getFirst()).size();
        if (length > from && length <= to) {
          some.add(items.get(i));
          theirs.add(translations.get(i));
        }
      }
      if (!some.isEmpty()) {
        SequencedMap<String, Double> figures = new LinkedHashMap<>();
        figures.put("items", (double) some.size());
        figures.putAll(metrics(some, theirs));
        rows.put(to == Integer.MAX_VALUE ? "over " + from : (from + 1) + "-" + to, figures);
      }
      from = to;
    }
    return rows;
  }

  /** Those with the lowest chrF2 of their own, of equal ones the longest. */
  List<Judged> worst() {
    List<Judged> all = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      double chrf = new Chrf().add(translations.get(i), items.get(i).references()).score();
      all.add(new Judged(items.get(i), translations.get(i), chrf));
    }
    return all.stream()
        .filter(judged -> !judged.item.references().contains(judged.translation))
        .sorted(
            Comparator.comparingDouble(Judged::chrf)
                .thenComparingInt(judged -> -judged.item.source().length()))
        .limit(WORST)
        .toList();
  }

  /** All of it beside the baseline. */
  Evaluation evaluation(String part, Map<String, String> digests) {
    SequencedMap<String, SortedMap<String, Double>> baselines = new LinkedHashMap<>();
    baselines.put(BASELINE, metrics(items, items.stream().map(Item::source).toList()));
    SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables =
        new LinkedHashMap<>();
    tables.put("words (BLEU %s)".formatted(signature()), byLength());
    return new Evaluation(
        part,
        items.size(),
        0,
        metrics(),
        baselines,
        digests,
        tables,
        worst().stream().map(Judged::line).toList());
  }
}
