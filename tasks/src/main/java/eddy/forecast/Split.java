package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.TimeColumn;
import eddy.task.Shares;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the training part of a series ends, and the validation and test parts after it.
 *
 * <p>Training takes the rows {@code [0, trainEnd)}, validation {@code [trainEnd, validEnd)}, test
 * {@code [validEnd, testEnd)}. A validation or test window may look back across the border, so that
 * each row of the part is forecast; a training window lies within its part.
 *
 * @param trainEnd the first row of validation
 * @param validEnd the first row of test
 * @param testEnd the row after the last of test
 */
public record Split(int trainEnd, int validEnd, int testEnd) {
  private static final int DAYS_IN_MONTH = 30;
  private static final Pattern MONTHS = Pattern.compile("\\d{1,6}mo");
  private static final Pattern REST = Pattern.compile("rest/\\d{1,9}/\\d{1,9}");
  private static final String FORMS =
      "12mo/4mo/4mo (months of 30 days), 60/20/20 (shares), 80/20 (training and test),"
          + " 2013-01-01/2014-06-01 (first time of validation and of test), or rest/48/48 (the last"
          + " rows of each series for validation and test)";

  public Split {
    if (trainEnd < 0 || validEnd < trainEnd || testEnd < validEnd) {
      throw new IllegalArgumentException(
          "Split: expected rising ends but got %d, %d, %d.".formatted(trainEnd, validEnd, testEnd));
    }
  }

  /**
   * Reads a split as a user writes it.
   *
   * <p>{@code rest/48/48} gives the last 48 rows to test, the 48 before them to validation and the
   * rest to training; {@code rest/48/0} has no test part, where that is in a file of its own.
   * Months, {@code 12mo/4mo/4mo}, have 30 days and follow each other from the first row on; rows
   * after them are not used. Shares, {@code 60/20/20}, add up to 100, 10 or 1; the training and the
   * test part are rounded down and validation takes the rest. Of two shares, {@code 80/20}, the
   * first is for training and the second for test, and the last eighth of the first becomes
   * validation. Two dates name the first row of validation and the first row of test.
   *
   * @param text the split
   * @param rows the rows of the series
   * @param time the times of the rows, which months and dates need
   * @throws BadInput if the text is none of these, or a part would have no row
   */
  public static Split parse(String text, int rows, Optional<TimeColumn> time) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split("/", -1)) {
      parts.add(part.strip());
    }
    if (parts.size() == 3 && parts.stream().allMatch(part -> MONTHS.matcher(part).matches())) {
      return months(text, parts, rows, time);
    }
    if (parts.size() == 3 && REST.matcher(text).matches()) {
      return last(text, Long.parseLong(parts.get(1)), Long.parseLong(parts.get(2)), rows);
    }
    Optional<Shares> shares = Shares.parse(text);
    if (shares.isPresent()) {
      return shares(text, shares.get().parts(), rows);
    }
    if (parts.size() == 2 && parts.stream().allMatch(part -> part.indexOf('-') > 0)) {
      return dates(text, parts, rows, time);
    }
    throw new BadInput("--split: expected " + FORMS + " but found \"" + text + "\".");
  }

  /** A series too short for the last parts leaves nothing to training, and then has no windows. */
  private static Split last(String text, long validation, long test, int rows) {
    if (validation < 1) {
      throw new BadInput("--split " + text + ": expected a row or more for validation.");
    }
    long validEnd = Math.max(0, rows - test);
    return new Split((int) Math.max(0, validEnd - validation), (int) validEnd, rows);
  }

  private static Split months(
      String text, List<String> parts, int rows, Optional<TimeColumn> time) {
    TimeColumn column = time.orElseThrow(() -> withoutTime(text));
    long[] ends = new long[3];
    long months = 0;
    for (int i = 0; i < 3; i++) {
      String part = parts.get(i);
      months += Long.parseLong(part.substring(0, part.length() - 2));
      ends[i] = (long) Math.floor(column.step().rowsIn(1) * DAYS_IN_MONTH * months + 1e-6);
    }
    if (ends[2] > rows) {
      throw new BadInput(
          "--split %s: needs %d rows at a step of %s but the series has %d."
              .formatted(text, ends[2], column.step(), rows));
    }
    return checked(text, ends[0], ends[1], ends[2]);
  }

  private static Split shares(String text, List<BigDecimal> shares, int rows) {
    int test = share(shares.getLast(), rows);
    if (shares.size() == 2) {
      int known = rows - test;
      return checked(text, known - known / 8, known, rows);
    }
    return checked(text, share(shares.getFirst(), rows), rows - test, rows);
  }

  private static int share(BigDecimal share, int rows) {
    return share.multiply(BigDecimal.valueOf(rows)).setScale(0, RoundingMode.FLOOR).intValueExact();
  }

  private static Split dates(String text, List<String> parts, int rows, Optional<TimeColumn> time) {
    TimeColumn column = time.orElseThrow(() -> withoutTime(text));
    int[] first = new int[2];
    for (int i = 0; i < 2; i++) {
      try {
        first[i] = column.firstRowFrom(parts.get(i));
      } catch (BadInput e) {
        throw new BadInput("--split " + text + ": " + e.getMessage(), e);
      }
    }
    return checked(text, first[0], first[1], rows);
  }

  private static BadInput withoutTime(String text) {
    return new BadInput(
        "--split "
            + text
            + ": needs a time column but the rows have none. Name it with --time, or give shares"
            + " such as 60/20/20.");
  }

  private static Split checked(String text, long trainEnd, long validEnd, long testEnd) {
    if (trainEnd < 1 || validEnd <= trainEnd || testEnd <= validEnd) {
      throw new BadInput(
          "--split %s: expected at least one row in each part but training has %d, validation %d,"
                  .formatted(text, trainEnd, validEnd - trainEnd)
              + " test %d.".formatted(testEnd - validEnd));
    }
    return new Split((int) trainEnd, (int) validEnd, (int) testEnd);
  }

  /**
   * Refuses a split too small for even one window in each part.
   *
   * @throws BadInput if training has fewer than {@code lookBack + horizon} rows, or another part
   *     fewer than {@code horizon}
   */
  public void requireWindows(int lookBack, int horizon) {
    requireRows("training", trainEnd, (long) lookBack + horizon, lookBack, horizon);
    requireRows("validation", validEnd - trainEnd, horizon, lookBack, horizon);
    if (testEnd > validEnd) {
      requireRows("test", testEnd - validEnd, horizon, lookBack, horizon);
    }
  }

  private static void requireRows(String part, int rows, long needed, int lookBack, int horizon) {
    if (rows < needed) {
      throw new BadInput(
          "The %s part has %d rows but look-back %d and horizon %d need at least %d."
                  .formatted(part, rows, lookBack, horizon, needed)
              + " Give more data, another --split, or a shorter --look-back or --horizon.");
    }
  }
}
