package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the series of a table: one; one for each id, whose rows may lie anywhere; or one for each
 * row, which is how the M4 competition's files are written.
 *
 * @param columns what each column means
 * @param split where the training part ends, inside which gaps are closed by lines; without one,
 *     nothing is trained
 */
record SeriesReader(Columns columns, Optional<String> split) {
  /** What the values of a table with a row for each series are called. */
  static final String VALUE = "value";

  /** What the first column of such a table is called. */
  static final String SERIES = "series";

  /** Whether a table has a row for each series: a name and values under V1, V2, V3, ... */
  static boolean isWide(Table table) {
    List<String> names = table.columns();
    return names.size() > 2
        && IntStream.range(0, names.size()).allMatch(i -> names.get(i).equals("V" + (i + 1)))
        && !table.numericColumns().contains("V1");
  }

  /** The columns of a file, with whatever the user has left open filled in. */
  static Columns complete(Table table, Columns columns) {
    if (isWide(table)) {
      return new Columns(
          Optional.empty(),
          Optional.of(SERIES),
          List.of(VALUE),
          columns.past(),
          columns.future(),
          columns.statics());
    }
    Optional<String> time =
        columns
            .time()
            .or(() ->
                TimeColumn.isFirst(table)
                    ? Optional.of(table.columns().getFirst())
                    : Optional.empty());
    Columns named =
        new Columns(
            time,
            columns.id(),
            columns.targets(),
            columns.past(),
            columns.future(),
            columns.statics());
    if (!named.targets().isEmpty()) {
      return named;
    }
    List<String> numeric =
        table.numericColumns().stream().filter(name -> !named.others().contains(name)).toList();
    if (numeric.isEmpty()) {
      throw new BadInput(table.name() + ": expected a column of numbers to forecast, found none.");
    }
    return named.withTargets(numeric);
  }

  /**
   * The series in the order in which they first appear.
   *
   * @throws BadInput if a column is not there or malformed
   */
  List<Series> read(Table table) {
    if (isWide(table)) {
      return wide(table);
    }
    if (columns.id().isEmpty()) {
      return List.of(one("", table));
    }
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    List<String> ids = table.text(columns.id().get());
    for (int row = 0; row < ids.size(); row++) {
      rows.computeIfAbsent(ids.get(row), _ -> new ArrayList<>()).add(row);
    }
    List<Series> all = new ArrayList<>();
    rows.forEach((id, own) ->
        all.add(one(id, table.select(own.stream().mapToInt(Integer::intValue).toArray()))));
    return all;
  }

  private Series one(String id, Table table) {
    Optional<TimeColumn> time = columns.time().map(name -> TimeColumn.of(table, name));
    List<double[]> targets = columns.targets().stream().map(table::numbers).toList();
    List<double[]> future = columns.future().stream().map(table::numbers).toList();
    // Rows that only say what is known ahead follow the last value of the targets.
    int rows = future.isEmpty() ? table.rows() : lastValue(targets) + 1;
    List<double[]> values =
        targets.stream().map(column -> Arrays.copyOf(column, Math.max(1, rows))).toList();
    int trainEnd = split.map(text -> Split.parse(text, rows, time).trainEnd()).orElse(0);
    List<double[]> past =
        columns.past().stream()
            .map(name -> closed(Arrays.copyOf(table.numbers(name), rows), table.place(name)))
            .toList();
    for (int i = 0; i < future.size(); i++) {
      closed(future.get(i), table.place(columns.future().get(i)));
    }
    Covariates covariates =
        new Covariates(past, future, columns.statics().stream().map(n -> fixed(table, n)).toList());
    return Series.of(
        id, columns.targets(), values, time, covariates, trainEnd, i -> place(id, table, i));
  }

  private String place(String id, Table table, int target) {
    String place = table.place(columns.targets().get(target));
    return id.isEmpty() ? place : place + ", series " + id;
  }

  private static int lastValue(List<double[]> targets) {
    int last = targets.getFirst().length - 1;
    while (last > 0 && allMissing(targets, last)) {
      last--;
    }
    return last;
  }

  private static boolean allMissing(List<double[]> targets, int row) {
    return targets.stream().allMatch(column -> Double.isNaN(column[row]));
  }

  private static double[] closed(double[] column, String place) {
    Gaps.close(column, 0, place);
    return column;
  }

  private static String fixed(Table table, String name) {
    List<String> cells = table.text(name);
    for (int row = 1; row < cells.size(); row++) {
      if (!cells.get(row).equals(cells.getFirst())) {
        throw new BadInput(
            "%s, line %d: --static expects the same value in every row of a series but found '%s' after '%s'."
                .formatted(table.place(name), table.line(row), cells.get(row), cells.getFirst()));
      }
    }
    return cells.getFirst();
  }

  private List<Series> wide(Table table) {
    if (columns.targets().size() > 1 || !columns.others().stream().allMatch(SERIES::equals)) {
      throw new BadInput(
          table.name()
              + ": a table with a row for each series holds one target and nothing else; found "
              + columns.targets()
              + " and "
              + columns.others()
              + ".");
    }
    List<Series> all = new ArrayList<>();
    List<double[]> cells = table.columns().stream().skip(1).map(table::numbers).toList();
    List<String> ids = table.text("V1");
    for (int row = 0; row < table.rows(); row++) {
      int length = cells.size();
      while (length > 0 && Double.isNaN(cells.get(length - 1)[row])) {
        length--;
      }
      String id = ids.get(row);
      if (length == 0) {
        throw new BadInput(
            "%s, line %d: series %s has no values.".formatted(table.name(), table.line(row), id));
      }
      double[] values = new double[length];
      for (int i = 0; i < length; i++) {
        values[i] = cells.get(i)[row];
      }
      int trainEnd =
          split
              .map(text -> Split.parse(text, values.length, Optional.empty()).trainEnd())
              .orElse(0);
      all.add(
          Series.of(
              id,
              columns.targets(),
              List.of(values),
              Optional.empty(),
              Covariates.NONE,
              trainEnd,
              _ -> table.name() + ", series " + id));
    }
    return all;
  }
}
