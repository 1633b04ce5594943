package eddy.forecast;

import eddy.kernel.Counted;
import eddy.loss.Gaussian;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How the errors of neighbouring steps go together, so that the distributions of single steps
 * become paths: in terms of normal numbers each step keeps a share of the one before it, a Gaussian
 * copula of first order.
 *
 * @param correlation of neighbouring steps for each target, from 0 to below 1
 */
record Paths(double[] correlation) {
  static final String FILE = "paths.json";

  private static final double MOST = 0.99;

  /** Learns from what came in some windows. */
  static Paths fit(Predictor predictor, Windows windows) {
    int targets = predictor.config().targets().size();
    int horizon = predictor.config().horizon();
    double[] products = new double[targets];
    double[] squares = new double[targets];
    predictor.forEach(
        windows,
        (window, forecast) -> {
          for (int target = 0; target < targets; target++) {
            double before = 0;
            for (int step = 0; step < horizon; step++) {
              double share =
                  forecast.distribution(step, target).probability(window.value(step, target));
              double z = Gaussian.standardQuantile(Math.clamp(share, 0.005, 0.995));
              if (step > 0) {
                products[target] += z * before;
                squares[target] += (z * z + before * before) / 2;
              }
              before = z;
            }
          }
        });
    double[] correlation = new double[targets];
    Arrays.setAll(
        correlation, i -> squares[i] > 0 ? Math.clamp(products[i] / squares[i], 0, MOST) : 0);
    return new Paths(correlation);
  }

  /** Draws paths of a forecast, [paths][H][C]. */
  double[][][] draw(Forecast forecast, int paths, long seed) {
    double[][][] drawn = new double[paths][forecast.horizon()][forecast.targets()];
    for (int path = 0; path < paths; path++) {
      SplittableRandom random = Counted.stream(seed, path);
      double[] z = new double[forecast.targets()];
      for (int step = 0; step < forecast.horizon(); step++) {
        for (int target = 0; target < z.length; target++) {
          double kept = step == 0 ? 0 : correlation[target];
          z[target] = kept * z[target] + Math.sqrt(1 - kept * kept) * random.nextGaussian();
          double share = Gaussian.standardProbability(z[target]);
          drawn[path][step][target] =
              forecast.distribution(step, target).quantile(Math.clamp(share, 1e-9, 1 - 1e-9));
        }
      }
    }
    return drawn;
  }

  /** Paths that a rollout has drawn, [H * C][paths], in the same order. */
  static double[][][] of(double[][] values, int targets) {
    double[][][] paths = new double[values[0].length][values.length / targets][targets];
    for (int i = 0; i < values.length; i++) {
      for (int path = 0; path < values[i].length; path++) {
        paths[path][i / targets][i % targets] = values[i][path];
      }
    }
    return paths;
  }
}
