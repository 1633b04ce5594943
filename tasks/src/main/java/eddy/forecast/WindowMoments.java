package eddy.forecast;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sums of products that a regression on windows needs, over all windows and targets of a part.
 *
 * <p>L look-back, H horizon. With every window x and its future y taken as differences from the
 * window's own mean: {@code gram = sum x x^T}, {@code [L, L]}; {@code cross = sum x y^T}, {@code
 * [L, H]}; {@code futures = sum y^T y}.
 */
record WindowMoments(int lookBack, int horizon, double[] gram, double[] cross, double futures) {
  /*
   * Neighboring windows share all rows but two. Let z be a window with its future, L + H rows, and
   * M = sum z z^T over the n windows that start at rows 0 to n-1 of a series v. Then
   *
   *   M[a + 1, b + 1] = M[a, b] - v[a] v[b] + v[n + a] v[n + b],
   *
   * so the first row costs n products an element and every other element two. Taking the window's
   * mean from z is a linear map, done on M at the end.
   */
  static WindowMoments of(ForecastConfig config, Windows windows) {
    int lookBack = config.lookBack();
    int horizon = config.horizon();
    int width = lookBack + horizon;
    double[] moments = new double[lookBack * width];
    double squares = 0;
    for (Windows.Span span : windows.spans()) {
      if (span.step() != 1 || span.firstRow() < lookBack) {
        continue;
      }
      for (int target = 0; target < config.targets().size(); target++) {
        double[] values = values(span, lookBack, target);
        squares += add(values, span.count(), lookBack, width, moments);
      }
    }
    return centered(lookBack, horizon, moments, squares);
  }

  /**
   * One target's rows under all windows of a series, {@code count + L + H - 1} of them,
   * standardised so that all targets and series count alike.
   */
  private static double[] values(Windows.Span span, int lookBack, int target) {
    int start = span.firstRow() - lookBack;
    double[] rows = new double[span.endRow() - start];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = span.inputs().series().value(start + i, target);
    }
    Optional<Scaling> own = span.inputs().config().scaling();
    Scaling scaling = own.orElseGet(() -> Scaling.fit(Series.of(List.of("x"), rows), rows.length));
    int column = own.isPresent() ? target : 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = scaling.apply(rows[i], column);
    }
    return rows;
  }

  /**
   * Adds one target's moments.
   *
   * @param moments modified: the upper triangle of the first L rows of M, {@code [L, L + H]}
   * @return the sum of the squares of all futures
   */
  private static double add(double[] v, int n, int lookBack, int width, double[] moments) {
    double[] row = new double[width];
    for (int i = 0; i < n; i++) {
      double x = v[i];
      for (int b = 0; b < width; b++) {
        row[b] += x * v[i + b];
      }
    }
    double diagonal = row[0];
    double squares = 0;
    for (int a = 0; a < width; a++) {
      if (a < lookBack) {
        for (int b = a; b < width; b++) {
          moments[a * width + b] += row[b];
        }
        diagonal = row[a];
      } else {
        squares += diagonal;
      }
      if (a == width - 1) {
        break;
      }
      diagonal += v[n + a] * v[n + a] - v[a] * v[a];
      if (a + 1 < lookBack) {
        // From the end, since each element comes from its left neighbor in the row above.
        for (int b = width - 2; b >= a; b--) {
          row[b + 1] = row[b] - v[a] * v[b] + v[n + a] * v[n + b];
        }
      }
    }
    return squares;
  }

  private static WindowMoments centered(
      int lookBack, int horizon, double[] moments, double squares) {
    int width = lookBack + horizon;
    for (int a = 0; a < lookBack; a++) {
      for (int b = 0; b < a; b++) {
        moments[a * width + b] = moments[b * width + a];
      }
    }
    // withMean[b] is the sum of the window's mean times element b.
    double[] withMean = new double[width];
    for (int a = 0; a < lookBack; a++) {
      for (int b = 0; b < width; b++) {
        withMean[b] += moments[a * width + b] / lookBack;
      }
    }
    double means = 0;
    for (int a = 0; a < lookBack; a++) {
      means += withMean[a] / lookBack;
    }
    double[] gram = new double[lookBack * lookBack];
    double[] cross = new double[lookBack * horizon];
    for (int a = 0; a < lookBack; a++) {
      for (int b = 0; b < width; b++) {
        double moment = moments[a * width + b] - withMean[a] - withMean[b] + means;
        if (b < lookBack) {
          gram[a * lookBack + b] = moment;
        } else {
          cross[a * horizon + b - lookBack] = moment;
        }
      }
    }
    double futures = squares;
    for (int b = lookBack; b < width; b++) {
      futures += means - 2 * withMean[b];
    }
    return new WindowMoments(lookBack, horizon, gram, cross, futures);
  }

  /** The summed squared error of the regression {@code y = W^T x}, with W {@code [L, H]}. */
  double squaredError(double[] weights) {
    double[] product = new double[horizon];
    double error = futures;
    for (int a = 0; a < lookBack; a++) {
      Arrays.fill(product, 0);
      for (int b = 0; b < lookBack; b++) {
        double g = gram[a * lookBack + b];
        for (int h = 0; h < horizon; h++) {
          product[h] += g * weights[b * horizon + h];
        }
      }
      for (int h = 0; h < horizon; h++) {
        int at = a * horizon + h;
        error += weights[at] * (product[h] - 2 * cross[at]);
      }
    }
    return error;
  }
}
