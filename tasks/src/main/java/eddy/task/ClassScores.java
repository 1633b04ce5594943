package eddy.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well probabilities fit the true labels of some items: texts, series.
 *
 * <p>Where each item has one label, the likeliest is predicted; where it may have several, each
 * whose probability is a half or more.
 *
 * @param probabilities of each class, for each item
 * @param labels the true ones of each item, ascending
 * @param multiple whether an item may have several labels
 */
public record ClassScores(List<float[]> probabilities, List<int[]> labels, boolean multiple) {
  /** Bins of the calibration error, as Guo et al. (2017) have them. */
  public static final int BINS = 15;

  /** The table of the figures of each class. */
  public static final String CLASSES = "class";

  /** The table of which label was taken for which. */
  public static final String CONFUSION = "true \\ predicted";

  private static final double LEAST = 1e-12;

  public static ClassScores of(List<float[]> probabilities, List<int[]> labels, boolean multiple) {
    return new ClassScores(probabilities, labels, multiple);
  }

  /**
   * The labels that probabilities predict, ascending; the likeliest one unless there are several.
   */
  public static int[] predicted(float[] probabilities, boolean multiple) {
    if (multiple) {
      int[] labels = new int[probabilities.length];
      int count = 0;
      for (int c = 0; c < labels.length; c++) {
        if (probabilities[c] >= 0.5f) {
          labels[count++] = c;
        }
      }
      return Arrays.copyOf(labels, count);
    }
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return new int[] {best};
  }

  /** What a prediction says of an item with one label: that, its probability, and that of each. */
  public static List<Object> row(float[] probabilities, List<String> labels) {
    int likeliest = predicted(probabilities, false)[0];
    List<Object> row = new ArrayList<>(List.of(labels.get(likeliest), probabilities[likeliest]));
    for (float each : probabilities) {
      row.add(each);
    }
    return row;
  }

  /** The columns of such rows. */
  public static List<String> columns(List<String> labels) {
    List<String> columns = new ArrayList<>(List.of("label", "probability"));
    columns.addAll(labels);
    return columns;
  }

  /** The probabilities of an item by the names of its classes. */
  public static SequencedMap<String, Double> named(float[] probabilities, List<String> labels) {
    SequencedMap<String, Double> named = new LinkedHashMap<>();
    for (int c = 0; c < probabilities.length; c++) {
      named.put(labels.get(c), (double) probabilities[c]);
    }
    return named;
  }

  /**
   * Items to show: those whose labels have the highest loss, then those with the lowest.
   *
   * @param most how many in all, half of them of either kind
   */
  public int[] extremes(int most) {
    return extremes(labels.size(), this::loss, most);
  }

  /** The same for any items and their losses. */
  public static int[] extremes(int items, IntToDoubleFunction loss, int most) {
    int[] byLoss =
        IntStream.range(0, items)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -loss.applyAsDouble(i)))
            .mapToInt(Integer::intValue)
            .toArray();
    int worst = Math.min(most / 2, items);
    return IntStream.concat(
            IntStream.range(0, worst), IntStream.range(Math.max(worst, items - most / 2), items))
        .map(i -> byLoss[i])
        .toArray();
  }

  /** What training keeps small: the share of wrong items, or the micro F1 that lacks to 1. */
  public double error() {
    SortedMap<String, Double> metrics = metrics();
    return 1 - metrics.get(multiple ? "micro_f1" : "accuracy");
  }

  /** How often a class was true, was predicted, and both. */
  private record Counts(long[] truth, long[] predicted, long[] both) {
    double precision(int c) {
      return predicted[c] == 0 ? 0 : (double) both[c] / predicted[c];
    }

    double recall(int c) {
      return truth[c] == 0 ? 0 : (double) both[c] / truth[c];
    }

    double f1(int c) {
      return truth[c] + predicted[c] == 0 ? 0 : 2.0 * both[c] / (truth[c] + predicted[c]);
    }
  }

  private int classes() {
    return probabilities.getFirst().length;
  }

  private Counts counts() {
    Counts counts = new Counts(new long[classes()], new long[classes()], new long[classes()]);
    for (int i = 0; i < labels.size(); i++) {
      int[] truth = labels.get(i);
      Arrays.stream(truth).forEach(c -> counts.truth[c]++);
      for (int c : predicted(probabilities.get(i), multiple)) {
        counts.predicted[c]++;
        counts.both[c] += Arrays.binarySearch(truth, c) >= 0 ? 1 : 0;
      }
    }
    return counts;
  }

  /** The usual figures by their names. */
  public SortedMap<String, Double> metrics() {
    Counts counts = counts();
    double f1 = 0;
    int occurring = 0;
    for (int c = 0; c < classes(); c++) {
      f1 += counts.f1(c);
      occurring += counts.truth[c] + counts.predicted[c] > 0 ? 1 : 0;
    }
    long right = 0;
    for (int i = 0; i < labels.size(); i++) {
      right += isWrong(i) ? 0 : 1;
    }
    double both = Arrays.stream(counts.both).sum();
    double all = Arrays.stream(counts.truth).sum() + Arrays.stream(counts.predicted).sum();
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("accuracy", (double) right / labels.size());
    metrics.put("macro_f1", occurring == 0 ? 0 : f1 / occurring);
    metrics.put("micro_f1", all == 0 ? 1 : 2 * both / all);
    metrics.put("cross_entropy", crossEntropy());
    metrics.put("calibration_error", calibration().error());
    return metrics;
  }

  /** Those of the usual figures that ask for labels only, and for no probabilities. */
  public SortedMap<String, Double> decisions() {
    SortedMap<String, Double> metrics = metrics();
    metrics.remove("cross_entropy");
    metrics.remove("calibration_error");
    return metrics;
  }

  /** The mean over the items, in nats. */
  public double crossEntropy() {
    double sum = 0;
    for (int i = 0; i < labels.size(); i++) {
      sum += loss(i);
    }
    return sum / labels.size();
  }

  /** The cross-entropy of an item, in nats: of all its labels together where there are several. */
  public double loss(int item) {
    float[] p = probabilities.get(item);
    int[] truth = labels.get(item);
    if (!multiple) {
      return -StrictMath.log(Math.max(LEAST, p[truth[0]]));
    }
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      boolean is = Arrays.binarySearch(truth, c) >= 0;
      sum -= StrictMath.log(Math.max(LEAST, is ? p[c] : 1 - p[c]));
    }
    return sum;
  }

  /**
   * How far probabilities are what they say.
   *
   * @param confidence the mean probability of the predictions in each bin, not a number in an empty
   *     one
   * @param accuracy the share of them that is right
   * @param error the mean distance of the two, weighted by how many predictions a bin has
   */
  public record Calibration(double[] confidence, double[] accuracy, double error) {}

  /** Guo et al., "On calibration of modern neural networks", ICML 2017. */
  public Calibration calibration() {
    double[] confidence = new double[BINS];
    double[] right = new double[BINS];
    long[] sizes = new long[BINS];
    long total = 0;
    for (int i = 0; i < labels.size(); i++) {
      float[] p = probabilities.get(i);
      int[] decided = multiple ? all(p.length) : predicted(p, false);
      for (int c : decided) {
        int bin = Math.min(BINS - 1, (int) (p[c] * BINS));
        confidence[bin] += p[c];
        right[bin] += Arrays.binarySearch(labels.get(i), c) >= 0 ? 1 : 0;
        sizes[bin]++;
        total++;
      }
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(confidence[bin] - right[bin]) / total;
      confidence[bin] /= sizes[bin];
      right[bin] /= sizes[bin];
    }
    return new Calibration(confidence, right, error);
  }

  private static int[] all(int classes) {
    int[] all = new int[classes];
    Arrays.setAll(all, c -> c);
    return all;
  }

  /** Whether the item's predicted labels are not the true ones. */
  public boolean isWrong(int item) {
    return !Arrays.equals(predicted(probabilities.get(item), multiple), labels.get(item));
  }

  /**
   * The tables of each class, and of which label was taken for which.
   *
   * @param names of the classes
   * @param items what the items are called
   */
  public SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables(
      List<String> names, String items) {
    SequencedMap<String, SequencedMap<String, SequencedMap<String, Double>>> tables =
        new LinkedHashMap<>();
    Counts counts = counts();
    SequencedMap<String, SequencedMap<String, Double>> classes = new LinkedHashMap<>();
    for (int c = 0; c < names.size(); c++) {
      SequencedMap<String, Double> figures = new LinkedHashMap<>();
      figures.put("precision", counts.precision(c));
      figures.put("recall", counts.recall(c));
      figures.put("f1", counts.f1(c));
      figures.put(items, (double) counts.truth[c]);
      classes.put(names.get(c), figures);
    }
    tables.put(CLASSES, classes);
    if (!multiple) {
      tables.put(CONFUSION, confusion(names));
    }
    return tables;
  }

  private SequencedMap<String, SequencedMap<String, Double>> confusion(List<String> names) {
    SequencedMap<String, SequencedMap<String, Double>> rows = new LinkedHashMap<>();
    for (int truth = 0; truth < names.size(); truth++) {
      double[] taken = new double[names.size()];
      for (int i = 0; i < labels.size(); i++) {
        if (labels.get(i)[0] == truth) {
          taken[predicted(probabilities.get(i), false)[0]]++;
        }
      }
      SequencedMap<String, Double> row = new LinkedHashMap<>();
      for (int c = 0; c < taken.length; c++) {
        row.put(names.get(c), taken[c]);
      }
      rows.put(names.get(truth), row);
    }
    return rows;
  }
}
