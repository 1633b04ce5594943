package eddy.report;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Named series over one axis of numbers or times, with shaded bands where a forecast has intervals.
 *
 * <p>A chart is immutable; each method returns another one.
 */
public final class LineChart implements Section {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String heading;
  private final String xLabel;
  private final String yLabel;
  private final double[] x;
  private final boolean time;
  private final boolean logarithmic;
  private final List<Line> lines;
  private final List<Band> bands;

  private LineChart(
      String heading,
      String xLabel,
      String yLabel,
      double[] x,
      boolean time,
      boolean logarithmic,
      List<Line> lines,
      List<Band> bands) {
    this.heading = heading;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.x = x;
    this.time = time;
    this.logarithmic = logarithmic;
    this.lines = lines;
    this.bands = bands;
  }

  /**
   * An empty chart over numbers.
   *
   * @param x where the points are, ascending
   * @throws IllegalArgumentException if the numbers do not ascend
   */
  public static LineChart overNumbers(String heading, String xLabel, String yLabel, double... x) {
    return over(heading, xLabel, yLabel, x.clone(), false);
  }

  /**
   * An empty chart over times.
   *
   * @param times ISO dates or times, ascending: {@code 2016-07-01}, {@code 2016-07-01 13:00},
   *     {@code 2016-07-01T13:00:00} or with an offset; without one, the page shows them as they are
   *     written
   * @throws IllegalArgumentException if one is no such time, or if they do not ascend
   */
  public static LineChart overTimes(
      String heading, String xLabel, String yLabel, List<String> times) {
    double[] seconds = times.stream().mapToDouble(LineChart::epochSecond).toArray();
    return over(heading, xLabel, yLabel, seconds, true);
  }

  private static LineChart over(
      String heading, String xLabel, String yLabel, double[] x, boolean time) {
    for (int i = 1; i < x.length; i++) {
      if (!(x[i] > x[i - 1])) {
        throw new IllegalArgumentException(
            "LineChart: expected an ascending axis in \"%s\" but point %d does not lie after point %d."
                .formatted(heading, i + 1, i));
      }
    }
    return new LineChart(heading, xLabel, yLabel, x, time, false, List.of(), List.of());
  }

  private static double epochSecond(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      if (!iso.contains("T")) {
        return LocalDate.parse(iso).toEpochSecond(LocalTime.MIDNIGHT, ZoneOffset.UTC);
      }
      var parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
      return parsed instanceof OffsetDateTime with
          ? with.toEpochSecond()
          : LocalDateTime.from(parsed).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "LineChart: expected an ISO date or time such as 2016-07-01T13:00 but got \""
              + text
              + "\".",
          e);
    }
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException if it has not one value per point
   */
  public LineChart with(Line line) {
    requireOnePerPoint("line \"" + line.name() + "\"", line.values());
    List<Line> more = new ArrayList<>(lines);
    more.add(line);
    return new LineChart(heading, xLabel, yLabel, x, time, logarithmic, more, bands);
  }

  /**
   * Adds a band.
   *
   * @throws IllegalArgumentException if its edges have not one value per point
   */
  public LineChart with(Band band) {
    requireOnePerPoint("lower edge of \"" + band.name() + "\"", band.low());
    requireOnePerPoint("upper edge of \"" + band.name() + "\"", band.high());
    List<Band> more = new ArrayList<>(bands);
    more.add(band);
    return new LineChart(heading, xLabel, yLabel, x, time, logarithmic, lines, more);
  }

  /** The same chart with a logarithmic scale of values, on which zero and below leave gaps. */
  public LineChart logarithmic() {
    return new LineChart(heading, xLabel, yLabel, x, time, true, lines, bands);
  }

  private void requireOnePerPoint(String what, double[] values) {
    if (values.length != x.length) {
      throw new IllegalArgumentException(
          "LineChart: expected %d values in the %s of \"%s\" but got %d. The axis has one per point."
              .formatted(x.length, what, heading, values.length));
    }
  }

  @Override
  public String heading() {
    return heading;
  }

  @Override
  public String body() {
    ObjectNode chart = JSON.createObjectNode();
    chart.put("xLabel", xLabel).put("yLabel", yLabel);
    chart.put("time", time).put("logarithmic", logarithmic);
    ArrayNode data = chart.putArray("data");
    ArrayNode points = data.addArray();
    for (double point : x) {
      if (point == Math.rint(point)) {
        points.add((long) point);
      } else {
        points.add(point);
      }
    }
    ArrayNode names = chart.putArray("lines");
    for (Line line : lines) {
      names.addObject().put("name", line.name()).put("dashed", line.dashed());
      addValues(data.addArray(), line.values());
    }
    names = chart.putArray("bands");
    for (Band band : bands) {
      names.addObject().put("name", band.name());
      addValues(data.addArray(), band.low());
      addValues(data.addArray(), band.high());
    }
    // No tag can begin inside the data, whatever the names contain.
    String json = JSON.writeValueAsString(chart).replace("<", "\\u003c");
    return "<div class=\"chart\"><script type=\"application/json\">" + json + "</script></div>\n";
  }

  /** In single precision, which is finer than any screen and half as long. */
  private void addValues(ArrayNode array, double[] values) {
    for (double value : values) {
      float shown = (float) value;
      if (Float.isFinite(shown) && !(logarithmic && shown <= 0)) {
        array.add(shown);
      } else {
        array.addNull();
      }
    }
  }
}
