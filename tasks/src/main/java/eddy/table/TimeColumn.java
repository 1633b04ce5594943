package eddy.table;

import eddy.format.BadInput;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The times of a table's rows, which rise from row to row, and the step between them.
 *
 * <p>Times are dates or dates with a time of day as ISO 8601 writes them ({@code 2016-07-01
 * 00:00:00}, {@code 2016-07-01T00:00Z}, {@code 2012-01-01}, {@code 1949-01}; slashes may stand for
 * the dashes), and in a column that is named as the time also years and seconds or milliseconds
 * since 1970. One column keeps to one style. Times may go on after the last row: the row after it
 * is one step later, and so on.
 */
public final class TimeColumn {
  private final String column;
  private final List<String> cells;
  private final long[] millis;
  private final TimeStyle style;
  private final boolean monthEnds;
  private final Step step;
  private final Optional<String> irregularity;

  private TimeColumn(Table table, String column, List<String> cells, boolean named) {
    this.column = column;
    this.cells = cells;
    this.millis = new long[cells.size()];
    TimeStyle common = null;
    for (int row = 0; row < millis.length; row++) {
      String cell = cells.get(row);
      Optional<TimeStyle.Parsed> parsed = named ? TimeStyle.any(cell) : TimeStyle.calendar(cell);
      if (parsed.isEmpty()) {
        throw new BadInput(
            table.where(row, column)
                + ": expected a time such as 2016-07-01 or 2016-07-01 13:00:00 but found "
                + Shown.quoted(cell)
                + ".");
      }
      TimeStyle found = parsed.get().style();
      if (common != null && common.unit() != found.unit()) {
        throw new BadInput(
            table.where(row, column)
                + ": expected a time written like "
                + Shown.quoted(cells.getFirst())
                + " in the first row but found "
                + Shown.quoted(cell)
                + ".");
      }
      common = common == null ? found : found.finest(common);
      millis[row] = parsed.get().millis();
      if (row > 0 && millis[row] <= millis[row - 1]) {
        boolean repeated = millis[row] == millis[row - 1];
        throw new BadInput(
            table.where(row, column)
                + ": expected a time after "
                + Shown.quoted(cells.get(row - 1))
                + " but found "
                + Shown.quoted(cell)
                + (repeated ? ", which is there already." : ". Sort the rows by time."));
      }
    }
    if (millis.length < 2) {
      throw new BadInput(
          table.name() + ": expected at least 2 rows to know the time between them but found 1.");
    }
    this.style = common;
    this.monthEnds = Arrays.stream(millis).mapToObj(style::local).allMatch(TimeColumn::isMonthEnd);
    boolean months = isMonthly();
    long[] differences = differences(months);
    this.step = step(mostFrequent(differences), months);
    this.irregularity = firstIrregularity(table, differences, months);
  }

  /**
   * Reads the column that the user names as the time.
   *
   * @throws BadInput if there is no such column, a cell is no time, or the times do not rise
   */
  public static TimeColumn of(Table table, String column) {
    return new TimeColumn(table, column, table.text(column), true);
  }

  /**
   * Takes the first column for the time if its first cell is a date; otherwise there is none.
   *
   * @throws BadInput if the first cell is a date and a later one is not, or the times do not rise
   */
  public static Optional<TimeColumn> find(Table table) {
    String first = table.columns().getFirst();
    List<String> cells = table.text(first);
    return TimeStyle.calendar(cells.getFirst()).isEmpty()
        ? Optional.empty()
        : Optional.of(new TimeColumn(table, first, cells, false));
  }

  /** Whether the first cell of a table's first column is a date, so that it holds the times. */
  public static boolean isFirst(Table table) {
    return TimeStyle.calendar(table.text(table.columns().getFirst()).getFirst()).isPresent();
  }

  /** The name of the column. */
  public String name() {
    return column;
  }

  /** The number of rows that have a time in the file. */
  public int rows() {
    return millis.length;
  }

  /** The time from row to row; where they differ, the most frequent one. */
  public Step step() {
    return step;
  }

  /** Where and how the times first leave the step, in one line, if they do. */
  public Optional<String> irregularity() {
    return irregularity;
  }

  /** The time of a row as the file writes it, or would write it if the row is after the last. */
  public String at(int row) {
    return row < millis.length ? cells.get(row) : style.print(after(row - millis.length + 1));
  }

  /** The times of the next rows after the last, written as in the file. */
  public List<String> next(int count) {
    List<String> next = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      next.add(at(millis.length + i));
    }
    return next;
  }

  /** The local time of a row, which may be after the last. */
  public LocalDateTime time(int row) {
    return style.local(row < millis.length ? millis[row] : after(row - millis.length + 1));
  }

  /**
   * The first row at or after a time, the number of rows if all are before it.
   *
   * @throws BadInput if the text is no time
   */
  public int firstRowFrom(String text) {
    TimeStyle.Parsed from =
        TimeStyle.any(text)
            .orElseThrow(() ->
                new BadInput(
                    "expected a time such as 2016-07-01 but found " + Shown.quoted(text) + "."));
    // A time without an offset means the clock of the column.
    long wanted = from.millis();
    if (from.style().zone().isEmpty()) {
      wanted -= style.offset().getTotalSeconds() * 1000L;
    }
    int row = 0;
    while (row < millis.length && millis[row] < wanted) {
      row++;
    }
    return row;
  }

  /** The time that is a number of steps after the last row. */
  private long after(int steps) {
    long last = millis[millis.length - 1];
    if (step.months() == 0) {
      return last + steps * step.millis();
    }
    LocalDateTime from = style.local(last);
    LocalDateTime to = from.plusMonths((long) steps * step.months());
    // Rows on the last day of each month go on so, whether that is the 28th or the 31st.
    if (monthEnds) {
      to = to.withDayOfMonth(YearMonth.from(to).lengthOfMonth());
    }
    return to.toInstant(style.offset()).toEpochMilli();
  }

  /** Whether all rows have the same day and time of the month, each in a month of its own. */
  private boolean isMonthly() {
    LocalDateTime first = style.local(millis[0]);
    for (int row = 1; row < millis.length; row++) {
      LocalDateTime at = style.local(millis[row]);
      boolean sameDay = monthEnds || at.getDayOfMonth() == first.getDayOfMonth();
      boolean sameTime = at.toLocalTime().equals(first.toLocalTime());
      if (!sameDay || !sameTime || monthIndex(millis[row]) == monthIndex(millis[row - 1])) {
        return false;
      }
    }
    return true;
  }

  private long monthIndex(long at) {
    LocalDateTime local = style.local(at);
    return local.getYear() * 12L + local.getMonthValue();
  }

  private static boolean isMonthEnd(LocalDateTime at) {
    return at.getDayOfMonth() == YearMonth.from(at).lengthOfMonth();
  }

  private long[] differences(boolean months) {
    long[] differences = new long[millis.length - 1];
    for (int i = 0; i < differences.length; i++) {
      differences[i] =
          months ? monthIndex(millis[i + 1]) - monthIndex(millis[i]) : millis[i + 1] - millis[i];
    }
    return differences;
  }

  /** The most frequent number, the smallest of them where several are. */
  private static long mostFrequent(long[] numbers) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (long number : numbers) {
      counts.merge(number, 1, Integer::sum);
    }
    int most = Collections.max(counts.values());
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static Step step(long difference, boolean months) {
    return months ? Step.ofMonths(Math.toIntExact(difference)) : Step.ofMillis(difference);
  }

  private Optional<String> firstIrregularity(Table table, long[] differences, boolean months) {
    for (int i = 0; i < differences.length; i++) {
      Step found = step(differences[i], months);
      if (!found.equals(step)) {
        return Optional.of(
            table.where(i + 1, column)
                + ": expected "
                + step
                + " after the row before but found "
                + found
                + "; rows are taken as evenly spaced.");
      }
    }
    return Optional.empty();
  }
}
