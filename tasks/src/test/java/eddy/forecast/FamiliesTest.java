package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.task.Evaluation;
import eddy.task.EvaluationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of every family of models and every output, trained for a moment. */
class FamiliesTest {
  private static final String FAMILIES =
      """
      segment, point
      segment, quantile
      segment, gaussian
      segment, student-t
      segment, negative-binomial
      encoder, point
      encoder, quantile
      encoder, student-t
      encoder, negative-binomial
      recursive, point
      recursive, quantile
      recursive, gaussian
      recursive, negative-binomial
      es-rnn, point
      es-rnn, quantile
      """;

  @TempDir Path folder;

  private Path file(List<Series> all) {
    return Small.file(folder.resolve("panel.csv"), all);
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Forecaster trained(Path data, Consumer<ForecastOptions.Draft> changes) {
    return Small.trained(folder.resolve("model"), data, changes);
  }

  @ParameterizedTest
  @CsvSource(textBlock = FAMILIES)
  void noForecastKnowsWhatComesLaterOrOfOtherSeries(String family, String output) {
    List<Series> all = Small.panel(3, 5);
    try (Forecaster model =
        trained(
            file(all),
            o -> {
              o.model = family;
              o.output = output;
            })) {
      Series one = all.get(1);
      Series early = one.first(40);
      double[] altered = new double[one.rows()];
      Arrays.setAll(altered, row -> row < 40 ? one.value(row, 0) : 1e6 + row);
      Series other = Series.of(one.names(), altered).named(one.id());

      double[][] alone = model.forecast(early);
      assertThat(model.forecast(other.first(40))).isEqualTo(alone);
      assertThat(model.forecasts(List.of(all.getFirst(), early)).get(1).points()).isEqualTo(alone);
      // A backtest sees the later rows of the file, and forecasts the same.
      ForecastData data = model.data(List.of(other));
      List<double[][]> inside = new ArrayList<>();
      model
          .predictor()
          .forEach(
              new Windows(List.of(new Windows.Span(data.all().getFirst(), 40, 1, 1))),
              (_, forecast) -> inside.add(forecast.points()));
      assertThat(inside.getFirst()).isEqualTo(alone);
      assertThat(model.forecast(one)).isNotEqualTo(alone);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = FAMILIES)
  void quantilesDoNotCrossAndPathsAreRepeatable(String family, String output) {
    List<Series> all = Small.panel(2, 6);
    try (Forecaster model =
        trained(
            file(all),
            o -> {
              o.model = family;
              o.output = output;
            })) {
      Forecast forecast = model.forecasts(all).getFirst();
      assertThat(forecast.levels()).hasSize(output.equals("point") ? 0 : 9);
      for (int step = 0; step < 4; step++) {
        for (int k = 1; k < forecast.levels().length; k++) {
          assertThat(forecast.quantile(k, step, 0))
              .isGreaterThanOrEqualTo(forecast.quantile(k - 1, step, 0));
        }
        assertThat(forecast.point(step, 0)).isFinite();
      }
      if (output.equals("point")) {
        assertThatThrownBy(() -> model.samples(all.getFirst(), 2, 1))
            .isInstanceOf(BadInput.class)
            .hasMessageContaining("--output");
        return;
      }
      double[][][] paths = model.samples(all.getFirst(), 400, 7);
      assertThat(model.samples(all.getFirst(), 400, 7)).isDeepEqualTo(paths);
      double[] last = Arrays.stream(paths).mapToDouble(path -> path[3][0]).sorted().toArray();
      double width = forecast.quantile(8, 3, 0) - forecast.quantile(0, 3, 0);
      assertThat(Baselines.quantile(last, 0.5))
          .isCloseTo(forecast.point(3, 0), within(0.25 * width + 1));
      double[][][] other = model.samples(all.getFirst(), 400, 8);
      for (int lag = 1; lag < 4; lag++) {
        assertThat(correlation(step(paths, lag, 0), step(paths, 0, 1))).isBetween(-0.2, 0.2);
        assertThat(correlation(step(paths, lag, 0), step(other, 0, 0))).isBetween(-0.2, 0.2);
      }
    }
  }

  /** What all but one of some paths pass at a step, from a path on. */
  private static double[] step(double[][][] paths, int step, int first) {
    double[] values = new double[paths.length - 1];
    Arrays.setAll(values, i -> paths[first + i][step][0]);
    return values;
  }

  private static double correlation(double[] a, double[] b) {
    double n = a.length;
    double meanA = Arrays.stream(a).sum() / n;
    double meanB = Arrays.stream(b).sum() / n;
    double both = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < n; i++) {
      both += (a[i] - meanA) * (b[i] - meanB);
      squaresA += (a[i] - meanA) * (a[i] - meanA);
      squaresB += (b[i] - meanB) * (b[i] - meanB);
    }
    return both / Math.sqrt(squaresA * squaresB);
  }

  @Test
  void aFileOfWhatFollowedIsMeasuredBehindItsHistory() {
    List<Series> all = Small.panel(3, 7);
    List<Series> later = new ArrayList<>();
    for (Series series : all) {
      double[] values = new double[4];
      Arrays.setAll(values, i -> series.value(series.rows() - 6 + i, 0));
      later.add(Series.of(series.names(), values).named(series.id()));
    }
    Path history = file(all);
    try (Forecaster model = trained(history, o -> o.split = "rest/4/0")) {
      Path kept = write("history.csv", read(history));
      Path test = file(later);

      Evaluation evaluation =
          model.evaluate(
              new EvaluationOptions(Optional.of(test), Optional.of(kept), Optional.empty(), false));

      assertThat(evaluation.items()).isEqualTo(3);
      assertThat(evaluation.tables().get("series")).containsOnlyKeys("S0", "S1", "S2");
      // What followed is what came a season before.
      assertThat(evaluation.baselines().get("seasonal_naive").get("mae")).isZero();
      assertThat(evaluation.baselines().get("naive2").get("owa")).isEqualTo(1);
      assertThat(evaluation.metrics()).containsKey("owa");
      assertThatThrownBy(() -> model.evaluate(Optional.empty())).isInstanceOf(BadInput.class);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"point", "gaussian", "negative-binomial"})
  void aLiveForecastIsThatOfAllThatHasCome(String output) {
    double[] values = new double[120];
    Arrays.setAll(values, t -> 20 + Math.rint(8 * Math.sin(2 * Math.PI * t / 7)));
    StringBuilder text = new StringBuilder("x\n");
    for (double value : values) {
      text.append(value).append('\n');
    }
    try (Forecaster model =
        trained(
            write("stream.csv", text.toString()),
            o -> {
              o.model = "recursive";
              o.output = output;
              o.training = Small.TRAINING.with(t -> t.layers = 2);
            })) {
      LiveForecast live = model.live(Series.of(List.of("x"), Arrays.copyOf(values, 40)));
      assertThat(live.forecast().points()[0][0])
          .isCloseTo(
              model.forecast(Series.of(List.of("x"), Arrays.copyOf(values, 40)))[0][0],
              within(1e-3));

      double[][] before = live.forecast().points();
      assertThat(live.forecast().points()).isEqualTo(before);
      live.absorb(values[40]);
      live.absorb(Double.NaN);
      assertThat(live.rows()).isEqualTo(42);
      assertThat(live.forecast().points()).isNotEqualTo(before);
      // The state that is carried is that of reading it all at once.
      LiveForecast again = model.live(Series.of(List.of("x"), Arrays.copyOf(values, 40)));
      again.absorb(values[40]);
      again.absorb(values[40]);
      assertThat(again.forecast().points()).isEqualTo(live.forecast().points());
      assertThatThrownBy(() -> live.absorb(1, 2)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void onlyARecursiveModelFollowsAStream() {
    List<Series> all = Small.panel(1, 9);
    try (Forecaster model = trained(file(all), _ -> {})) {
      assertThatThrownBy(() -> model.live(all.getFirst()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("--model recursive but found segment");
    }
  }

  @Test
  void exponentialSmoothingKnowsItsOwnSeriesAlone() {
    List<Series> all = Small.panel(2, 10);
    try (Forecaster model = trained(file(all), o -> o.model = "es-rnn")) {
      assertThatThrownBy(() -> model.forecast(all.getFirst().named("new")))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("knows only the series that it was trained on");
      assertThatThrownBy(() -> model.forecast(all.getFirst().named("S1")))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("from its first row in training");
    }
    List<Series> zeros = List.of(Series.of(List.of("value"), new double[60]).named("S"));
    assertThatThrownBy(
            () -> {
              try (Forecaster _ = trained(file(zeros), o -> o.model = "es-rnn")) {
                throw new AssertionError("Values of zero have no logarithm.");
              }
            })
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expects values above zero but found 0.0");
  }

  @Test
  void exponentialSmoothingThatIsTrainedOnKnowsItsSeriesInAnyOrder() {
    List<Series> all = Small.panel(3, 13);
    Path before = folder.resolve("before");
    try (Forecaster model = Small.trained(before, file(all), o -> o.model = "es-rnn");
        Forecaster tuned =
            trained(
                file(all.reversed()),
                o -> {
                  o.model = "es-rnn";
                  o.from = Optional.of(before);
                  o.training =
                      Small.TRAINING.with(t -> {
                        t.optimizer = "sgd";
                        t.learningRate = 1e-9;
                      });
                })) {
      for (Series series : all) {
        double expected = model.forecast(series)[0][0];
        assertThat(tuned.forecast(series)[0][0])
            .isCloseTo(expected, within(1e-3 * Math.abs(expected)));
      }
    }
  }

  @Test
  void exponentialSmoothingLearnsWhatRepeats() {
    List<Series> all = Small.panel(4, 11);
    try (Forecaster model =
        trained(
            file(all),
            o -> {
              o.model = "es-rnn";
              o.training =
                  Small.TRAINING.with(t -> {
                    t.epochs = 30;
                    t.patience = 30;
                    t.batchSize = 1;
                    t.learningRate = 0.01;
                    t.schedule = "constant";
                  });
            })) {
      Evaluation evaluation = model.evaluate(Optional.empty());

      assertThat(evaluation.metrics().get("owa")).isLessThan(0.9);
      assertThat(evaluation.metrics().get("mase"))
          .isLessThan(evaluation.baselines().get("seasonal_naive").get("mase"));
    }
  }
}
