package eddy.table;

/**
 * The time from one row to the next: whole months, or a fixed span.
 *
 * @param months the number of months, 0 where the step is a fixed span
 * @param millis the span in milliseconds, 0 where the step is months
 */
public record Step(int months, long millis) {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long WEEK = 7 * DAY;

  public Step {
    if (months < 0 || millis < 0 || (months == 0) == (millis == 0)) {
      throw new IllegalArgumentException(
          "Step: expected either months or milliseconds above zero but got "
              + months
              + " and "
              + millis
              + ".");
    }
  }

  static Step ofMonths(int months) {
    return new Step(months, 0);
  }

  static Step ofMillis(long millis) {
    return new Step(0, millis);
  }

  /**
   * The number of rows after which the series usually repeats: a year of months, weeks or days, a
   * day of hours or minutes, a minute of seconds; 1 where the step leaves no season.
   */
  public int season() {
    if (months > 0) {
      return Math.max(1, Math.round(12f / months));
    }
    long cycle = millis >= DAY ? 365 * DAY : millis >= MINUTE ? DAY : MINUTE;
    return (int) Math.max(1, Math.round((double) cycle / millis));
  }

  /** How many rows a number of days spans, which need not be whole; a month counts 30 days. */
  public double rowsIn(int days) {
    return months > 0 ? days / (30.0 * months) : (double) days * DAY / millis;
  }

  /** The step in words, such as {@code 15 minutes} or {@code 1 month}. */
  @Override
  public String toString() {
    if (months > 0) {
      return months % 12 == 0 ? words(months / 12, "year") : words(months, "month");
    }
    if (millis % WEEK == 0) {
      return words(millis / WEEK, "week");
    }
    if (millis % DAY == 0) {
      return words(millis / DAY, "day");
    }
    if (millis % HOUR == 0) {
      return words(millis / HOUR, "hour");
    }
    if (millis % MINUTE == 0) {
      return words(millis / MINUTE, "minute");
    }
    return millis % SECOND == 0 ? words(millis / SECOND, "second") : words(millis, "millisecond");
  }

  private static String words(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
