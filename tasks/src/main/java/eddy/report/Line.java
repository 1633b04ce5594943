package eddy.report;

/**
 * A named series of a chart.
 *
 * @param name what the legend calls it
 * @param values a number per point of the chart, not copied; one that is not finite leaves a gap
 * @param dashed whether it is drawn as the lesser one, as baselines are
 */
public record Line(String name, double[] values, boolean dashed) {
  /** A solid line. */
  public static Line solid(String name, double... values) {
    return new Line(name, values, false);
  }

  /** A dashed line. */
  public static Line dashed(String name, double... values) {
    return new Line(name, values, true);
  }
}
