package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * One or several variables observed together, row after row, without gaps.
 *
 * <p>A missing value repeats the last one before it, so that no value tells what came later. Only
 * inside the training part of a split does it lie on the straight line between its neighbors.
 * Before the first value that value stands in.
 */
public final class Series {
  private final String id;
  private final List<String> names;
  private final int rows;
  private final double[] values;
  private final List<BitSet> missing;
  private final Optional<TimeColumn> time;
  private final Covariates covariates;

  private Series(
      String id,
      List<String> names,
      int rows,
      double[] values,
      List<BitSet> missing,
      Optional<TimeColumn> time,
      Covariates covariates) {
    this.id = id;
    this.names = List.copyOf(names);
    this.rows = rows;
    this.values = values;
    this.missing = missing;
    this.time = time;
    this.covariates = covariates;
  }

  /**
   * Takes columns of a table to forecast from, with gaps closed from what came before them.
   *
   * @throws BadInput if a column is not there, holds text, or has no numbers at all
   */
  public static Series of(Table table, List<String> targets, Optional<TimeColumn> time) {
    return of(table, targets, time, 0);
  }

  /**
   * Takes columns of a table to learn from, with the gaps of the training part closed by lines.
   *
   * @throws BadInput if a column is not there, holds text, or has no numbers in its training part
   */
  public static Series of(
      Table table, List<String> targets, Optional<TimeColumn> time, Split split) {
    return of(table, targets, time, split.trainEnd());
  }

  private static Series of(
      Table table, List<String> targets, Optional<TimeColumn> time, int trainEnd) {
    List<double[]> columns = targets.stream().map(table::numbers).toList();
    return of(
        "",
        targets,
        columns,
        time,
        Covariates.NONE,
        trainEnd,
        target -> table.place(targets.get(target)));
  }

  /**
   * Closes the gaps of columns and puts them together.
   *
   * @param columns one for each target, NaN where a value is missing; modified
   * @param trainEnd the end of the training part, 0 where nothing is trained
   * @param place how a message about a target begins
   */
  static Series of(
      String id,
      List<String> targets,
      List<double[]> columns,
      Optional<TimeColumn> time,
      Covariates covariates,
      int trainEnd,
      IntFunction<String> place) {
    int rows = columns.getFirst().length;
    double[] values = new double[Math.multiplyExact(rows, targets.size())];
    List<BitSet> missing = new ArrayList<>();
    for (int target = 0; target < targets.size(); target++) {
      double[] column = columns.get(target);
      missing.add(Gaps.close(column, trainEnd, place.apply(target)));
      for (int row = 0; row < rows; row++) {
        values[row * targets.size() + target] = column[row];
      }
    }
    return new Series(id, targets, rows, values, missing, time, covariates);
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
    List<BitSet> none = Collections.nCopies(names.size(), new BitSet());
    return new Series(
        "",
        names,
        values.length / names.size(),
        values.clone(),
        none,
        Optional.empty(),
        Covariates.NONE);
  }

  /** The same under the name that tells it from others. */
  public Series named(String id) {
    return new Series(id, names, rows, values, missing, time, covariates);
  }

  /** The first rows of it alone, as if the others had not come yet. */
  public Series first(int count) {
    return new Series(id, names, Math.min(count, rows), values, missing, time, covariates);
  }

  /** The same values with gaps closed anew: by lines in the first rows only. */
  Series closed(int trainEnd) {
    List<double[]> columns = new ArrayList<>();
    for (int target = 0; target < targets(); target++) {
      double[] column = new double[rows];
      for (int row = 0; row < rows; row++) {
        column[row] = observed(row, target) ? value(row, target) : Double.NaN;
      }
      columns.add(column);
    }
    return of(
        id,
        names,
        columns,
        time,
        covariates,
        trainEnd,
        target -> (id.isEmpty() ? "" : "Series " + id + ", ") + names.get(target));
  }

  /** This series and the rows that came after it, which were read on their own. */
  Series followedBy(Series later) {
    if (!later.names.equals(names)) {
      throw new BadInput(
          "Series " + id + ": expected the targets " + names + " but found " + later.names + ".");
    }
    double[] all = Arrays.copyOf(values, values.length + later.values.length);
    System.arraycopy(later.values, 0, all, values.length, later.values.length);
    List<BitSet> gaps = new ArrayList<>();
    for (int target = 0; target < names.size(); target++) {
      BitSet both = new BitSet();
      missing.get(target).stream().filter(row -> row < rows).forEach(both::set);
      later.missing.get(target).stream().forEach(row -> both.set(rows + row));
      gaps.add(both);
    }
    return new Series(
        id,
        names,
        rows + later.rows,
        all,
        gaps,
        time,
        covariates.followedBy(later.covariates, rows));
  }

  /** Its name among several series; empty where there is one. */
  public String id() {
    return id;
  }

  Covariates covariates() {
    return covariates;
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

  /** Whether the value of a target in a row was there, and not made up to close a gap. */
  public boolean observed(int row, int target) {
    return !missing.get(target).get(row);
  }

  /** How many values of a target in the rows {@code [from, end)} were missing and made up. */
  public int missing(int target, int from, int end) {
    return missing.get(target).get(from, end).cardinality();
  }

  /** The first row in which or before which every target has had a value. */
  int firstKnownRow() {
    return missing.stream().mapToInt(rows -> rows.nextClearBit(0)).max().orElse(0);
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
