package eddy.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that a forecasting model is, apart from its weights: what stands in {@code
 * config.json}.
 *
 * @param model segment, encoder, recursive or es-rnn
 * @param linear whether the network learns what ridge regression leaves
 * @param cell see {@link eddy.task.Cells}
 * @param columns what the columns of its data mean
 * @param lookBack rows of history
 * @param horizon rows of forecast
 * @param segment rows a segment, for the segment model
 * @param hidden units of the recurrent layer
 * @param layers of the recurrent network
 * @param dropout probability in training
 * @param output point, quantile, gaussian, student-t or negative-binomial
 * @param quantiles the levels of the quantiles that are forecast; none for points
 * @param calendar names of the {@link Calendar} inputs
 * @param holidays the dates on which the input {@code holiday} is 1
 * @param seasons rows of each season, the one of the baselines and the scaled error first
 * @param fit what is learnt of the training parts without a network
 */
public record ForecastConfig(
    String model,
    boolean linear,
    String cell,
    Columns columns,
    int lookBack,
    int horizon,
    int segment,
    int hidden,
    int layers,
    double dropout,
    String output,
    List<Double> quantiles,
    List<String> calendar,
    List<String> holidays,
    List<Integer> seasons,
    Fit fit) {

  /** What a model is before it has seen its data, as it is asked for. */
  static ForecastConfig of(ForecastOptions options, Columns columns, List<Integer> seasons) {
    return new ForecastConfig(
        options.model(),
        options.linear(),
        options.training().cell(),
        columns,
        options.lookBack(),
        options.horizon(),
        options.segmentRows(),
        options.training().hidden(),
        options.training().layers(),
        options.training().dropout(),
        options.output(),
        options.output().equals(Output.POINT) ? List.of() : options.quantiles(),
        options.calendar(),
        options.holidayDates(),
        seasons,
        new Fit("", Optional.empty(), Features.NONE, List.of(), new double[0]));
  }

  /**
   * What is learnt of the training parts without a network.
   *
   * @param split how the data was cut
   * @param scaling mean and deviation of each target of the one series; without one, every window
   *     has its own
   * @param features how covariates become numbers
   * @param series the series of training, for a model that knows no others
   * @param seasonalErrors the scale of the scaled error of each target of the one series
   */
  public record Fit(
      String split,
      Optional<Scaling> scaling,
      Features features,
      List<Known> series,
      double[] seasonalErrors) {}

  /** The same, fitted on the training parts. */
  ForecastConfig fitted(String split, List<Series> all, List<Split> splits) {
    Series first = all.getFirst();
    int trainEnd = splits.getFirst().trainEnd();
    boolean one = !columns.many();
    Fit learnt =
        new Fit(
            split,
            one ? Optional.of(Scaling.fit(first, trainEnd)) : Optional.empty(),
            Features.fit(all, splits),
            model.equals(EsRnnNetwork.NAME)
                ? all.stream().map(series -> new Known(series.id(), series.value(0, 0))).toList()
                : List.of(),
            ForecastMetrics.seasonalErrors(first, trainEnd, season()));
    return with(one && season() >= trainEnd ? List.of(1) : seasons, learnt);
  }

  /** The same with the scaling, the features and the series that another model knows. */
  ForecastConfig scaledAs(ForecastConfig other) {
    return with(
        seasons,
        new Fit(
            fit.split,
            other.fit.scaling,
            other.fit.features,
            other.fit.series,
            fit.seasonalErrors));
  }

  private ForecastConfig with(List<Integer> seasons, Fit fit) {
    return new ForecastConfig(
        model, linear, cell, columns, lookBack, horizon, segment, hidden, layers, dropout, output,
        quantiles, calendar, holidays, seasons, fit);
  }

  /**
   * A series of training.
   *
   * @param id its name
   * @param first the value that it begins with
   */
  public record Known(String id, double first) {}

  /** All of it that was an option of training, by name. */
  Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("model", model);
    map.put("linear", linear ? "true" : "");
    columns.time().ifPresent(name -> map.put("time", name));
    columns.id().ifPresent(name -> map.put("id", name));
    map.put("target", String.join(",", columns.targets()));
    map.put("past", String.join(",", columns.past()));
    map.put("future", String.join(",", columns.future()));
    map.put("static", String.join(",", columns.statics()));
    map.put("split", split());
    map.put("look_back", Integer.toString(lookBack));
    map.put("horizon", Integer.toString(horizon));
    map.put("segment", Integer.toString(segment));
    map.put("season", seasons.stream().map(String::valueOf).collect(Collectors.joining(",")));
    map.put("output", output);
    map.put("quantiles", quantiles.stream().map(String::valueOf).collect(Collectors.joining(",")));
    map.put("calendar", String.join(",", calendar));
    map.put("holidays", String.join(",", holidays));
    // What there is none of says nothing.
    map.values().removeIf(String::isEmpty);
    return map;
  }

  List<Calendar> calendars() {
    return calendar.stream().map(Calendar::named).toList();
  }

  /** The columns that are forecast. */
  public List<String> targets() {
    return columns.targets();
  }

  /** Rows of the season that baselines and the scaled error go by. */
  public int season() {
    return seasons.getFirst();
  }

  /** The levels of the quantiles that are forecast, rising; none for points. */
  public double[] levels() {
    return quantiles.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** K, how many numbers are known of every row by its time and its series. */
  int knownSize() {
    return Calendar.size(calendars()) + features().staticSize();
  }

  String split() {
    return fit.split;
  }

  Optional<Scaling> scaling() {
    return fit.scaling;
  }

  Features features() {
    return fit.features;
  }

  List<Known> series() {
    return fit.series;
  }

  double[] seasonalErrors() {
    return fit.seasonalErrors;
  }
}
