package eddy.forecast;

import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Exponential smoothing of the logarithms z of some series, with a level l and up to two seasons s
 * and u of m and n rows, as an op: what it says of each row, gradients by its rates and first
 * seasons included.
 *
 * <pre>
 *   e_t = z_t - s_t - u_t - l_{t-1}
 *   l_t = l_{t-1} + a e_t
 *   s_{t+m} = s_t + b (1 - a) e_t
 *   u_{t+n} = u_t + c (1 - a) e_t
 *   history of t, row i = z_i - s_i - u_i - l_t      for the L rows i up to t
 *   future of t, step h = l_t + s_{t+h} + u_{t+h}    with the last known season
 * </pre>
 *
 * <p>R series, P rows to speak of: the first has L rows of history. The level begins as the mean of
 * the first season.
 *
 * <p>Smyl, "A hybrid method of exponential smoothing and recurrent neural networks for time series
 * forecasting", International Journal of Forecasting, 2020, in logarithms, where its products are
 * sums.
 *
 * @param history [R, P, L]
 * @param future [R, P, H]
 */
record Smoothing(Tensor history, Tensor future) {

  /**
   * Smooths.
   *
   * @param z the logarithms, a series each; not modified
   * @param rates a, b, c from 0 to 1, [R, 3]
   * @param seasons the first s and u, [R, m + n]
   * @param periods m, or m and n
   */
  static Smoothing of(
      double[][] z, Tensor rates, Tensor seasons, int[] periods, int lookBack, int horizon) {
    Tape tape = rates.tape();
    int positions = Arrays.stream(z).mapToInt(row -> row.length).max().orElse(0) - lookBack + 1;
    Tensor history = tape.result(Shape.of(z.length, positions, lookBack), rates, seasons);
    Tensor future = tape.result(Shape.of(z.length, positions, horizon), rates, seasons);
    float[] h = history.data();
    float[] f = future.data();
    Arrays.fill(h, 0, history.shape().size(), 0);
    Arrays.fill(f, 0, future.shape().size(), 0);
    Run[] runs = new Run[z.length];
    int width = IntStream.of(periods).sum();
    float[] r = rates.data();
    float[] s = seasons.data();
    int work = positions * (lookBack + horizon);
    tape.processor()
        .forEachRow(
            z.length,
            work,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                runs[row] = new Run(z[row], r, row * 3, s, row * width, periods);
                runs[row].write(h, row * positions * lookBack, lookBack);
                runs[row].project(f, row * positions * horizon, lookBack, horizon);
              }
            });
    tape.record(
        () -> {
          float[] dh = history.gradient();
          float[] df = future.gradient();
          float[] dr = rates.gradient();
          float[] ds = seasons.gradient();
          tape.processor()
              .forEachRow(
                  z.length,
                  work,
                  (from, to) -> {
                    for (int row = from; row < to; row++) {
                      Slopes slopes = new Slopes(runs[row], lookBack, horizon);
                      slopes.gather(dh, row * positions * lookBack, df, row * positions * horizon);
                      slopes.follow(dr, row * 3, ds, row * width);
                    }
                  });
        },
        history,
        future);
    return new Smoothing(history, future);
  }

  /** One series: the error and the level of each row, and each season up to a period ahead. */
  private static final class Run {
    private final double[] z;
    private final int[] periods;
    private final double[] rate = new double[3];
    private final double[] error;
    private final double[] level;
    private final double[][] season;

    Run(double[] z, float[] rates, int at, float[] first, int firstAt, int[] periods) {
      this.z = z;
      this.periods = periods;
      for (int k = 0; k < 3; k++) {
        rate[k] = rates[at + k];
      }
      error = new double[z.length];
      level = new double[z.length];
      season = new double[periods.length][];
      int from = firstAt;
      for (int k = 0; k < periods.length; k++) {
        season[k] = new double[z.length + periods[k]];
        for (int i = 0; i < periods[k]; i++) {
          season[k][i] = first[from + i];
        }
        from += periods[k];
      }
      double before = Arrays.stream(z).limit(periods[0]).average().orElse(0);
      for (int t = 0; t < z.length; t++) {
        error[t] = z[t] - seasonal(t) - before;
        level[t] = before + rate[0] * error[t];
        before = level[t];
        for (int k = 0; k < periods.length; k++) {
          season[k][t + periods[k]] = season[k][t] + rate[k + 1] * (1 - rate[0]) * error[t];
        }
      }
    }

    private double seasonal(int t) {
      double sum = 0;
      for (double[] one : season) {
        sum += one[t];
      }
      return sum;
    }

    void write(float[] to, int at, int lookBack) {
      int next = at;
      for (int t = lookBack - 1; t < z.length; t++) {
        for (int i = t - lookBack + 1; i <= t; i++) {
          to[next++] = (float) (z[i] - seasonal(i) - level[t]);
        }
      }
    }

    void project(float[] to, int at, int lookBack, int horizon) {
      int next = at;
      for (int t = lookBack - 1; t < z.length; t++) {
        for (int step = 0; step < horizon; step++) {
          double value = level[t];
          for (int k = 0; k < periods.length; k++) {
            value += season[k][ahead(t, step, k)];
          }
          to[next++] = (float) value;
        }
      }
    }

    /** Where the last season known at t stands for a step after it. */
    private int ahead(int t, int step, int k) {
      return t + 1 + step % periods[k];
    }
  }

  /** The way back through one series. */
  private static final class Slopes {
    private final Run run;
    private final int lookBack;
    private final int horizon;
    private final double[] dLevel;
    private final double[][] dSeason;

    Slopes(Run run, int lookBack, int horizon) {
      this.run = run;
      this.lookBack = lookBack;
      this.horizon = horizon;
      dLevel = new double[run.level.length];
      dSeason = new double[run.season.length][];
      Arrays.setAll(dSeason, k -> new double[run.season[k].length]);
    }

    /** From what was said of each row to levels and seasons. */
    void gather(float[] dHistory, int historyAt, float[] dFuture, int futureAt) {
      int h = historyAt;
      int f = futureAt;
      for (int t = lookBack - 1; t < run.z.length; t++) {
        for (int i = t - lookBack + 1; i <= t; i++) {
          double d = dHistory[h++];
          dLevel[t] -= d;
          for (double[] season : dSeason) {
            season[i] -= d;
          }
        }
        for (int step = 0; step < horizon; step++) {
          double d = dFuture[f++];
          dLevel[t] += d;
          for (int k = 0; k < dSeason.length; k++) {
            dSeason[k][run.ahead(t, step, k)] += d;
          }
        }
      }
    }

    /** Through time to the rates and the first seasons. */
    void follow(float[] dRates, int ratesAt, float[] dFirst, int firstAt) {
      double a = run.rate[0];
      double[] dRate = new double[3];
      for (int t = run.z.length - 1; t >= 0; t--) {
        double ahead = 0;
        for (int k = 0; k < dSeason.length; k++) {
          double d = dSeason[k][t + run.periods[k]];
          ahead += run.rate[k + 1] * d;
          dRate[k + 1] += (1 - a) * run.error[t] * d;
        }
        double dError = a * dLevel[t] + (1 - a) * ahead;
        dRate[0] += run.error[t] * (dLevel[t] - ahead);
        for (int k = 0; k < dSeason.length; k++) {
          dSeason[k][t] += dSeason[k][t + run.periods[k]] - dError;
        }
        if (t > 0) {
          dLevel[t - 1] += dLevel[t] - dError;
        }
      }
      for (int k = 0; k < 3; k++) {
        dRates[ratesAt + k] += (float) dRate[k];
      }
      int at = firstAt;
      for (int k = 0; k < dSeason.length; k++) {
        for (int i = 0; i < run.periods[k]; i++) {
          dFirst[at++] += (float) dSeason[k][i];
        }
      }
    }
  }
}
