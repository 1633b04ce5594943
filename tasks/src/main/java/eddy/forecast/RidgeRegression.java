package eddy.forecast;

import java.util.Arrays;

/**
 * Linear regression from the window to the horizon with a penalty on the squared weights, shared by
 * all targets.
 *
 * <p>L look-back, H horizon. Each target's window is one example: with the window's own mean m,
 * {@code y = m + W^T (x - m)}, where W minimizes {@code |Y - X W|^2 + penalty |W|^2} over all
 * windows and targets of the training part. There is no intercept: the window's mean is it.
 *
 * @param lookBack L, the rows that the regression sees
 * @param horizon H, the rows that it forecasts
 * @param penalty what the squared weights are multiplied by
 * @param weights W, {@code [L, H]} row by row, not copied
 */
record RidgeRegression(int lookBack, int horizon, double penalty, double[] weights)
    implements Baseline {
  private static final double[] PENALTIES = {1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4};

  RidgeRegression {
    if (weights.length != lookBack * horizon) {
      throw new IllegalArgumentException(
          "RidgeRegression: expected [%d, %d] weights but got %d."
              .formatted(lookBack, horizon, weights.length));
    }
  }

  /**
   * Fits one regression for each of the penalties 0.01, 0.1, ... 10,000 and keeps the one with the
   * least squared error on {@code validation}; of equals the smaller penalty.
   */
  static RidgeRegression fit(ForecastConfig config, Windows train, Windows validation) {
    WindowMoments learned = WindowMoments.of(config, train);
    WindowMoments held = WindowMoments.of(config, validation);
    int lookBack = config.lookBack();
    int horizon = config.horizon();
    // All weights zero, the window's mean, is left only where no penalty gives a finite solution.
    RidgeRegression best =
        new RidgeRegression(lookBack, horizon, Double.MAX_VALUE, new double[lookBack * horizon]);
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      double[] weights = learned.cross().clone();
      if (!Cholesky.solve(learned.gram(), lookBack, penalty, weights, horizon)) {
        continue;
      }
      double error = held.squaredError(weights);
      if (error < least) {
        least = error;
        best = new RidgeRegression(lookBack, horizon, penalty, weights);
      }
    }
    return best;
  }

  @Override
  public String name() {
    return "ridge_regression";
  }

  @Override
  public double[] forecast(Window window, int steps) {
    if (steps != horizon) {
      throw new IllegalArgumentException(
          "RidgeRegression: expected horizon %d but got %d.".formatted(horizon, steps));
    }
    int targets = window.targets();
    double[] forecast = new double[horizon * targets];
    double[] future = new double[horizon];
    for (int target = 0; target < targets; target++) {
      double sum = 0;
      for (int l = 0; l < lookBack; l++) {
        sum += window.value(l - lookBack, target);
      }
      double mean = sum / lookBack;
      Arrays.fill(future, mean);
      for (int l = 0; l < lookBack; l++) {
        double x = window.value(l - lookBack, target) - mean;
        int row = l * horizon;
        for (int h = 0; h < horizon; h++) {
          future[h] += x * weights[row + h];
        }
      }
      for (int h = 0; h < horizon; h++) {
        forecast[h * targets + target] = future[h];
      }
    }
    return forecast;
  }
}
