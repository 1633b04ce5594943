package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.tensor.Parameter;
import eddy.tensor.Workspace;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPathTest {
  private static final int LOOK_BACK = 12;
  private static final int HORIZON = 4;

  @TempDir Path folder;

  /** Two targets that each follow their own last values, far from zero. */
  private static Series series(int rows) {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = new double[2 * rows];
    for (int row = 2; row < rows; row++) {
      for (int target = 0; target < 2; target++) {
        double before = values[2 * (row - 1) + target];
        double earlier = values[2 * (row - 2) + target];
        values[2 * row + target] = 1.6 * before - 0.8 * earlier + random.nextGaussian();
      }
    }
    Arrays.setAll(values, i -> 100 * (i % 2) + values[i]);
    return Series.of(List.of("a", "b"), values);
  }

  @ParameterizedTest
  @ValueSource(strings = {SegmentNetwork.NAME, EncoderNetwork.NAME})
  void aNetworkThatSaysNothingForecastsAsRidgeRegressionDoes(String model) {
    Series series = series(200);
    ForecastConfig config =
        Small.config(
            Columns.of(Optional.empty(), series.names()),
            "rest/40/40",
            List.of(series),
            o -> {
              o.model = model;
              o.linear = true;
              o.lookBack = LOOK_BACK;
              o.horizon = HORIZON;
            });
    List<Split> splits = ForecastEvaluation.splits(List.of(series), "rest/40/40");
    ForecastData data = ForecastData.of(List.of(series), config);
    RidgeRegression ridge =
        RidgeRegression.fit(config, data.train(splits), data.validation(splits));
    LinearPath network = (LinearPath) ForecastNetwork.of(config, new SplittableRandom(1));
    for (Parameter parameter : network.trained().values()) {
      Arrays.fill(parameter.data(), 0);
    }
    network.begin(ridge);
    try (Workspace workspace = new Workspace(1)) {
      new Predictor(network, config, workspace)
          .forEach(
              data.test(splits),
              (window, forecast) -> {
                double[] expected = ridge.forecast(window, HORIZON);
                for (int i = 0; i < expected.length; i++) {
                  assertThat(forecast.points()[i / 2][i % 2]).isCloseTo(expected[i], within(1e-3));
                }
              });
    }
  }

  @Test
  void trainingLeavesTheRegressionAsItIs() {
    Path file = Small.file(folder.resolve("a.csv"), List.of(series(200)));
    try (Forecaster model =
        Small.trained(
            folder.resolve("model"),
            file,
            o -> {
              o.linear = true;
              o.lookBack = LOOK_BACK;
              o.horizon = HORIZON;
              o.training = Small.TRAINING.with(t -> t.weightDecay = 0.1);
            })) {
      LinearPath expected =
          (LinearPath) ForecastNetwork.of(model.predictor().config(), new SplittableRandom(1));
      expected.begin(model.baselines().ridge().orElseThrow());
      assertThat(model.folder().weights().get("linear.weight").data())
          .containsExactly(expected.parameters().get("linear.weight").data());
    }
  }

  @Test
  void otherModelsAndOutputsHaveNone() {
    for (String model : List.of(RecursiveNetwork.NAME, EsRnnNetwork.NAME)) {
      assertThatThrownBy(() ->
              ForecastOptions.of(o -> {
                o.horizon = 1;
                o.model = model;
                o.linear = true;
              }))
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith("--linear: expected --model segment or encoder");
    }
    assertThatThrownBy(() ->
            ForecastOptions.of(o -> {
              o.horizon = 1;
              o.output = Output.QUANTILE;
              o.linear = true;
            }))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--linear: expected --model segment or encoder");
  }
}
