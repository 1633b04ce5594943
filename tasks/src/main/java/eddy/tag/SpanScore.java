package eddy.tag;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts tags and spans as the program conlleval of the shared tasks does: a span is right when
 * beginning, end and type are, and spans never reach over the end of a sentence.
 */
final class SpanScore {
  /** How many spans of a type there are, are predicted, and are both. */
  static final class Counts {
    private long truth;
    private long predicted;
    private long right;

    long truth() {
      return truth;
    }

    long predicted() {
      return predicted;
    }

    long right() {
      return right;
    }

    /** The share of the predicted spans that are right; 0 where there are none. */
    double precision() {
      return predicted == 0 ? 0 : (double) right / predicted;
    }

    /** The share of the true spans that are found; 0 where there are none. */
    double recall() {
      return truth == 0 ? 0 : (double) right / truth;
    }

    /** The harmonic mean of precision and recall. */
    double f1() {
      double sum = precision() + recall();
      return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }
  }

  private final Counts all = new Counts();
  private final SortedMap<String, Counts> byType = new TreeMap<>();
  private long words;
  private long rightWords;

  /** Counts a sentence. */
  void add(List<String> truth, List<String> predicted) {
    if (truth.size() != predicted.size()) {
      throw new IllegalArgumentException(
          "SpanScore: expected as many tags as there are words, %d, but got %d."
              .formatted(truth.size(), predicted.size()));
    }
    for (int i = 0; i < truth.size(); i++) {
      words++;
      rightWords += truth.get(i).equals(predicted.get(i)) ? 1 : 0;
    }
    Set<Span> spans = new HashSet<>(TagScheme.spans(truth));
    for (Span span : spans) {
      all.truth++;
      counts(span).truth++;
    }
    for (Span span : TagScheme.spans(predicted)) {
      all.predicted++;
      counts(span).predicted++;
      if (spans.contains(span)) {
        all.right++;
        counts(span).right++;
      }
    }
  }

  private Counts counts(Span span) {
    return byType.computeIfAbsent(span.type(), _ -> new Counts());
  }

  /** The share of the words whose tag is right. */
  double accuracy() {
    return words == 0 ? 0 : (double) rightWords / words;
  }

  /** Over all types together. */
  Counts all() {
    return all;
  }

  /** For each type that is there or predicted. */
  SortedMap<String, Counts> byType() {
    return Collections.unmodifiableSortedMap(byType);
  }
}
