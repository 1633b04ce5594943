package eddy.forecast;

import eddy.format.BadInput;
import eddy.table.Step;
import eddy.table.Table;
import eddy.table.TimeColumn;
import java.util.List;
import java.util.Optional;

/**
 * A series as a model sees it: all that windows and batches are made of.
 *
 * @param series in original units
 * @param scaled its standardised values, [rows, targets]
 * @param known its known inputs, those of one horizon after the last row included
 * @param config of the model
 */
record ForecastData(Series series, float[] scaled, float[] known, ForecastConfig config) {

  static ForecastData of(Series series, ForecastConfig config) {
    float[] known = Calendar.features(series, config.horizon(), config.calendars());
    return new ForecastData(series, config.scaling().apply(series), known, config);
  }

  /** Reads the time column that is named, or else the first column if it holds times. */
  static Optional<TimeColumn> time(Table table, Optional<String> name) {
    return name.isPresent()
        ? name.map(column -> TimeColumn.of(table, column))
        : TimeColumn.find(table);
  }

  /** The columns to forecast: those named, or all that hold numbers and not the time. */
  static List<String> targets(Table table, List<String> named, Optional<TimeColumn> time) {
    if (!named.isEmpty()) {
      return named;
    }
    List<String> numeric =
        table.numericColumns().stream()
            .filter(column -> time.isEmpty() || !column.equals(time.get().name()))
            .toList();
    if (numeric.isEmpty()) {
      throw new BadInput(table.name() + ": expected a column of numbers to forecast, found none.");
    }
    return numeric;
  }

  /** The rows of a season by default: that of the time step, or none (1) without times. */
  static int season(Optional<TimeColumn> time) {
    return time.map(TimeColumn::step).map(Step::season).orElse(1);
  }

  Windows train(Split split) {
    return Windows.train(scaled, series.targets(), split, config.lookBack(), config.horizon());
  }

  Windows validation(Split split) {
    return Windows.validation(scaled, series.targets(), split, config.lookBack(), config.horizon());
  }

  Windows test(Split split) {
    return Windows.test(scaled, series.targets(), split, config.lookBack(), config.horizon());
  }

  /** Every window of the series, after the row by which each target has had a value. */
  Windows all() {
    int from = series.firstKnownRow() + 1;
    return Windows.all(scaled, series.targets(), from, config.lookBack(), config.horizon());
  }

  /** The window after the last row. */
  Windows next() {
    return Windows.next(scaled, series.targets(), config.lookBack(), config.horizon());
  }

  WindowBatch batch(Windows windows, int... ids) {
    return new WindowBatch(windows, ids, known, 2 * config.calendar().size());
  }

  ForecastMetrics metrics() {
    return new ForecastMetrics(series, config.scaling(), config.seasonalErrors(), config.horizon());
  }
}
