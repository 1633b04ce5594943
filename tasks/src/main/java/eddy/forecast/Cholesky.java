package eddy.forecast;

/** Solves symmetric positive definite systems. */
final class Cholesky {
  private Cholesky() {}

  /**
   * Solves {@code (A + ridge I) X = B} in place.
   *
   * @param a {@code [n, n]}, of which the lower triangle is read; not modified
   * @param b {@code [n, columns]}, modified: B before, X after
   * @return false if the matrix is not positive definite within rounding; {@code b} is then useless
   */
  static boolean solve(double[] a, int n, double ridge, double[] b, int columns) {
    double[] factor = a.clone();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i * n + j] + (i == j ? ridge : 0);
        for (int k = 0; k < j; k++) {
          sum -= factor[i * n + k] * factor[j * n + k];
        }
        if (i != j) {
          factor[i * n + j] = sum / factor[j * n + j];
        } else if (sum > 0 && sum < Double.POSITIVE_INFINITY) {
          factor[i * n + i] = Math.sqrt(sum);
        } else {
          return false;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        subtract(b, i, k, factor[i * n + k], columns);
      }
      divide(b, i, factor[i * n + i], columns);
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        subtract(b, i, k, factor[k * n + i], columns);
      }
      divide(b, i, factor[i * n + i], columns);
    }
    return true;
  }

  private static void subtract(double[] b, int row, int other, double times, int columns) {
    int to = row * columns;
    int from = other * columns;
    for (int c = 0; c < columns; c++) {
      b[to + c] -= times * b[from + c];
    }
  }

  private static void divide(double[] b, int row, double by, int columns) {
    for (int c = row * columns; c < (row + 1) * columns; c++) {
      b[c] /= by;
    }
  }
}
