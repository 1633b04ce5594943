package eddy.series;

import java.util.Arrays;

/**
 * Dynamic time warping: how far two sequences are apart when each may pause while the other goes
 * on.
 *
 * <pre>
 *   d(i, j) = |a_i - b_j|^2 + min(d(i-1, j), d(i, j-1), d(i-1, j-1))
 * </pre>
 *
 * <p>The distance is d at both ends; all channels pause together. Sakoe and Chiba, "Dynamic
 * programming algorithm optimization for spoken word recognition", IEEE Transactions on Acoustics,
 * Speech, and Signal Processing 26(1), 1978.
 */
final class Warping {
  private Warping() {}

  /**
   * The distance, or infinity as soon as it is sure to reach a bound.
   *
   * @param a step by step; not modified
   * @param b step by step; not modified
   * @param channels numbers a step
   */
  static double distance(float[] a, float[] b, int channels, double bound) {
    int columns = b.length / channels;
    double[] before = new double[columns + 1];
    double[] row = new double[columns + 1];
    Arrays.fill(before, Double.POSITIVE_INFINITY);
    before[0] = 0;
    for (int i = 0; i < a.length; i += channels) {
      row[0] = Double.POSITIVE_INFINITY;
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < columns; j++) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          double gap = a[i + c] - b[j * channels + c];
          sum += gap * gap;
        }
        row[j + 1] = sum + Math.min(Math.min(before[j + 1], row[j]), before[j]);
        least = Math.min(least, row[j + 1]);
      }
      // Every path crosses this row.
      if (least >= bound) {
        return Double.POSITIVE_INFINITY;
      }
      double[] swap = before;
      before = row;
      row = swap;
    }
    return before[columns];
  }
}
