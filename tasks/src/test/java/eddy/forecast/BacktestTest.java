package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.task.Evaluation;
import eddy.task.EvaluationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {
  @TempDir Path folder;

  private static EvaluationOptions rolling(Optional<Path> data, int origins, boolean refit) {
    return new EvaluationOptions(data, Optional.empty(), Optional.of(origins), refit);
  }

  @Test
  void aBacktestForecastsFromTheLastPointsInTimeWithAndWithoutTrainingAnew() {
    List<Series> all = Small.panel(2, 8);
    Path data = Small.file(folder.resolve("panel.csv"), all);
    try (Forecaster model =
        Small.trained(
            folder.resolve("model"),
            data,
            o -> {
              o.split = "rest/4/8";
              o.model = "encoder";
              o.training = Small.TRAINING.with(t -> t.layers = 2);
            })) {
      Evaluation kept = model.evaluate(rolling(Optional.of(data), 2, false));
      Evaluation anew = model.evaluate(rolling(Optional.of(data), 2, true));

      assertThat(kept.part()).isEqualTo("rolling");
      assertThat(kept.items()).isEqualTo(4);
      assertThat(anew.items()).isEqualTo(4);
      assertThat(anew.baselines().get("last_value")).isEqualTo(kept.baselines().get("last_value"));
      assertThat(anew.metrics()).isNotEqualTo(kept.metrics());
      assertThat(anew.baselines().keySet()).isEqualTo(kept.baselines().keySet());
    }
  }

  @Test
  void aBacktestOfRowsThatTrainingHasSeenIsRefused() {
    Path data = Small.file(folder.resolve("panel.csv"), Small.panel(2, 8));
    try (Forecaster model =
        Small.trained(folder.resolve("model"), data, o -> o.split = "rest/4/11")) {
      assertThat(model.evaluate(rolling(Optional.empty(), 2, false)).items()).isEqualTo(4);
      assertThatThrownBy(() -> model.evaluate(rolling(Optional.of(data), 3, false)))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith(data + ": --rolling expects at most 2, ");
      // Of a series that training has not seen there are as many as it has rows for.
      Path other = Small.file(folder.resolve("other.csv"), Small.panel(1, 9));
      assertThat(model.evaluate(rolling(Optional.of(other), 20, false)).items()).isEqualTo(14);
      // Anew, nothing is known of what is forecast.
      assertThat(model.evaluate(rolling(Optional.empty(), 3, true)).items()).isEqualTo(6);
    }
  }

  @Test
  void trainingAnewKnowsNothingOfLaterRowsEvenInGaps() throws IOException {
    // Rows 93 to 95 lie before the first of three points in time, and close towards what follows.
    List<double[][]> forecasts = new ArrayList<>();
    for (double factor : new double[] {1, 5}) {
      StringBuilder text = new StringBuilder("x,y\n");
      for (int row = 0; row < 108; row++) {
        double value = (10 + row % 6) * (row < 96 ? 1 : factor);
        text.append(row > 92 && row < 96 ? "" : value).append(",0\n");
      }
      Path data = Files.writeString(folder.resolve(factor + ".csv"), text);
      try (Forecaster model =
          Small.trained(
              folder.resolve("model" + factor),
              data,
              o -> {
                o.targets = List.of("x");
                o.split = "rest/4/4";
              })) {
        ForecastEvaluation evaluation =
            new ForecastEvaluation(model, rolling(Optional.empty(), 3, true));
        ForecastEvaluation.Fold first =
            evaluation.refitted(data, evaluation.training(data)).getFirst();
        first.predictor().forEach(first.windows(), (_, one) -> forecasts.add(one.points()));
      }
    }

    assertThat(forecasts).hasSize(2);
    assertThat(forecasts.getFirst()).isEqualTo(forecasts.getLast());
  }

  @Test
  void everySeriesKeepsItsOwnLengthOfValidation() {
    // A tenth of the first series is more than the second has.
    List<Series> all = new ArrayList<>();
    for (int rows : new int[] {400, 40}) {
      double[] values = new double[rows];
      Arrays.setAll(values, row -> 10 + row % 6);
      all.add(Series.of(List.of("value"), values).named("of " + rows));
    }
    Path data = Small.file(folder.resolve("panel.csv"), all);
    try (Forecaster model =
        Small.trained(folder.resolve("model"), data, o -> o.split = "70/10/20")) {
      assertThat(model.evaluate(rolling(Optional.empty(), 1, true)).items()).isEqualTo(2);
    }
  }

  @Test
  void aSplitThatDoesNotFitOtherDataIsNamedAsTheModels() throws IOException {
    Path data = days("data.csv", LocalDate.of(2024, 1, 1));
    Path later = days("later.csv", LocalDate.of(2026, 1, 1));
    try (Forecaster model =
        Small.trained(folder.resolve("model"), data, o -> o.split = "2024-03-01/2024-04-01")) {
      assertThat(model.evaluate(rolling(Optional.of(later), 2, false)).items()).isEqualTo(2);
      assertThatThrownBy(() -> model.evaluate(rolling(Optional.of(later), 2, true)))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith(
              later + ": --refit validates on as many rows as the model's split")
          .hasMessageContaining("2024-03-01/2024-04-01");
    }
  }

  private Path days(String name, LocalDate first) throws IOException {
    StringBuilder text = new StringBuilder("day,x\n");
    for (int day = 0; day < 120; day++) {
      text.append(first.plusDays(day)).append(',').append(10 + day % 6).append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }
}
