package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.task.Evaluation;
import eddy.task.EvaluationOptions;
import java.nio.file.Path;
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
}
