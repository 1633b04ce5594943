package eddy.forecast;

import eddy.table.Step;
import eddy.table.TimeColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The series of a file as a model sees them: all that windows and batches are made of.
 *
 * @param all in the order of the file
 * @param config of the model
 */
record ForecastData(List<SeriesInputs> all, ForecastConfig config) {

  static ForecastData of(List<Series> series, ForecastConfig config) {
    List<SeriesInputs> all = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      all.add(SeriesInputs.of(series.get(i), i, config));
    }
    return new ForecastData(all, config);
  }

  /** The rows of a season by default: that of the time step, or none (1) without times. */
  static int season(Optional<TimeColumn> time) {
    return time.map(TimeColumn::step).map(Step::season).orElse(1);
  }

  /** The series of a model that knows only one. */
  Series only() {
    return all.getFirst().series();
  }

  /**
   * The windows that lie in the training parts: those with a whole look-back, or of one of many
   * series that is too short for it the last.
   */
  Windows train(List<Split> splits) {
    return spans(
        splits,
        (inputs, split) -> {
          int end = split.trainEnd() - config.horizon();
          // A model that reads a series from its beginning learns from all of it at once.
          int from = config.model().equals(EsRnnNetwork.NAME) ? end : config.lookBack();
          int first = config.columns().many() ? Math.min(from, end) : from;
          return span(inputs, first, split.trainEnd());
        });
  }

  /** The windows that forecast rows of the validation parts. */
  Windows validation(List<Split> splits) {
    return spans(splits, (inputs, split) -> span(inputs, split.trainEnd(), split.validEnd()));
  }

  /** The windows that forecast rows of the test parts. */
  Windows test(List<Split> splits) {
    return spans(splits, (inputs, split) -> span(inputs, split.validEnd(), split.testEnd()));
  }

  /**
   * Every window, after the row by which each target has had a value.
   *
   * @param before for each series, the rows that are history only
   */
  Windows all(int... before) {
    return spans(
        List.of(),
        (inputs, _) -> {
          int known = Math.max(before[inputs.number()], inputs.series().firstKnownRow() + 1);
          int first = config.columns().many() ? known : Math.max(known, config.lookBack());
          return span(inputs, first, inputs.series().rows());
        });
  }

  /**
   * The last windows of every series, of which each forecasts what the others don't; fewer of a
   * series that is too short for all.
   *
   * @param origins how many there are, a horizon apart
   * @param only the number of the one that is wanted, or -1 for all
   */
  Windows rolling(int origins, int only) {
    return spans(
        List.of(),
        (inputs, _) -> {
          int rows = inputs.series().rows();
          int least = config.columns().many() ? 2 : config.lookBack();
          int count = Math.min(origins, Math.max(0, (rows - least) / config.horizon()));
          int first = only < 0 ? count : origins - only;
          return new Windows.Span(
              inputs,
              rows - first * config.horizon(),
              only < 0 ? count : first <= count ? 1 : 0,
              config.horizon());
        });
  }

  /** The window after the last row of each series. */
  Windows next() {
    return spans(List.of(), (inputs, _) -> new Windows.Span(inputs, inputs.series().rows(), 1, 1));
  }

  private interface Part {
    Windows.Span of(SeriesInputs inputs, Split split);
  }

  private Windows spans(List<Split> splits, Part part) {
    List<Windows.Span> spans = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      spans.add(part.of(all.get(i), splits.isEmpty() ? null : splits.get(i)));
    }
    return new Windows(spans);
  }

  private Windows.Span span(SeriesInputs inputs, int firstRow, int endRow) {
    int first = Math.max(1, firstRow);
    int count = Math.max(0, endRow - first - config.horizon() + 1);
    return new Windows.Span(inputs, first, count, 1);
  }

  WindowBatch batch(Windows windows, int... ids) {
    return new WindowBatch(config, windows.get(ids));
  }
}
