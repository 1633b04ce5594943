package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One or several variables observed together, row after row, without gaps.
 *
 * <p>A missing value lies on the straight line between its neighbors in time; before the first and
 * after the last value, that value stands in. Where a split is given, no value is made from a later
 * part: a gap at the end of the training part repeats the last value before it.
 */
public final class Series {
  private final List<String> names;
  private final int rows;
  private final double[] values;
  private final Map<String, Integer> missing;
  private final Optional<TimeColumn> time;

  private Series(
      List<String> names,
      int rows,
      double[] values,
      Map<String, Integer> missing,
      Optional<TimeColumn> time) {
    this.names = List.copyOf(names);
    this.rows = rows;
    this.values = values;
    this.missing = missing;
    this.time = time;
  }

  /**
   * Takes columns of a table to forecast from, with gaps closed over the whole length.
   *
   * @throws BadInput if a column is not there, holds text, or has no numbers at all
   */
  public static Series of(Table table, List<String> targets, Optional<TimeColumn> time) {
    return of(table, targets, time, table.rows());
  }

  /**
   * Takes columns of a table to learn from, with gaps closed inside each part of the split.
   *
   * @throws BadInput if a column is not there, holds text, or has no numbers in its training part
   */
  public static Series of(
      Table table, List<String> targets, Optional<TimeColumn> time, Split split) {
    return of(table, targets, time, split.trainEnd(), split.validEnd(), split.testEnd());
  }

  private static Series of(
      Table table, List<String> targets, Optional<TimeColumn> time, int... borders) {
    int rows = table.rows();
    double[] values = new double[Math.multiplyExact(rows, targets.size())];
    Map<String, Integer> missing = new LinkedHashMap<>();
    for (int target = 0; target < targets.size(); target++) {
      String name = targets.get(target);
      double[] column = table.numbers(name);
      missing.put(name, Gaps.close(column, borders, table.place(name)));
      for (int row = 0; row < rows; row++) {
        values[row * targets.size() + target] = column[row];
      }
    }
    return new Series(targets, rows, values, missing, time);
  }

  /**
   * A series of numbers at hand, without times.
   *
   * @param names the names of the targets
   * @param values one finite number for each row and target, {@code [rows, targets]} row by row;
   *     copied
   */
  public static Series of(List<String> names, double[] values) {
    if (names.isEmpty() || values.length % names.size() != 0) {
      throw new IllegalArgumentException(
          "Series: expected rows of %d values but got %d values."
              .formatted(names.size(), values.length));
    }
    Map<String, Integer> missing = new LinkedHashMap<>();
    names.forEach(name -> missing.put(name, 0));
    return new Series(
        names, values.length / names.size(), values.clone(), missing, Optional.empty());
  }

  /** The names of the targets, in the order of the values of a row. */
  public List<String> names() {
    return names;
  }

  /** The number of targets. */
  public int targets() {
    return names.size();
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The value of a target in a row, in original units. */
  public double value(int row, int target) {
    return values[row * names.size() + target];
  }

  /** How many values of each target were missing and made up, in the order of the targets. */
  public Map<String, Integer> missing() {
    return Collections.unmodifiableMap(missing);
  }

  /** The times of the rows, if they have any. */
  public Optional<TimeColumn> time() {
    return time;
  }

  /** The time of a row as text, or its number counted from 1; rows after the last have one too. */
  public String label(int row) {
    return time.map(column -> column.at(row)).orElseGet(() -> Integer.toString(row + 1));
  }
}
