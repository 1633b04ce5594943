package eddy.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good a model is on some data, beside what needs no model.
 *
 * @param part what was measured: {@code validation} or {@code test}, parts of the training's own
 *     file, or {@code all} of another file
 * @param items how many windows, texts or sequences were counted
 * @param missing how many true values were missing in the data, and so count in no figure
 * @param metrics the model's figures by their usual lower-case names
 * @param baselines each baseline's figures, by its name
 * @param groups the model's figures of each series, class or the like by its name; empty where all
 *     is one
 * @param data SHA-256 of the data by the name of its file
 */
public record Evaluation(
    String part,
    long items,
    long missing,
    SortedMap<String, Double> metrics,
    SequencedMap<String, SortedMap<String, Double>> baselines,
    SequencedMap<String, SortedMap<String, Double>> groups,
    Map<String, String> data) {
  /** Figures of all together, and of nothing by itself. */
  public Evaluation(
      String part,
      long items,
      long missing,
      SortedMap<String, Double> metrics,
      SequencedMap<String, SortedMap<String, Double>> baselines,
      Map<String, String> data) {
    this(part, items, missing, metrics, baselines, new LinkedHashMap<>(), data);
  }

  public Evaluation {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    baselines = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(baselines));
    groups = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }
}
