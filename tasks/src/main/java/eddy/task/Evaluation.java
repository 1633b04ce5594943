package eddy.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good a model is on some data, beside what needs no model.
 *
 * @param part what was measured: {@code validation} or {@code test}, parts of the training's own
 *     file, {@code all} of another file, or {@code rolling}, forecasts from the last points in time
 * @param items how many windows, texts or sequences were counted
 * @param missing how many true values were missing in the data, and so count in no figure
 * @param metrics the model's figures by their usual lower-case names
 * @param baselines each baseline's figures, by its name
 * @param data SHA-256 of the data by the name of its file
 * @param tables further figures by the name of a table, its row and its column: each series, each
 *     class, which was taken for which; none where all is one
 * @param worst the items that came out worst, a line each, where a task shows them
 */
public record Evaluation(
    String part,
    long items,
    long missing,
    SortedMap<String, Double> metrics,
    SequencedMap<String, SortedMap<String, Double>> baselines,
    Map<String, String> data,
    SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables,
    List<String> worst) {
  public Evaluation {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    baselines = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(baselines));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    tables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tables));
    worst = List.copyOf(worst);
  }

  /** Figures without further tables and items. */
  public Evaluation(
      String part,
      long items,
      long missing,
      SortedMap<String, Double> metrics,
      SequencedMap<String, SortedMap<String, Double>> baselines,
      Map<String, String> data) {
    this(part, items, missing, metrics, baselines, data, new LinkedHashMap<>(), List.of());
  }
}
