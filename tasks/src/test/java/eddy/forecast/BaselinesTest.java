package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static double[] counting(int rows) {
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = row;
    }
    return values;
  }

  private static Window window(ForecastData data, int row) {
    return new Window(data.all().getFirst(), row);
  }

  @Test
  void lastValueRepeatsTheRowBefore() {
    // Two targets: even and odd numbers; the first test row is 4, the row before holds 6 and 7.
    Series series = Series.of(List.of("even", "odd"), counting(12));
    ForecastData data = Small.data(series, new Split(3, 4, 6), 1, 2, 1);

    assertThat(new LastValue().forecast(window(data, 4), 2)).containsExactly(6, 7, 6, 7);
  }

  @Test
  void seasonalNaiveRepeatsTheSeasonBeforeEvenBeyondTheWindow() {
    Window window = window(Small.data(counting(20), new Split(5, 10, 20), 1, 7, 1), 10);

    assertThat(new SeasonalNaive(3).forecast(window, 7)).containsExactly(7, 8, 9, 7, 8, 9, 7);
    assertThat(new SeasonalNaive(10).forecast(window, 7)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(new SeasonalNaive(11).forecast(window, 7)).containsOnly(9);
  }

  @Test
  void driftGoesOnAlongTheLineThroughTheFirstAndTheLastRow() {
    Window window =
        window(Small.data(new double[] {1, 9, 2, 7, 0}, new Split(2, 4, 5), 1, 2, 1), 4);

    // From 1 to 7 in three rows.
    assertThat(new Drift().forecast(window, 2)).containsExactly(9, 11);
  }

  @Test
  void seasonalBaselinesAreLeftOutWhereThereIsNoSeason() {
    Baselines baselines = new Baselines(Optional.empty(), Map.of(), Optional.empty());

    assertThat(baselines.all(40))
        .extracting(Baseline::name)
        .containsExactly("last_value", "seasonal_naive", "drift", "naive2", "theta");
    assertThat(baselines.all(1))
        .extracting(Baseline::name)
        .containsExactly("last_value", "drift", "theta");
  }

  @Test
  void theSeasonIsThatOfTheClassicalDecomposition() {
    // A level of 10 times 0.5, 1 and 1.5, whose moving average over 3 rows is 10 everywhere.
    double[] values = new double[30];
    Arrays.setAll(values, row -> 10 * (0.5 + 0.5 * (row % 3)));

    SeasonalIndex index = SeasonalIndex.of(values, 3);

    assertThat(index.indices()).containsExactly(new double[] {0.5, 1, 1.5}, offset(1e-12));
    assertThat(index.removedFrom(values)[7]).isCloseTo(10, within(1e-12));
    Window window = window(Small.data(values, new Split(20, 27, 30), 1, 4, 3), 28);
    assertThat(new Naive2(3).forecast(window, 4))
        .containsExactly(new double[] {10, 15, 5, 10}, offset(1e-12));
  }

  @Test
  void aSeasonOfEvenLengthIsCentredOnHalfRows() {
    // On a rising line the average over 4 rows, half of both ends, is the line itself.
    double[] values = new double[40];
    double[] season = {0.8, 1.3, 1.1, 0.8};
    Arrays.setAll(values, row -> (1000 + row) * season[row % 4]);

    assertThat(SeasonalIndex.of(values, 4).indices()).containsExactly(season, offset(1e-3));
  }

  @Test
  void withoutASignificantSeasonThereIsNone() {
    Random random = new Random(2);
    double[] noise = new double[60];
    Arrays.setAll(noise, _ -> 10 + random.nextDouble());

    assertThat(SeasonalIndex.of(noise, 12).indices()).containsExactly(1);
    double[] few = {1, 9, 1, 9, 1};
    assertThat(SeasonalIndex.of(few, 2).indices()).containsExactly(1);
    double[] zeros = {0, 9, 0, 9, 0, 9, 0, 9, 0, 9, 0, 9};
    assertThat(SeasonalIndex.of(zeros, 2).indices()).containsExactly(1);
  }

  @Test
  void theSeasonOfTheLongestSeriesOfTheM4IsThatOfAllOfIt() {
    List<Series> all =
        List.of(Series.of(List.of("value"), counting(2794)).named("the longest of months"));
    ForecastData data =
        ForecastData.of(
            all, Small.config(Small.panelColumns(), "rest/18/0", all, o -> o.horizon = 18));

    assertThat(SeasonalIndex.history(window(data, 2794), 0)).hasSize(2794);
  }

  @Test
  void thetaGoesOnWithHalfOfTheTrend() {
    // On the line y = t both lines of theta are that line, whose smoothed value lags hardly at all.
    Window window = window(Small.data(counting(50), new Split(20, 40, 50), 1, 3, 1), 40);

    assertThat(new Theta(1).forecast(window, 3))
        .containsExactly(new double[] {39.5, 40, 40.5}, offset(1e-2));
  }

  @Test
  void intervalsOfABaselineAreQuantilesOfItsErrorsInTraining() {
    // Steps of 1, 2, 1, 2, ...: the last value misses by 1 or 2, in units of the deviation.
    double[] values = new double[60];
    for (int row = 1; row < 60; row++) {
      values[row] = values[row - 1] + 1 + row % 2;
    }
    Split split = new Split(41, 50, 60);
    List<Series> all = List.of(Series.of(List.of("x"), values));
    ForecastConfig config =
        Small.config(
            Columns.of(Optional.empty(), List.of("x")),
            "rest/9/10",
            all,
            o -> {
              o.lookBack = 4;
              o.horizon = 1;
              o.output = "quantile";
              o.quantiles = List.of(0.25, 0.5, 0.75);
            });
    ForecastData data = ForecastData.of(all, config);
    Baselines baselines =
        Baselines.fit(config, data.train(List.of(split)), data.validation(List.of(split)));

    Scores scores = new Scores(config);
    baselines.evaluate(new LastValue(), config, data.test(List.of(split)), scores);

    // From 1 to 2 above the last value, which holds every row.
    assertThat(scores.results().get("width_50")).isCloseTo(1, within(1e-9));
    assertThat(scores.results().get("coverage_50")).isEqualTo(1);
    assertThat(baselines.all(1)).extracting(Baseline::name).endsWith("training_quantiles");
  }

  @Test
  void momentsAreThoseOfEveryWindowMinusItsMean() {
    Random random = new Random(3);
    int targets = 3;
    int lookBack = 5;
    int horizon = 4;
    double[] values = new double[40 * targets];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian() + 2;
    }
    Split split = new Split(38, 39, 40);
    Series series = Series.of(List.of("a", "b", "c"), values);
    ForecastData data = Small.data(series, split, lookBack, horizon, 1);
    Windows windows = data.train(List.of(split));
    double[] gram = new double[lookBack * lookBack];
    double[] cross = new double[lookBack * horizon];
    double futures = 0;
    for (int window = 0; window < windows.count(); window++) {
      for (int target = 0; target < targets; target++) {
        double[] z = centered(data.config(), windows.get(window), target);
        for (int a = 0; a < lookBack; a++) {
          for (int b = 0; b < lookBack; b++) {
            gram[a * lookBack + b] += z[a] * z[b];
          }
          for (int h = 0; h < horizon; h++) {
            cross[a * horizon + h] += z[a] * z[lookBack + h];
          }
        }
        for (int h = 0; h < horizon; h++) {
          futures += z[lookBack + h] * z[lookBack + h];
        }
      }
    }

    WindowMoments moments = WindowMoments.of(data.config(), windows);

    assertThat(moments.gram()).containsExactly(gram, offset(1e-10));
    assertThat(moments.cross()).containsExactly(cross, offset(1e-10));
    assertThat(moments.futures()).isCloseTo(futures, within(1e-10));
  }

  /** One target's window and future in deviations, less the mean of the window. */
  private static double[] centered(ForecastConfig config, Window window, int target) {
    int lookBack = config.lookBack();
    double[] z = new double[lookBack + config.horizon()];
    double mean = 0;
    for (int i = 0; i < z.length; i++) {
      z[i] = config.scaling().orElseThrow().apply(window.value(i - lookBack, target), target);
      mean += i < lookBack ? z[i] / lookBack : 0;
    }
    for (int i = 0; i < z.length; i++) {
      z[i] -= mean;
    }
    return z;
  }

  private static RidgeRegression ridge(ForecastData data, Split split) {
    return RidgeRegression.fit(
        data.config(), data.train(List.of(split)), data.validation(List.of(split)));
  }

  @Test
  void ridgeSolvesAnEquationByHand() {
    // Windows of one differ from their mean by nothing, so take two rows: x = (-1, 1)/2 times the
    // step d, y = 3/2 d on a straight line. gram = n d^2/4 [1 -1; -1 1], cross = n d^2 3/4 [-1; 1].
    // W = w (-1, 1) with (gram + p I) W = cross: n d^2/2 w + p w = n d^2 3/4. With n = 8 and p =
    // 0.01, where d^2 = 12 / 99 is that of 0 to 9 in deviations: w = 6 d^2 / (4 d^2 + 0.01).
    Split split = new Split(10, 12, 14);
    ForecastData data = Small.data(counting(14), split, 2, 1, 1);

    RidgeRegression ridge = ridge(data, split);

    double d = 12 / 99.0;
    double w = 6 * d / (4 * d + 0.01);
    assertThat(ridge.penalty()).isEqualTo(0.01);
    assertThat(ridge.weights()).containsExactly(new double[] {-w, w}, offset(1e-12));
    assertThat(ridge.forecast(window(data, 12), 1)[0]).isCloseTo(10.5 + w, within(1e-9));
  }

  @Test
  void thePenaltyIsTheOneWithTheLeastErrorOnValidation() {
    // Training follows a line and validation is noise about a level, where smaller weights win.
    Split split = new Split(60, 120, 121);
    Random random = new Random(5);
    double[] values = new double[121];
    for (int row = 0; row < values.length; row++) {
      values[row] = row < 60 ? row * 0.1 : random.nextGaussian();
    }
    ForecastData data = Small.data(values, split, 8, 3, 1);
    Windows train = data.train(List.of(split));
    Windows validation = data.validation(List.of(split));

    RidgeRegression ridge = ridge(data, split);

    double deviation = data.config().scaling().orElseThrow().deviation()[0];
    double least = Double.POSITIVE_INFINITY;
    double best = 0;
    WindowMoments moments = WindowMoments.of(data.config(), train);
    for (double penalty = 0.01; penalty < 20_000; penalty *= 10) {
      double[] weights = moments.cross().clone();
      assertThat(Cholesky.solve(moments.gram(), 8, penalty, weights, 3)).isTrue();
      double error = squaredError(new RidgeRegression(8, 3, penalty, weights), validation);
      double told = WindowMoments.of(data.config(), validation).squaredError(weights);
      assertThat(told * deviation * deviation).isCloseTo(error, within(1e-6 * error));
      best = error < least ? penalty : best;
      least = Math.min(error, least);
    }
    assertThat(ridge.penalty()).isCloseTo(best, within(1e-9 * best)).isBetween(0.1, 1000.0);
  }

  private static double squaredError(RidgeRegression baseline, Windows windows) {
    double error = 0;
    for (int window = 0; window < windows.count(); window++) {
      double[] forecast = baseline.forecast(windows.get(window), baseline.horizon());
      for (int h = 0; h < forecast.length; h++) {
        error += Math.pow(forecast[h] - windows.get(window).value(h, 0), 2);
      }
    }
    return error;
  }

  @Test
  void ridgeContinuesASeasonThatItHasSeen() {
    Split split = new Split(600, 800, 1000);
    Series series = SyntheticSeries.seasonal(1000, 2, 12, 0.05, 11);
    ForecastData data = Small.data(series, split, 24, 12, 12);
    Windows test = data.test(List.of(split));
    Baselines baselines =
        Baselines.fit(data.config(), data.train(List.of(split)), data.validation(List.of(split)));

    Map<String, Double> mae = new LinkedHashMap<>();
    for (Baseline baseline : baselines.all(12)) {
      Scores scores = new Scores(data.config());
      baselines.evaluate(baseline, data.config(), test, scores);
      assertThat(scores.windows()).isEqualTo(189);
      mae.put(baseline.name(), scores.results().get("mae"));
    }

    // The noise alone has a mean absolute value of 0.8 * 0.05; the season before carries its own
    // noise and misses a year of trend, 0.12; the last value misses the season.
    assertThat(mae.get("last_value")).isGreaterThan(0.5);
    assertThat(mae.get("seasonal_naive")).isBetween(0.1, 0.16);
    assertThat(mae.get("theta")).isBetween(0.04, 0.3);
    assertThat(mae.get("ridge_regression")).isBetween(0.04, 0.06);
  }

  @Test
  void aSeriesThatNeverChangesIsForecastAsItIs() {
    Split split = new Split(20, 25, 30);
    ForecastData data = Small.data(new double[30], split, 4, 2, 1);

    assertThat(ridge(data, split).forecast(window(data, 25), 2)).containsOnly(0);
  }
}
