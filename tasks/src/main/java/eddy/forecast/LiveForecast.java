package eddy.forecast;

import eddy.recurrent.Stepper;
import eddy.table.TimeColumn;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A forecast that is kept over a stream: it reads a history once, then absorbs row after row in
 * time that does not grow, and forecasts at any moment. Of a {@code recursive} model; it belongs to
 * one thread at a time and ends with its {@link Forecaster}.
 *
 * <pre>{@code
 * LiveForecast live = forecaster.live(history);
 * live.absorb(21.5);
 * double[][] next = live.forecast().points();
 * }</pre>
 */
public final class LiveForecast {
  private final RecursiveNetwork network;
  private final Predictor predictor;
  private final ForecastConfig config;
  private final Optional<TimeColumn> time;
  private final List<Calendar> calendars;
  private final Set<LocalDate> holidays;
  private final float[] statics;
  private final Stepper stepper;

  /** The last rows, as many as the look-back, the row of number n at n modulo their number. */
  private final double[][] last;

  /** What a scaled value counts from and its unit, which stay as they were at the beginning. */
  private final double[] level;

  private final double[] unit;
  private float[] h = {};
  private int rows;

  LiveForecast(RecursiveNetwork network, Predictor predictor, SeriesInputs inputs) {
    this.network = network;
    this.predictor = predictor;
    config = predictor.config();
    Series series = inputs.series();
    time = series.time();
    calendars = config.calendars();
    holidays =
        config.holidays().stream().map(LocalDate::parse).collect(Collectors.toUnmodifiableSet());
    statics = config.features().statics(series);
    stepper = network.stepper(predictor.workspace());
    int targets = series.targets();
    last = new double[Math.max(2, config.lookBack())][targets];
    level = new double[targets];
    unit = new double[targets];
    for (int target = 0; target < targets; target++) {
      double value = series.value(series.rows() - 1, target);
      level[target] = config.scaling().isPresent() ? config.scaling().get().mean()[target] : value;
      unit[target] = inputs.unit(series.rows(), target);
    }
    // The look-back is all that the network has learnt to read at once.
    int from = Math.max(0, series.rows() - config.lookBack());
    rows = from;
    double[] row = new double[targets];
    for (int target = 0; target < targets; target++) {
      row[target] = series.value(Math.max(0, from - 1), target);
    }
    last[Math.floorMod(from - 1, last.length)] = row;
    for (; rows < series.rows(); ) {
      double[] values = new double[targets];
      Arrays.setAll(values, target -> series.value(rows, target));
      absorb(values);
    }
  }

  /** How many rows have come, those of the history included. */
  public int rows() {
    return rows;
  }

  /**
   * Takes the row that has come.
   *
   * @param values one for each target, in original units; NaN for one that is missing, which
   *     repeats the one before it
   */
  public void absorb(double... values) {
    int targets = level.length;
    if (values.length != targets) {
      throw new IllegalArgumentException(
          "LiveForecast: expected %d values, one for each target, but got %d."
              .formatted(targets, values.length));
    }
    double[] before = last[Math.floorMod(rows - 1, last.length)].clone();
    double[] now = last[rows % last.length];
    float[] x = new float[2 * targets + known()];
    for (int target = 0; target < targets; target++) {
      now[target] = Double.isNaN(values[target]) ? before[target] : values[target];
      x[target] = (float) ((now[target] - level[target]) / unit[target]);
      x[targets + target] = (float) ((now[target] - before[target]) / unit[target]);
    }
    write(rows + 1, x, 2 * targets);
    rows++;
    h = stepper.step(x).clone();
  }

  private int known() {
    return Calendar.size(calendars) + statics.length;
  }

  /** What is known of a row by its time. */
  private void write(int row, float[] to, int at) {
    int next = at;
    for (Calendar calendar : calendars) {
      calendar.write(time.orElseThrow().time(row), holidays, to, next);
      next += calendar.width();
    }
    System.arraycopy(statics, 0, to, next, statics.length);
  }

  /** Forecasts what follows the last row; absorbing goes on as if it had not been asked. */
  public Forecast forecast() {
    double[] now = last[Math.floorMod(rows - 1, last.length)];
    double[] levels = new double[now.length];
    Arrays.setAll(levels, target -> (now[target] - level[target]) / unit[target]);
    Rollout rollout =
        new Rollout(
            network,
            config,
            List.of(new Now(now.clone())),
            new double[][] {levels},
            0,
            new int[] {rows},
            (_, step, to, at) -> write(rows + step, to, at));
    try (Tape tape = predictor.workspace().inference()) {
      Array output = new Array(Shape.of(1, h.length), h);
      return rollout.run(tape, output, stepper.state()).getFirst();
    }
  }

  /** The scale of a forecast that begins at a row. */
  private final class Now implements Scale {
    private final double[] now;

    Now(double... now) {
      this.now = now;
    }

    @Override
    public double invert(double scaled, int target) {
      return now[target] + unit[target] * scaled;
    }

    @Override
    public double unit(int target) {
      return unit[target];
    }

    @Override
    public double countUnit(int target) {
      int count = Math.min(rows, config.lookBack());
      double sum = 0;
      for (int i = 1; i <= count; i++) {
        sum += Math.abs(last[Math.floorMod(rows - i, last.length)][target]);
      }
      return 1 + sum / count;
    }
  }
}
