package eddy.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a time is written, so that further times can be written alike.
 *
 * @param unit the finest part that is written
 * @param dateMark what stands between year, month and day
 * @param timeMark what stands between date and time of day
 * @param seconds whether seconds are written
 * @param fraction the digits of the fraction of a second
 * @param zone the offset as written, empty where there is none
 */
record TimeStyle(
    Unit unit, String dateMark, String timeMark, boolean seconds, int fraction, String zone) {

  /** The ways of writing a time; a column keeps to one. */
  enum Unit {
    YEAR,
    MONTH,
    DAY,
    TIME,
    EPOCH_SECONDS,
    EPOCH_MILLIS
  }

  /** A time in milliseconds since 1970, read as UTC where no offset is written. */
  record Parsed(TimeStyle style, long millis) {}

  private static final Pattern CALENDAR =
      Pattern.compile(
          "(\\d{4})([-/])(\\d{2})(?:\\2(\\d{2})"
              + "(?:([ T])(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?"
              + "(Z|[+-]\\d{2}:?\\d{2})?)?)?");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern SECONDS = Pattern.compile("\\d{9,10}");
  private static final Pattern MILLIS = Pattern.compile("\\d{12,13}");

  /** Reads a date or a date with a time of day, as ISO 8601 writes them. */
  static Optional<Parsed> calendar(String cell) {
    Matcher m = CALENDAR.matcher(cell.strip());
    if (!m.matches()) {
      return Optional.empty();
    }
    try {
      int year = Integer.parseInt(m.group(1));
      int month = Integer.parseInt(m.group(3));
      String mark = m.group(2);
      if (m.group(4) == null) {
        LocalDate first = LocalDate.of(year, month, 1);
        return parsed(new TimeStyle(Unit.MONTH, mark, "", false, 0, ""), first.atStartOfDay());
      }
      LocalDate date = LocalDate.of(year, month, Integer.parseInt(m.group(4)));
      if (m.group(5) == null) {
        return parsed(new TimeStyle(Unit.DAY, mark, "", false, 0, ""), date.atStartOfDay());
      }
      int seconds = m.group(8) == null ? 0 : Integer.parseInt(m.group(8));
      String fraction = m.group(9) == null ? "" : m.group(9);
      int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
      LocalTime time =
          LocalTime.of(Integer.parseInt(m.group(6)), Integer.parseInt(m.group(7)), seconds, nanos);
      String zone = m.group(10) == null ? "" : m.group(10);
      return parsed(
          new TimeStyle(Unit.TIME, mark, m.group(5), m.group(8) != null, fraction.length(), zone),
          date.atTime(time));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Reads a time in any style: also a bare year, or seconds or milliseconds since 1970. */
  static Optional<Parsed> any(String cell) {
    String text = cell.strip();
    if (YEAR.matcher(text).matches() && !text.equals("0000")) {
      LocalDate first = LocalDate.of(Integer.parseInt(text), 1, 1);
      return parsed(new TimeStyle(Unit.YEAR, "", "", false, 0, ""), first.atStartOfDay());
    }
    if (SECONDS.matcher(text).matches()) {
      TimeStyle style = new TimeStyle(Unit.EPOCH_SECONDS, "", "", false, 0, "");
      return Optional.of(new Parsed(style, Long.parseLong(text) * 1000));
    }
    if (MILLIS.matcher(text).matches()) {
      TimeStyle style = new TimeStyle(Unit.EPOCH_MILLIS, "", "", false, 0, "");
      return Optional.of(new Parsed(style, Long.parseLong(text)));
    }
    return calendar(text);
  }

  private static Optional<Parsed> parsed(TimeStyle style, LocalDateTime local) {
    return Optional.of(new Parsed(style, local.toInstant(style.offset()).toEpochMilli()));
  }

  /** The same style with seconds and fraction as fine as the finer of the two. */
  TimeStyle finest(TimeStyle other) {
    return new TimeStyle(
        unit,
        dateMark,
        timeMark,
        seconds || other.seconds,
        Math.max(fraction, other.fraction),
        zone);
  }

  ZoneOffset offset() {
    return zone.isEmpty() ? ZoneOffset.UTC : ZoneOffset.of(zone);
  }

  LocalDateTime local(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), offset());
  }

  String print(long millis) {
    LocalDateTime at = local(millis);
    String year = String.format("%04d", at.getYear());
    return switch (unit) {
      case EPOCH_SECONDS -> Long.toString(Math.floorDiv(millis, 1000));
      case EPOCH_MILLIS -> Long.toString(millis);
      case YEAR -> year;
      case MONTH -> year + dateMark + two(at.getMonthValue());
      case DAY -> year + dateMark + two(at.getMonthValue()) + dateMark + two(at.getDayOfMonth());
      case TIME ->
          year
              + dateMark
              + two(at.getMonthValue())
              + dateMark
              + two(at.getDayOfMonth())
              + timeMark
              + two(at.getHour())
              + ":"
              + two(at.getMinute())
              + (seconds ? ":" + two(at.getSecond()) : "")
              + (fraction > 0
                  ? "." + String.format("%09d", at.getNano()).substring(0, fraction)
                  : "")
              + zone;
    };
  }

  private static String two(int number) {
    return String.format("%02d", number);
  }
}
