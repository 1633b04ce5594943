package eddy.forecast;

/**
 * A series as a model sees it: K numbers known of every row, F known ahead from the file, P known
 * up to now.
 *
 * @param series in original units
 * @param number its place among all series
 * @param config of the model
 * @param known calendar and static covariates, [rows + horizon, K]
 * @param ahead covariates known ahead, [rows and those after it, F]
 * @param past covariates known up to now, [rows, P]
 */
record SeriesInputs(
    Series series, int number, ForecastConfig config, float[] known, float[] ahead, float[] past) {

  static SeriesInputs of(Series series, int number, ForecastConfig config) {
    float[] calendar =
        Calendar.features(series, config.horizon(), config.calendars(), config.holidays());
    return new SeriesInputs(
        series,
        number,
        config,
        known(series, config, calendar),
        Features.scaled(series.covariates().future(), config.features().future()),
        Features.scaled(series.covariates().past(), config.features().past()));
  }

  private static float[] known(Series series, ForecastConfig config, float[] calendar) {
    float[] statics = config.features().statics(series);
    if (statics.length == 0) {
      return calendar;
    }
    int rows = series.rows() + config.horizon();
    int first = calendar.length / rows;
    float[] known = new float[rows * (first + statics.length)];
    for (int row = 0; row < rows; row++) {
      int at = row * (first + statics.length);
      System.arraycopy(calendar, row * first, known, at, first);
      System.arraycopy(statics, 0, known, at + first, statics.length);
    }
    return known;
  }

  /**
   * What one unit of the network's numbers is in original units, for a forecast from a row on: the
   * deviation of the training part of the one series, or else of the window itself, so that a
   * series that training has never seen is scaled like the others.
   */
  double unit(int row, int target) {
    if (config.scaling().isPresent()) {
      return config.scaling().get().deviation()[target];
    }
    double unit = deviation(Math.max(0, row - config.lookBack()), row, target);
    if (unit == 0) {
      unit = deviation(0, row, target);
    }
    double last = Math.abs(series.value(row - 1, target));
    return unit > 0 ? unit : last > 0 ? last : 1;
  }

  private double deviation(int from, int end, int target) {
    double sum = 0;
    for (int row = from; row < end; row++) {
      sum += series.value(row, target);
    }
    double mean = sum / (end - from);
    double squares = 0;
    for (int row = from; row < end; row++) {
      double difference = series.value(row, target) - mean;
      squares += difference * difference;
    }
    double deviation = Math.sqrt(squares / (end - from));
    // What is left of the rounding of equal values is no deviation.
    return deviation > 1e-9 * Math.abs(mean) ? deviation : 0;
  }
}
