package eddy.report;

/**
 * A shaded region between two series, such as the interval of a forecast.
 *
 * @param name what the legend calls it
 * @param low the lower edge, a number per point of the chart, not copied
 * @param high the upper edge, a number per point of the chart, not copied
 */
public record Band(String name, double[] low, double[] high) {}
