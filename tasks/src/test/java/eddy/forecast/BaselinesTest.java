package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static float[] counting(int rows) {
    float[] values = new float[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = row;
    }
    return values;
  }

  private static float[] forecast(Baseline baseline, Windows windows, int window) {
    float[] out = new float[windows.horizon() * windows.targets()];
    baseline.forecast(windows, window, out, 0);
    return out;
  }

  @Test
  void lastValueRepeatsTheRowBefore() {
    // Two targets: even and odd numbers; the first test row is 4, the row before holds 6 and 7.
    Windows windows = Windows.test(counting(12), 2, new Split(3, 4, 6), 1, 2);

    assertThat(forecast(new LastValue(), windows, 0)).containsExactly(6, 7, 6, 7);
  }

  @Test
  void seasonalNaiveRepeatsTheSeasonBeforeEvenBeyondTheWindow() {
    Windows windows = Windows.test(counting(20), 1, new Split(5, 10, 20), 1, 7);

    assertThat(forecast(new SeasonalNaive(3), windows, 0)).containsExactly(7, 8, 9, 7, 8, 9, 7);
    assertThat(forecast(new SeasonalNaive(10), windows, 0)).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(forecast(new SeasonalNaive(11), windows, 0)).containsOnly(9);
  }

  @Test
  void seasonalNaiveIsLeftOutWhereThereIsNoSeason() {
    RidgeRegression ridge = new RidgeRegression(4, 2, 1, new double[8]);

    assertThat(Forecaster.baselines(40, ridge))
        .extracting(Baseline::name)
        .containsExactly("last_value", "seasonal_naive", "ridge_regression");
    assertThat(Forecaster.baselines(1, ridge))
        .extracting(Baseline::name)
        .containsExactly("last_value", "ridge_regression");
  }

  @Test
  void momentsAreThoseOfEveryWindowMinusItsMean() {
    Random random = new Random(3);
    int targets = 3;
    int lookBack = 5;
    int horizon = 4;
    float[] values = new float[40 * targets];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + 2);
    }
    Windows windows = Windows.train(values, targets, new Split(38, 39, 40), lookBack, horizon);
    double[] gram = new double[lookBack * lookBack];
    double[] cross = new double[lookBack * horizon];
    double futures = 0;
    for (int window = 0; window < windows.count(); window++) {
      for (int target = 0; target < targets; target++) {
        double[] z = centered(windows, window, target);
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

    WindowMoments moments = WindowMoments.of(windows);

    assertThat(moments.gram()).containsExactly(gram, offset(1e-10));
    assertThat(moments.cross()).containsExactly(cross, offset(1e-10));
    assertThat(moments.futures()).isCloseTo(futures, within(1e-10));
  }

  /** One target's window and future, less the mean of the window. */
  private static double[] centered(Windows windows, int window, int target) {
    int lookBack = windows.lookBack();
    int start = windows.firstFutureRow(window) - lookBack;
    double[] z = new double[lookBack + windows.horizon()];
    double mean = 0;
    for (int i = 0; i < z.length; i++) {
      z[i] = windows.value(start + i, target);
      mean += i < lookBack ? z[i] / lookBack : 0;
    }
    for (int i = 0; i < z.length; i++) {
      z[i] -= mean;
    }
    return z;
  }

  @Test
  void ridgeSolvesAnEquationByHand() {
    // Windows of one differ from their mean by nothing, so take two rows: x = (-1, 1)/2 times the
    // step d, y = 3/2 d on a straight line. gram = n d^2/4 [1 -1; -1 1], cross = n d^2 3/4 [-1; 1].
    // W = w (-1, 1) with (gram + p I) W = cross: n d^2/2 w + p w = n d^2 3/4. With n = 8, d = 1
    // and p = 0.01: w = 6 / 4.01. The forecast is m + w d = m + 1.496.
    Split split = new Split(10, 12, 14);
    float[] values = counting(14);

    RidgeRegression ridge =
        RidgeRegression.fit(
            Windows.train(values, 1, split, 2, 1), Windows.validation(values, 1, split, 2, 1));

    assertThat(ridge.penalty()).isEqualTo(0.01);
    assertThat(ridge.weights()).containsExactly(new double[] {-6 / 4.01, 6 / 4.01}, offset(1e-12));
    Windows test = Windows.test(values, 1, split, 2, 1);
    assertThat(forecast(ridge, test, 0)[0]).isCloseTo((float) (10.5 + 6 / 4.01), within(1e-6f));
  }

  @Test
  void thePenaltyIsTheOneWithTheLeastErrorOnValidation() {
    // Training follows a line and validation is noise about a level, where smaller weights win.
    Split split = new Split(60, 120, 121);
    Random random = new Random(5);
    float[] values = new float[121];
    for (int row = 0; row < values.length; row++) {
      values[row] = (float) (row < 60 ? row * 0.1 : random.nextGaussian());
    }
    Windows train = Windows.train(values, 1, split, 8, 3);
    Windows validation = Windows.validation(values, 1, split, 8, 3);

    RidgeRegression ridge = RidgeRegression.fit(train, validation);

    double least = Double.POSITIVE_INFINITY;
    double best = 0;
    WindowMoments moments = WindowMoments.of(train);
    for (double penalty = 0.01; penalty < 20_000; penalty *= 10) {
      double[] weights = moments.cross().clone();
      assertThat(Cholesky.solve(moments.gram(), 8, penalty, weights, 3)).isTrue();
      double error = squaredError(new RidgeRegression(8, 3, penalty, weights), validation);
      assertThat(WindowMoments.of(validation).squaredError(weights)).isCloseTo(error, within(1e-3));
      best = error < least ? penalty : best;
      least = Math.min(error, least);
    }
    assertThat(ridge.penalty()).isCloseTo(best, within(1e-9 * best)).isBetween(1.0, 1000.0);
  }

  private static double squaredError(Baseline baseline, Windows windows) {
    double error = 0;
    float[] future = new float[windows.horizon()];
    for (int window = 0; window < windows.count(); window++) {
      float[] forecast = forecast(baseline, windows, window);
      windows.future(window, future, 0);
      for (int h = 0; h < future.length; h++) {
        error += Math.pow(forecast[h] - future[h], 2);
      }
    }
    return error;
  }

  @Test
  void ridgeContinuesASeasonThatItHasSeen() {
    Split split = new Split(600, 800, 1000);
    Series series = SyntheticSeries.seasonal(1000, 2, 12, 0.05, 11);
    Scaling scaling = Scaling.fit(series, split.trainEnd());
    float[] values = scaling.apply(series);
    Windows test = Windows.test(values, 2, split, 24, 12);
    double[] seasonal = ForecastMetrics.seasonalErrors(series, split.trainEnd(), 12);

    double[] mae = new double[3];
    int i = 0;
    for (Baseline baseline :
        Forecaster.baselines(
            12,
            RidgeRegression.fit(
                Windows.train(values, 2, split, 24, 12),
                Windows.validation(values, 2, split, 24, 12)))) {
      ForecastMetrics metrics = new ForecastMetrics(series, scaling, seasonal, 12);
      baseline.evaluate(test, metrics);
      assertThat(metrics.windows()).isEqualTo(189);
      mae[i++] = metrics.results().get("mae");
    }

    // The noise alone has a mean absolute value of 0.8 * 0.05; the season before carries its own
    // noise and misses a year of trend, 0.12; the last value misses the season.
    assertThat(mae[0]).isGreaterThan(0.5);
    assertThat(mae[1]).isBetween(0.1, 0.16);
    assertThat(mae[2]).isBetween(0.04, 0.06);
  }

  @Test
  void aSeriesThatNeverChangesIsForecastAsItIs() {
    Split split = new Split(20, 25, 30);
    float[] values = new float[30];

    RidgeRegression ridge =
        RidgeRegression.fit(
            Windows.train(values, 1, split, 4, 2), Windows.validation(values, 1, split, 4, 2));

    assertThat(forecast(ridge, Windows.test(values, 1, split, 4, 2), 0)).containsOnly(0);
  }
}
