package eddy.classify;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.Arrays;

/**
 * A classifier that adds up a weight for each feature of a text.
 *
 * <p>C classes, F features.
 *
 * @param weight [C, F]
 * @param bias [C]
 * @param normalized whether the sum is divided by the root of the number of features
 */
record LinearBaseline(Parameter weight, Parameter bias, boolean normalized) {

  /** One that favours no class. */
  static LinearBaseline zeros(int classes, int features, boolean normalized) {
    return new LinearBaseline(
        new Parameter(Array.zeros(classes, features)),
        new Parameter(Array.zeros(classes)),
        normalized);
  }

  /** What each feature of a text counts. */
  double value(int[] features) {
    return normalized ? 1 / Math.sqrt(features.length) : 1;
  }

  /** How much each class is favoured. */
  double[] logits(int[] features) {
    int size = weight.shape().dimension(1);
    double[] logits = new double[weight.shape().dimension(0)];
    for (int c = 0; c < logits.length; c++) {
      double sum = 0;
      for (int feature : features) {
        sum += weight.data()[c * size + feature];
      }
      logits[c] = bias.data()[c] + sum * value(features);
    }
    return logits;
  }

  /**
   * The probability of each class: together 1, or each by itself where a text may have several
   * labels.
   */
  float[] probabilities(int[] features, boolean multiple) {
    double[] p = probabilities(logits(features), multiple);
    float[] rounded = new float[p.length];
    for (int c = 0; c < p.length; c++) {
      rounded[c] = (float) p[c];
    }
    return rounded;
  }

  /** Those of some logits. */
  static double[] probabilities(double[] logits, boolean multiple) {
    if (multiple) {
      return Arrays.stream(logits).map(x -> 1 / (1 + StrictMath.exp(-x))).toArray();
    }
    double largest = Arrays.stream(logits).max().orElse(0);
    double[] p = Arrays.stream(logits).map(x -> StrictMath.exp(x - largest)).toArray();
    double sum = Arrays.stream(p).sum();
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
