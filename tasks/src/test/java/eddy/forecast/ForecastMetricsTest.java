package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.table.Table;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastMetricsTest {
  private static final double CLOSE = 1e-9;
  private static final double[] POINTS = {};

  /** The window that forecasts a row first, in units of deviations of the first rows. */
  private static Window window(Series series, int row, int horizon, int trainEnd) {
    Split split = new Split(trainEnd, Math.max(row, trainEnd + 1), series.rows());
    return new Window(Small.data(series, split, 1, horizon, 1).all().getFirst(), row);
  }

  @Test
  void metricsOfOneTargetByHand() {
    // Actual 10, 20 and 20, 40; forecast 12, 20 and 15, 30: errors 2, 0 and 5, 10. Of 0 and 10, one
    // deviation is 5.
    Series series = Series.of(List.of("x"), new double[] {0, 10, 10, 20, 40});
    ForecastMetrics metrics = new ForecastMetrics(new double[] {8.5}, 2, POINTS);

    metrics.add(window(series, 2, 2, 2), Small.points(1, 12, 20));
    metrics.add(window(series, 3, 2, 2), Small.points(1, 15, 30));

    Map<String, Double> results = metrics.results();
    assertThat(results)
        .containsOnlyKeys(
            "corr",
            "mae",
            "mae_standardised",
            "mase",
            "mse",
            "mse_standardised",
            "rmse",
            "rse",
            "smape");
    // (2 + 0 + 5 + 10) / 4 = 4.25; (4 + 0 + 25 + 100) / 4 = 32.25.
    assertThat(results.get("mae")).isCloseTo(4.25, within(CLOSE));
    assertThat(results.get("mse")).isCloseTo(32.25, within(CLOSE));
    assertThat(results.get("rmse")).isCloseTo(Math.sqrt(32.25), within(CLOSE));
    assertThat(results.get("mae_standardised")).isCloseTo(0.85, within(CLOSE));
    assertThat(results.get("mse_standardised")).isCloseTo(1.29, within(CLOSE));
    assertThat(results.get("mase")).isCloseTo(0.5, within(CLOSE));
    // 200 (2/22 + 0/40 + 5/35 + 10/70) / 4.
    assertThat(results.get("smape"))
        .isCloseTo(50 * (2 / 22.0 + 5 / 35.0 + 10 / 70.0), within(CLOSE));
    // Of the second step: truth 20 and 40 with mean 30, forecasts 20 and 30.
    assertThat(results.get("rse")).isCloseTo(Math.sqrt(100 / 200.0), within(CLOSE));
    assertThat(results.get("corr")).isCloseTo(1, within(CLOSE));
    // Step one: errors 2 and 5; step two: 0 and 10.
    assertThat(metrics.maeByStep()).containsExactly(3.5, 5);
  }

  @Test
  void quantilesByHand() {
    // Truth 10 and 20; the interval of 80 % is 8 to 12 and 10 to 18.
    Series series = Series.of(List.of("x"), new double[] {0, 2, 10, 20});
    double[] levels = {0.1, 0.5, 0.9};
    ForecastMetrics metrics = new ForecastMetrics(new double[] {1}, 2, levels);

    metrics.add(
        window(series, 2, 2, 2),
        new Forecast(
            1, levels, new double[] {10, 14}, new double[][] {{8, 10}, {10, 14}, {12, 18}}));

    Map<String, Double> results = metrics.results();
    assertThat(results.get("coverage_80")).isEqualTo(0.5);
    assertThat(results.get("width_80")).isEqualTo(6);
    // 0.1 * 2, 0.1 * 2 and 0.1 * 10, 0.9 * 2; the median adds 0 and 0.5 * 6.
    assertThat(results.get("pinball_80")).isCloseTo((0.2 + 0.2 + 1 + 1.8) / 4, within(CLOSE));
    assertThat(results.get("pinball")).isCloseTo((0.4 + 0 + 2.8 + 3) / 6, within(CLOSE));
    assertThat(results.get("crps")).isCloseTo(2 * 6.2 / 6, within(CLOSE));
    // One deviation of 0 and 2 is 1.
    assertThat(results.get("pinball_standardised")).isEqualTo(results.get("pinball"));
  }

  @Test
  void targetsCountAlikeAfterScaling() {
    // Errors 1 and 30 with deviations 1 and 10 and seasonal errors 2 and 0, of which 0 cannot
    // scale.
    Series series = Series.of(List.of("a", "b"), new double[] {4, 40, 6, 60, 5, 50});
    ForecastMetrics metrics = new ForecastMetrics(new double[] {2, 0}, 1, POINTS);

    metrics.add(window(series, 2, 1, 2), Small.points(2, 6, 20));

    assertThat(metrics.results().get("mae")).isEqualTo(15.5);
    assertThat(metrics.results().get("mae_standardised")).isEqualTo(2);
    assertThat(metrics.results().get("mse_standardised")).isEqualTo(5);
    assertThat(metrics.results().get("mase")).isEqualTo(0.5);
  }

  @Test
  void aTrueValueThatIsMissingCountsInNoFigure() {
    // Of a the second value is missing, of b all; the errors of a are 2 and 4.
    Table table =
        Table.read(new BufferedReader(new StringReader("a,b\n0,1\n4,3\n10,\n,\n30,\n")), "x.csv");
    Series series = Series.of(table, List.of("a", "b"), Optional.empty());
    ForecastMetrics metrics = new ForecastMetrics(new double[] {6, 1}, 3, POINTS);

    metrics.add(window(series, 2, 3, 2), Small.points(2, 12, 77, 66, 88, 34, 99));

    assertThat(metrics.results().get("mae")).isEqualTo(3);
    assertThat(metrics.results().get("mse")).isEqualTo(10);
    assertThat(metrics.results().get("mae_standardised")).isEqualTo(1.5);
    assertThat(metrics.results().get("mase")).isEqualTo(0.5);
    assertThat(metrics.maeByStep()).containsExactly(2, Double.NaN, 4);
    ForecastData data = Small.data(series, new Split(2, 3, 5), 1, 2, 1);
    assertThat(data.test(List.of(new Split(2, 3, 5))).missing()).isEqualTo(3);
  }

  @Test
  void whereNoTargetHasASeasonalErrorThereIsNoMase() {
    Series series = Series.of(List.of("a"), new double[] {1, 2, 5});
    ForecastMetrics metrics = new ForecastMetrics(new double[] {0}, 1, POINTS);

    metrics.add(window(series, 2, 1, 2), Small.points(1, 6));

    assertThat(metrics.results()).doesNotContainKey("mase");
  }

  @Test
  void aForecastOfZeroForZeroHasNoRelativeError() {
    // A scaled number comes back from its float as a tiny one.
    Series series = Series.of(List.of("rain"), new double[] {3.1, 6.7, 0});
    Window window = window(series, 2, 1, 2);
    double zero = window.invert(window.scaled(0, 0), 0);
    assertThat(zero).isNotZero();
    ForecastMetrics metrics = new ForecastMetrics(new double[] {1}, 1, POINTS);

    metrics.add(window, Small.points(1, zero));

    assertThat(metrics.results().get("smape")).isZero();
  }

  @Test
  void seasonalErrorsComeFromTheTrainingPart() {
    Series series = Series.of(List.of("x"), new double[] {1, 2, 4, 8, 1000});

    // |4 - 1| and |8 - 2| for a season of 2; 1, 2, 4 where the season is as long as the part.
    assertThat(ForecastMetrics.seasonalErrors(series, 4, 2)).containsExactly(4.5);
    assertThat(ForecastMetrics.seasonalErrors(series, 4, 4)).containsExactly(7 / 3.0);
  }

  @Test
  void withoutAWindowThereIsNoResult() {
    ForecastMetrics metrics = new ForecastMetrics(new double[] {1}, 1, POINTS);

    assertThatThrownBy(metrics::results).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manySeriesCountAlike() {
    List<Series> all =
        List.of(
            Series.of(List.of("value"), new double[] {1, 3, 1, 3, 2}).named("small"),
            Series.of(List.of("value"), new double[] {100, 300, 100, 300, 600}).named("large"));
    ForecastConfig config = Small.config(Small.panelColumns(), "rest/1/1", all, o -> o.horizon = 1);
    Scores scores = new Scores(config);

    Windows test = ForecastData.of(all, config).test(ForecastEvaluation.splits(all, "rest/1/1"));
    scores.add(test.get(0), Small.points(1, 3));
    scores.add(test.get(1), Small.points(1, 400));

    // Errors 1 and 200 against steps of 2 and 200.
    assertThat(scores.results().get("mase")).isCloseTo((0.5 + 1) / 2, within(CLOSE));
    assertThat(scores.results().get("mae")).isEqualTo(100.5);
    assertThat(scores.bySeries().get("small").get("mase")).isEqualTo(0.5);
    assertThat(scores.windows()).isEqualTo(2);
  }
}
