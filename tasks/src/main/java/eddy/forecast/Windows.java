package eddy.forecast;

import eddy.format.BadInput;
import java.util.ArrayList;
import java.util.List;

/** Windows of one part of every series, numbered from 0: one series after the other, by row. */
final class Windows {
  private final List<Span> spans = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private int count;

  /**
   * The windows of a series whose first forecast rows are {@code firstRow}, {@code firstRow +
   * step}, and so on.
   */
  record Span(SeriesInputs inputs, int firstRow, int count, int step) {

    /** The rows that are forecast by any window: the end of the last. */
    int endRow() {
      return firstRow + (count - 1) * step + inputs.config().horizon();
    }
  }

  Windows(List<Span> all) {
    for (Span span : all) {
      if (span.count > 0) {
        spans.add(span);
        starts.add(count);
        count = Math.addExact(count, span.count);
      }
    }
  }

  /** The number of windows. */
  int count() {
    return count;
  }

  /** The spans that hold a window. */
  List<Span> spans() {
    return spans;
  }

  /** A window by its number. */
  Window get(int window) {
    if (window < 0 || window >= count) {
      throw new IllegalArgumentException(
          "Windows: expected a window from 0 to %d but got %d.".formatted(count - 1, window));
    }
    int low = 0;
    int high = spans.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts.get(middle) <= window) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Span span = spans.get(low);
    return new Window(span.inputs, span.firstRow + (window - starts.get(low)) * span.step);
  }

  /** Some windows by their numbers. */
  List<Window> get(int... windows) {
    List<Window> all = new ArrayList<>(windows.length);
    for (int window : windows) {
      all.add(get(window));
    }
    return all;
  }

  /** How many true values of these windows are missing in the series that they were made from. */
  long missing() {
    long missing = 0;
    for (Span span : spans) {
      for (int target = 0; target < span.inputs.series().targets(); target++) {
        missing += span.inputs.series().missing(target, span.firstRow, span.endRow());
      }
    }
    return missing;
  }

  /** Refuses windows of which no true value is there to be measured. */
  void requireTruth(String what) {
    long values = 0;
    for (Span span : spans) {
      values += (long) (span.endRow() - span.firstRow) * span.inputs.series().targets();
    }
    if (missing() == values) {
      throw new BadInput(what + ": expected values to measure forecasts by but all are missing.");
    }
  }
}
