package eddy.forecast;

/**
 * Some rows of a series and the rows after them, which are to be forecast.
 *
 * <p>Values count from the last of the history, in units of {@link SeriesInputs#unit}, so that a
 * network learns changes, whatever the level. A history that begins before the series does repeats
 * its first row.
 */
final class Window implements Scale {
  private final SeriesInputs inputs;
  private final int row;
  private final double[] last;
  private final double[] unit;

  Window(SeriesInputs inputs, int row) {
    this.inputs = inputs;
    this.row = row;
    int targets = inputs.series().targets();
    last = new double[targets];
    unit = new double[targets];
    for (int target = 0; target < targets; target++) {
      last[target] = inputs.series().value(row - 1, target);
      unit[target] = inputs.unit(row, target);
    }
  }

  SeriesInputs inputs() {
    return inputs;
  }

  Series series() {
    return inputs.series();
  }

  /** The row that is forecast first. */
  int row() {
    return row;
  }

  int targets() {
    return last.length;
  }

  /** The value of a target in original units, so many rows after the first that is forecast. */
  double value(int offset, int target) {
    return inputs.series().value(Math.max(0, row + offset), target);
  }

  /** The same from the last of the history, in units. */
  float scaled(int offset, int target) {
    return (float) ((value(offset, target) - last[target]) / unit[target]);
  }

  @Override
  public double invert(double scaled, int target) {
    return last[target] + unit[target] * scaled;
  }

  @Override
  public double unit(int target) {
    return unit[target];
  }

  @Override
  public double countUnit(int target) {
    int rows = Math.min(row, inputs.config().lookBack());
    double sum = 0;
    for (int i = 1; i <= rows; i++) {
      sum += Math.abs(value(-i, target));
    }
    return 1 + sum / rows;
  }
}
