package eddy.series;

import eddy.task.ClassScores;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far predicted numbers are from the true ones, and how well labels fit. */
final class Scores {
  private Scores() {}

  /**
   * The usual errors of numbers, in their own unit.
   *
   * @param outputs one number each
   */
  static SortedMap<String, Double> ofNumbers(List<float[]> outputs, float[] targets) {
    double squares = 0;
    double distances = 0;
    for (int i = 0; i < targets.length; i++) {
      double error = (double) outputs.get(i)[0] - targets[i];
      squares += error * error;
      distances += Math.abs(error);
    }
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put("mse", squares / targets.length);
    metrics.put("mae", distances / targets.length);
    return metrics;
  }

  /** What training keeps small: the mean cross-entropy, or the squared error in scaled numbers. */
  static double loss(List<float[]> outputs, Encoded truth, SeriesConfig config) {
    if (config.numeric()) {
      double deviation = config.target().deviation().getFirst();
      return ofNumbers(outputs, truth.targets()).get("mse") / (deviation * deviation);
    }
    return ClassScores.of(outputs, truth.labels(), false).crossEntropy();
  }
}
