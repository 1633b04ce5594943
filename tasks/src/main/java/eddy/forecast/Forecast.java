package eddy.forecast;

import eddy.loss.Distribution;
import eddy.loss.Quantiles;
import java.util.Arrays;

/**
 * What may follow a window, in original units: a point for each step and target, and quantiles
 * where the model has them.
 */
public final class Forecast {
  private final int targets;
  private final double[] levels;
  private final double[] points;
  private final double[][] quantiles;
  private final Distribution[] distributions;

  /**
   * A forecast of H steps of C targets.
   *
   * @param levels of the quantiles, rising; not copied
   * @param points [H, C], not copied
   * @param quantiles an [H, C] for each level, not copied
   * @param distributions which the quantiles are of, [H, C]; empty where only quantiles are known
   */
  Forecast(
      int targets,
      double[] levels,
      double[] points,
      double[][] quantiles,
      Distribution... distributions) {
    this.targets = targets;
    this.levels = levels;
    this.points = points;
    this.quantiles = quantiles;
    this.distributions = distributions;
  }

  /** A forecast without quantiles. */
  static Forecast of(int targets, double[] points) {
    return new Forecast(targets, new double[0], points, new double[0][]);
  }

  /** The number of steps. */
  public int horizon() {
    return points.length / targets;
  }

  /** The number of targets. */
  public int targets() {
    return targets;
  }

  /** The levels of the quantiles, rising; none for a model of points. */
  public double[] levels() {
    return levels.clone();
  }

  /** The forecast itself, which is the median where there are quantiles. */
  public double point(int step, int target) {
    return points[step * targets + target];
  }

  /** The quantile of the level of that number. */
  public double quantile(int level, int step, int target) {
    return quantiles[level][step * targets + target];
  }

  /** What the value of a step and target may be, where there are quantiles. */
  public Distribution distribution(int step, int target) {
    if (distributions.length > 0) {
      return distributions[step * targets + target];
    }
    double[] values = new double[levels.length];
    Arrays.setAll(values, k -> quantile(k, step, target));
    return new Quantiles(levels, values);
  }

  /** All points as rows, [H][C]. */
  public double[][] points() {
    double[][] rows = new double[horizon()][targets];
    for (int step = 0; step < rows.length; step++) {
      System.arraycopy(points, step * targets, rows[step], 0, targets);
    }
    return rows;
  }
}
