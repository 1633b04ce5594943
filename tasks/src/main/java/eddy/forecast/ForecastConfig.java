package eddy.forecast;

import java.util.List;
import java.util.Optional;

/**
 * Everything that a forecasting model is, apart from its weights: what stands in {@code
 * config.json}.
 *
 * @param model segment or encoder
 * @param cell see {@link eddy.task.Cells}
 * @param time the name of the time column, if there is one
 * @param targets the names of the columns that are forecast
 * @param lookBack rows of history
 * @param horizon rows of forecast
 * @param segment rows a segment, for the segment model
 * @param hidden units of the recurrent layer
 * @param layers of the recurrent network
 * @param dropout probability in training
 * @param calendar names of the {@link Calendar} inputs
 * @param season rows a season, for the baselines and the scaled error
 * @param split how the training data was cut
 * @param scaling mean and deviation of each target in the training part
 * @param seasonalErrors the scale of the scaled error of each target
 */
public record ForecastConfig(
    String model,
    String cell,
    Optional<String> time,
    List<String> targets,
    int lookBack,
    int horizon,
    int segment,
    int hidden,
    int layers,
    double dropout,
    List<String> calendar,
    int season,
    String split,
    Scaling scaling,
    double[] seasonalErrors) {

  List<Calendar> calendars() {
    return calendar.stream().map(Calendar::named).toList();
  }
}
