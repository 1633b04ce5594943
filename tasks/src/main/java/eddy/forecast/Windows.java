package eddy.forecast;

import eddy.format.BadInput;

/**
 * The windows of one part of a standardized series: some rows of history and the rows after them.
 *
 * <p>Window {@code i} forecasts the rows {@code [firstRow + i, firstRow + i + horizon)} from the
 * {@code lookBack} rows before. It keeps a reference to the values, which must not change.
 */
public final class Windows {
  private final float[] scaled;
  private final int targets;
  private final int firstRow;
  private final int count;
  private final int lookBack;
  private final int horizon;

  private Windows(
      float[] scaled, int targets, int firstRow, int endRow, int lookBack, int horizon) {
    if (targets < 1 || lookBack < 1 || horizon < 1) {
      throw new IllegalArgumentException(
          "Windows: expected targets, look-back and horizon above zero but got %d, %d, %d."
              .formatted(targets, lookBack, horizon));
    }
    if (firstRow < lookBack || (long) firstRow * targets > scaled.length) {
      throw new IllegalArgumentException(
          "Windows: rows %d to %d with look-back %d do not lie within %d rows."
              .formatted(firstRow, endRow, lookBack, scaled.length / targets));
    }
    this.scaled = scaled;
    this.targets = targets;
    this.firstRow = firstRow;
    this.count = Math.max(0, endRow - firstRow - horizon + 1);
    this.lookBack = lookBack;
    this.horizon = horizon;
  }

  /**
   * The windows that lie in the training part: {@code trainEnd - lookBack - horizon + 1}.
   *
   * @param scaled standardized values, {@code [rows, targets]} row by row, not copied
   */
  public static Windows train(float[] scaled, int targets, Split split, int lookBack, int horizon) {
    return new Windows(scaled, targets, lookBack, split.trainEnd(), lookBack, horizon);
  }

  /** The windows that forecast rows of the validation part: its rows {@code - horizon + 1}. */
  public static Windows validation(
      float[] scaled, int targets, Split split, int lookBack, int horizon) {
    return new Windows(scaled, targets, split.trainEnd(), split.validEnd(), lookBack, horizon);
  }

  /** The windows that forecast rows of the test part: its rows {@code - horizon + 1}. */
  public static Windows test(float[] scaled, int targets, Split split, int lookBack, int horizon) {
    return new Windows(scaled, targets, split.validEnd(), split.testEnd(), lookBack, horizon);
  }

  /**
   * Every window of a series.
   *
   * @param from the first row that is forecast, where that is later than the look-back allows
   */
  public static Windows all(float[] scaled, int targets, int from, int lookBack, int horizon) {
    int rows = scaled.length / targets;
    return new Windows(scaled, targets, Math.max(from, lookBack), rows, lookBack, horizon);
  }

  /** The one window that forecasts what follows the last row; it has no future to look at. */
  public static Windows next(float[] scaled, int targets, int lookBack, int horizon) {
    int rows = scaled.length / targets;
    return new Windows(scaled, targets, rows, rows + horizon, lookBack, horizon);
  }

  /** The number of windows, zero where the part is shorter than the horizon. */
  public int count() {
    return count;
  }

  /** How many true values of these windows are missing in the series that they were made from. */
  long missing(Series series) {
    long missing = 0;
    for (int target = 0; count > 0 && target < targets; target++) {
      missing += series.missing(target, firstRow, firstRow + count + horizon - 1);
    }
    return missing;
  }

  /** Refuses windows of which no true value is there to be measured. */
  void requireTruth(Series series, String what) {
    if (missing(series) == (long) (count + horizon - 1) * targets) {
      throw new BadInput(what + ": expected values to measure forecasts by but all are missing.");
    }
  }

  public int targets() {
    return targets;
  }

  public int lookBack() {
    return lookBack;
  }

  public int horizon() {
    return horizon;
  }

  /** The row of the series that a window forecasts first. */
  public int firstFutureRow(int window) {
    if (window < 0 || window >= count) {
      throw new IllegalArgumentException(
          "Windows: expected a window from 0 to %d but got %d.".formatted(count - 1, window));
    }
    return firstRow + window;
  }

  /**
   * Copies the history of a window, {@code [lookBack, targets]} row by row.
   *
   * @param out modified from {@code offset} on
   */
  public void history(int window, float[] out, int offset) {
    int row = firstFutureRow(window) - lookBack;
    System.arraycopy(scaled, row * targets, out, offset, lookBack * targets);
  }

  /**
   * Copies what follows the history of a window, {@code [horizon, targets]} row by row.
   *
   * @param out modified from {@code offset} on
   */
  public void future(int window, float[] out, int offset) {
    System.arraycopy(scaled, firstFutureRow(window) * targets, out, offset, horizon * targets);
  }

  /** The standardized value of a target in a row of the series. */
  float value(int row, int target) {
    return scaled[row * targets + target];
  }
}
