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
  private static final double CLOSE = 1e-6;

  @Test
  void metricsOfOneTargetByHand() {
    // Actual 10, 20 and 20, 40; forecast 12, 20 and 15, 30: errors 2, 0 and 5, 10.
    Series series = Series.of(List.of("x"), new double[] {10, 20, 40});
    Scaling scaling = new Scaling(new double[] {10}, new double[] {5});
    ForecastMetrics metrics = new ForecastMetrics(series, scaling, new double[] {8.5}, 2);

    metrics.add(0, new float[] {0.4f, 2}, 0);
    metrics.add(1, new float[] {99, 1, 4}, 1);

    Map<String, Double> results = metrics.results();
    assertThat(results)
        .containsOnlyKeys(
            "mae", "mae_standardised", "mase", "mse", "mse_standardised", "rmse", "smape");
    // (2 + 0 + 5 + 10) / 4 = 4.25; (4 + 0 + 25 + 100) / 4 = 32.25.
    assertThat(results.get("mae")).isCloseTo(4.25, within(CLOSE));
    assertThat(results.get("mse")).isCloseTo(32.25, within(CLOSE));
    assertThat(results.get("rmse")).isCloseTo(Math.sqrt(32.25), within(CLOSE));
    // One deviation is 5.
    assertThat(results.get("mae_standardised")).isCloseTo(0.85, within(CLOSE));
    assertThat(results.get("mse_standardised")).isCloseTo(1.29, within(CLOSE));
    assertThat(results.get("mase")).isCloseTo(0.5, within(CLOSE));
    // 200 (2/22 + 0/40 + 5/35 + 10/70) / 4.
    assertThat(results.get("smape"))
        .isCloseTo(50 * (2 / 22.0 + 5 / 35.0 + 10 / 70.0), within(CLOSE));
    // Step one: errors 2 and 5; step two: 0 and 10.
    assertThat(metrics.maeByStep()[0]).isCloseTo(3.5, within(CLOSE));
    assertThat(metrics.maeByStep()[1]).isCloseTo(5, within(CLOSE));
  }

  @Test
  void targetsCountAlikeAfterScaling() {
    // Errors 1 and 30 with deviations 1 and 10 and seasonal errors 2 and 0, of which 0 cannot
    // scale.
    Series series = Series.of(List.of("a", "b"), new double[] {5, 50});
    Scaling scaling = new Scaling(new double[] {5, 50}, new double[] {1, 10});
    ForecastMetrics metrics = new ForecastMetrics(series, scaling, new double[] {2, 0}, 1);

    metrics.add(0, new float[] {1, -3}, 0);

    assertThat(metrics.results().get("mae")).isEqualTo(15.5);
    assertThat(metrics.results().get("mae_standardised")).isEqualTo(2);
    assertThat(metrics.results().get("mse_standardised")).isEqualTo(5);
    assertThat(metrics.results().get("mase")).isEqualTo(0.5);
  }

  @Test
  void aTrueValueThatIsMissingCountsInNoFigure() {
    // Of a the second value is missing, of b all; the errors of a are 2 and 4.
    Table table =
        Table.read(new BufferedReader(new StringReader("a,b\n7,1\n10,\n,\n30,\n")), "x.csv");
    Series series = Series.of(table, List.of("a", "b"), Optional.empty());
    Scaling scaling = new Scaling(new double[] {0, 0}, new double[] {2, 1});
    ForecastMetrics metrics = new ForecastMetrics(series, scaling, new double[] {6, 1}, 3);

    metrics.add(1, new float[] {6, 77, 66, 88, 17, 99}, 0);

    assertThat(metrics.results().get("mae")).isEqualTo(3);
    assertThat(metrics.results().get("mse")).isEqualTo(10);
    assertThat(metrics.results().get("mae_standardised")).isEqualTo(1.5);
    assertThat(metrics.results().get("mase")).isEqualTo(0.5);
    assertThat(metrics.maeByStep()).containsExactly(2, Double.NaN, 4);
    Windows windows = Windows.test(scaling.apply(series), 2, new Split(1, 2, 4), 1, 2);
    assertThat(windows.missing(series)).isEqualTo(3);
  }

  @Test
  void whereNoTargetHasASeasonalErrorThereIsNoMase() {
    Series series = Series.of(List.of("a"), new double[] {5});
    Scaling scaling = new Scaling(new double[] {5}, new double[] {1});
    ForecastMetrics metrics = new ForecastMetrics(series, scaling, new double[] {0}, 1);

    metrics.add(0, new float[] {1}, 0);

    assertThat(metrics.results()).doesNotContainKey("mase");
  }

  @Test
  void aForecastOfZeroForZeroHasNoRelativeError() {
    // A standardized zero comes back from its float as a tiny number.
    Series series = Series.of(List.of("rain"), new double[] {0});
    Scaling scaling = new Scaling(new double[] {3.1}, new double[] {6.7});
    ForecastMetrics metrics = new ForecastMetrics(series, scaling, new double[] {1}, 1);
    float zero = (float) scaling.apply(0, 0);
    assertThat(scaling.invert(zero, 0)).isNotZero();

    metrics.add(0, new float[] {zero}, 0);

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
    Series series = Series.of(List.of("x"), new double[] {1});
    Scaling scaling = new Scaling(new double[] {0}, new double[] {1});
    ForecastMetrics metrics = new ForecastMetrics(series, scaling, new double[] {1}, 1);

    assertThatThrownBy(metrics::results).isInstanceOf(IllegalStateException.class);
  }
}
