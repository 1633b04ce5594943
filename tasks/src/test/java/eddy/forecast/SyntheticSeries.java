package eddy.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes series with a trend, seasons and noise from a fixed seed. */
final class SyntheticSeries {
  private SyntheticSeries() {}

  /**
   * A series whose target {@code j} is {@code 10 (j + 1) + 0.01 t + sin(2 pi t / season + j) +
   * noise * gaussian}.
   */
  static Series seasonal(int rows, int targets, int season, double noise, long seed) {
    Random random = new Random(seed);
    double[] values = new double[rows * targets];
    for (int row = 0; row < rows; row++) {
      for (int target = 0; target < targets; target++) {
        values[row * targets + target] =
            10 * (target + 1)
                + 0.01 * row
                + Math.sin(2 * Math.PI * row / season + target)
                + noise * random.nextGaussian();
      }
    }
    List<String> names = new ArrayList<>();
    for (int target = 0; target < targets; target++) {
      names.add("x" + target);
    }
    return Series.of(names, values);
  }
}
