package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.TimeColumn;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of any row, past or future, from its time alone. */
public enum Calendar {
  HOUR("hour") {
    @Override
    double phase(LocalDateTime time) {
      return (time.getHour() + time.getMinute() / 60.0) / 24;
    }
  },
  DAY_OF_WEEK("day-of-week") {
    @Override
    double phase(LocalDateTime time) {
      return (time.getDayOfWeek().getValue() - 1) / 7.0;
    }
  },
  DAY_OF_YEAR("day-of-year") {
    @Override
    double phase(LocalDateTime time) {
      return (time.getDayOfYear() - 1.0) / time.toLocalDate().lengthOfYear();
    }
  },
  MONTH("month") {
    @Override
    double phase(LocalDateTime time) {
      return (time.getMonthValue() - 1) / 12.0;
    }
  },
  /** Whether the day is one of a list. */
  HOLIDAY("holiday") {
    @Override
    double phase(LocalDateTime time) {
      throw new UnsupportedOperationException("Calendar: a holiday has no cycle.");
    }

    @Override
    int width() {
      return 1;
    }

    @Override
    void write(LocalDateTime time, Set<LocalDate> holidays, float[] to, int at) {
      to[at] = holidays.contains(time.toLocalDate()) ? 1 : 0;
    }
  };

  private final String label;

  Calendar(String label) {
    this.label = label;
  }

  /** Where in its cycle a time stands, from 0 to below 1. */
  abstract double phase(LocalDateTime time);

  /** How many numbers say it. */
  int width() {
    return 2;
  }

  /** Writes the sine and cosine of the phase, unless it has none. */
  void write(LocalDateTime time, Set<LocalDate> holidays, float[] to, int at) {
    double angle = 2 * Math.PI * phase(time);
    to[at] = (float) StrictMath.sin(angle);
    to[at + 1] = (float) StrictMath.cos(angle);
  }

  /** The calendar of that name on the command line. */
  public static Calendar named(String label) {
    for (Calendar calendar : values()) {
      if (calendar.label.equals(label)) {
        return calendar;
      }
    }
    throw new BadInput(
        "--calendar: expected "
            + Arrays.stream(values()).map(Calendar::label).collect(Collectors.joining(", "))
            + " but found '"
            + label
            + "'.");
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** How many numbers some calendars take for a row. */
  static int size(List<Calendar> calendars) {
    return calendars.stream().mapToInt(Calendar::width).sum();
  }

  /**
   * What calendars say of every row of a series and of some rows after it.
   *
   * @param holidays dates as ISO 8601 writes them
   * @return [rows + future, size]
   */
  static float[] features(
      Series series, int future, List<Calendar> calendars, List<String> holidays) {
    if (calendars.isEmpty()) {
      return new float[0];
    }
    TimeColumn time =
        series
            .time()
            .orElseThrow(() -> new BadInput("--calendar needs a time column; name it by --time."));
    Set<LocalDate> dates =
        holidays.stream().map(LocalDate::parse).collect(Collectors.toCollection(HashSet::new));
    int width = size(calendars);
    float[] features = new float[Math.multiplyExact(series.rows() + future, width)];
    for (int row = 0; row < series.rows() + future; row++) {
      LocalDateTime at = time.time(row);
      int to = row * width;
      for (Calendar calendar : calendars) {
        calendar.write(at, dates, features, to);
        to += calendar.width();
      }
    }
    return features;
  }
}
