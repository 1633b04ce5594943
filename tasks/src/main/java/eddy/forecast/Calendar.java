package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.TimeColumn;
import java.time.LocalDateTime;
import java.util.List;

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
  };

  private final String label;

  Calendar(String label) {
    this.label = label;
  }

  /** Where in its cycle a time stands, from 0 to below 1. */
  abstract double phase(LocalDateTime time);

  /** The calendar of that name on the command line. */
  public static Calendar named(String label) {
    for (Calendar calendar : values()) {
      if (calendar.label.equals(label)) {
        return calendar;
      }
    }
    throw new BadInput(
        "--calendar: expected hour, day-of-week or day-of-year but found '" + label + "'.");
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /**
   * The sine and cosine of each calendar's phase for every row of a series and some rows after it.
   *
   * @return [rows + future, 2 * calendars]
   */
  static float[] features(Series series, int future, List<Calendar> calendars) {
    if (calendars.isEmpty()) {
      return new float[0];
    }
    TimeColumn time =
        series
            .time()
            .orElseThrow(() -> new BadInput("--calendar needs a time column; name it by --time."));
    int width = 2 * calendars.size();
    float[] features = new float[Math.multiplyExact(series.rows() + future, width)];
    for (int row = 0; row < series.rows() + future; row++) {
      LocalDateTime at = time.time(row);
      for (int i = 0; i < calendars.size(); i++) {
        double angle = 2 * Math.PI * calendars.get(i).phase(at);
        features[row * width + 2 * i] = (float) StrictMath.sin(angle);
        features[row * width + 2 * i + 1] = (float) StrictMath.cos(angle);
      }
    }
    return features;
  }
}
