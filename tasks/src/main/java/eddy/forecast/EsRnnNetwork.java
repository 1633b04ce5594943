package eddy.forecast;

import eddy.format.BadInput;
import eddy.graph.Graph;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.loss.Loss;
import eddy.recurrent.Recurrent;
import eddy.task.Cells;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Products;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * Exponential smoothing and a recurrent network, learnt together: each series has a level and
 * seasons of its own, smoothed at rates of its own, and one network for all series corrects what
 * they say of the future.
 *
 * <p>R series (of every target), P rows to forecast from, L rows of history, H of future, Q
 * quantiles. In logarithms, see {@link Smoothing}:
 *
 * <pre>
 *   history, future = smoothing(series)
 *   x = dilated recurrent layers over the history of every row, in two blocks; the second adds
 *       what the first gave
 *   quantiles = exp(future + W tanh(V x + v) + w)
 * </pre>
 *
 * <p>Training goes through the whole series at once, with the pinball loss of every row. The
 * parameters {@code rates} [R, 3], before a sigmoid, and {@code seasons} [R, m + n] are the series'
 * own; so the model knows no other series, and these from their first row on.
 *
 * <p>Smyl, "A hybrid method of exponential smoothing and recurrent neural networks for time series
 * forecasting", International Journal of Forecasting, 2020: the winner of the M4 competition.
 */
final class EsRnnNetwork implements ForecastNetwork {
  static final String NAME = "es-rnn";

  /** How much faster than the weights the rates move, since only their own series moves them. */
  static final float HASTE = 10;

  private final ForecastConfig config;
  private final QuantileOutput output;
  private final int[] periods;
  private final int[] dilations;
  private final List<Recurrent> stack = new ArrayList<>();
  private final Linear hidden;
  private final Linear head;
  private final Parameter rates;
  private final Parameter seasons;
  private final Map<String, Integer> places = new HashMap<>();

  EsRnnNetwork(ForecastConfig config, RandomGenerator random) {
    this.config = config;
    double[] levels = config.levels();
    output = new QuantileOutput(levels.length == 0 ? new double[] {0.5} : levels);
    periods = config.seasons().stream().limit(2).mapToInt(Integer::intValue).toArray();
    dilations = dilations(periods);
    for (int i = 0; i < dilations.length; i++) {
      int inputs = i == 0 ? config.lookBack() : config.hidden();
      stack.add(Cells.recurrent(config.cell(), inputs, config.hidden()).build(random));
    }
    hidden = new Linear(config.hidden(), config.hidden(), random);
    head = new Linear(config.hidden(), config.horizon() * output.size(), random);
    int rows = config.series().size() * config.targets().size();
    rates = new Parameter(Array.zeros(rows, 3));
    seasons = new Parameter(Array.zeros(rows, Arrays.stream(periods).sum()));
    for (int i = 0; i < config.series().size(); i++) {
      places.put(config.series().get(i).id(), i);
    }
  }

  /** The steps back to the state of each layer: up to the season, and beyond. */
  private static int[] dilations(int... periods) {
    int season = periods[0];
    if (season < 2) {
      return new int[] {1, 2, 4, 8};
    }
    int beyond = periods.length > 1 ? periods[1] : 2 * season;
    return new int[] {1, Math.max(2, season / 6), season, beyond};
  }

  /** Sets the rates and the first seasons to what the training parts look like. */
  void begin(ForecastData data, List<Split> splits) {
    for (SeriesInputs inputs : data.all()) {
      int end = splits.get(inputs.number()).trainEnd();
      for (int target = 0; target < config.targets().size(); target++) {
        int row = row(inputs, target);
        double[] z = logarithms(new Window(inputs, Math.max(1, end)), target);
        Arrays.fill(rates.data(), row * 3, row * 3 + 1, -1f / HASTE);
        Arrays.fill(rates.data(), row * 3 + 1, row * 3 + 3, -2f / HASTE);
        int at = row * seasons.shape().dimension(1);
        for (int period : periods) {
          double[] season = season(z, period);
          for (int i = 0; i < period; i++) {
            seasons.data()[at++] = (float) season[i];
            for (int t = i; t < z.length; t += period) {
              z[t] -= season[i];
            }
          }
        }
      }
    }
  }

  /** The mean distance of each row of a season from the moving average over a season around it. */
  private static double[] season(double[] z, int period) {
    double[] sums = new double[period];
    double[] means = new double[period];
    int[] counts = new int[period];
    double sum = 0;
    for (int t = 0; t < z.length; t++) {
      sum += z[t] - (t >= period ? z[t - period] : 0);
      int middle = t - period / 2;
      if (t >= period - 1 && period > 1) {
        sums[middle % period] += z[middle] - sum / period;
        counts[middle % period]++;
      }
    }
    double mean = 0;
    for (int i = 0; i < period; i++) {
      means[i] = counts[i] > 0 ? sums[i] / counts[i] : 0;
      mean += means[i] / period;
    }
    for (int i = 0; i < period; i++) {
      means[i] -= mean;
    }
    return means;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    for (int i = 0; i < stack.size(); i++) {
      layers.put("recurrent" + i, stack.get(i));
    }
    layers.put("hidden", hidden);
    layers.put("head", head);
    SequencedMap<String, Parameter> all = new LinkedHashMap<>(Layer.join(layers));
    all.put("rates", rates);
    all.put("seasons", seasons);
    return all;
  }

  private int row(SeriesInputs inputs, int target) {
    Series series = inputs.series();
    Integer place = places.get(series.id());
    if (place == null) {
      throw new BadInput(
          "Series "
              + series.id()
              + ": the es-rnn model knows only the series that it was trained on. Train with it, or"
              + " use --model segment.");
    }
    double first = config.series().get(place).first();
    if (series.value(0, 0) != first) {
      throw new BadInput(
          "%s: the es-rnn model follows a series from its first row in training, where it was %s, but found %s."
              .formatted(name(series), first, series.value(0, 0)));
    }
    return place * config.targets().size() + target;
  }

  private static String name(Series series) {
    return series.id().isEmpty() ? "The series" : "Series " + series.id();
  }

  /** The logarithms of all that lies before a window. */
  private static double[] logarithms(Window window, int target) {
    double[] z = new double[window.row()];
    for (int t = 0; t < z.length; t++) {
      z[t] = logarithm(window.series(), t, target);
    }
    return z;
  }

  private static double logarithm(Series series, int row, int target) {
    double value = series.value(row, target);
    if (!(value > 0)) {
      throw new BadInput(
          "%s, row %d: the es-rnn model expects values above zero but found %s."
              .formatted(name(series), row + 1, value));
    }
    return StrictMath.log(value);
  }

  /**
   * What is said of some rows of the series of a batch, in logarithms.
   *
   * @param quantiles [V, 1, H, Q]
   * @param future of the smoothing, [V, 1, H, 1]
   * @param rows which row of which series each of the V is: a pair each
   */
  private record Said(Tensor quantiles, Tensor future, List<int[]> rows) {}

  /** Runs over the series of a batch; only the last row of each is taken, or all. */
  private Said run(Tape tape, WindowBatch batch, double[][] z, boolean all) {
    int targets = config.targets().size();
    int[] owners = new int[z.length];
    for (int i = 0; i < z.length; i++) {
      owners[i] = row(batch.window(i / targets).inputs(), i % targets);
    }
    Tensor own = Arrangement.rows(tape.parameter(rates), owners, owners.length);
    Tensor first = Arrangement.rows(tape.parameter(seasons), owners, owners.length);
    int lookBack = config.lookBack();
    int horizon = config.horizon();
    Smoothing smoothing =
        Smoothing.of(
            z,
            Elementwise.sigmoid(Elementwise.scale(own, HASTE)),
            first,
            periods,
            lookBack,
            horizon);
    int[] lengths = Arrays.stream(z).mapToInt(series -> series.length - lookBack + 1).toArray();
    Tensor x = layers(new Sequence(smoothing.history(), lengths));
    int positions = x.shape().dimension(1);
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < z.length; i++) {
      for (int p = all ? 0 : lengths[i] - 1; p < lengths[i]; p++) {
        rows.add(new int[] {i, p + lookBack});
      }
    }
    int[] ids = rows.stream().mapToInt(row -> row[0] * positions + row[1] - lookBack).toArray();
    Tensor taken = taken(x, ids);
    Tensor future = taken(smoothing.future(), ids);
    Tensor raw = head.forward(Elementwise.tanh(hidden.forward(taken)));
    raw = Arrangement.reshape(raw, ids.length, 1, horizon, output.size());
    return new Said(
        output.rising(raw), Arrangement.reshape(future, ids.length, 1, horizon, 1), rows);
  }

  private static Tensor taken(Tensor x, int... ids) {
    int width = x.shape().last();
    return Arrangement.rows(Arrangement.reshape(x, x.shape().rows(), width), ids, ids.length);
  }

  private Tensor layers(Sequence history) {
    Sequence x = history;
    Tensor block = null;
    for (int i = 0; i < stack.size(); i++) {
      Tensor out = Dilated.forward(stack.get(i), x, dilations[i]);
      if (i % 2 == 1) {
        block = block == null ? out : Elementwise.add(block, out);
        out = block;
      }
      x = x.with(out);
    }
    return x.values();
  }

  private double[][] logarithms(WindowBatch batch) {
    int targets = config.targets().size();
    double[][] z = new double[batch.size() * targets][];
    for (int i = 0; i < z.length; i++) {
      z[i] = logarithms(batch.window(i / targets), i % targets);
      if (z[i].length < config.lookBack()) {
        throw new BadInput(
            "%s: the es-rnn model expects at least %d rows before a forecast, its look-back, but found %d."
                .formatted(
                    name(batch.window(i / targets).series()), config.lookBack(), z[i].length));
      }
    }
    return z;
  }

  /** Quantiles with the smoothing's own forecast, [V, 1, H, Q]. */
  private Tensor quantiles(Said said) {
    Array ones = Array.zeros(output.size(), 1);
    Arrays.fill(ones.data(), 1);
    Tensor spread = Products.linear(said.future, said.future.tape().constant(ones));
    return Elementwise.add(said.quantiles, spread);
  }

  @Override
  public Tensor loss(Tape tape, WindowBatch batch) {
    double[][] z = logarithms(batch);
    Said said = run(tape, batch, z, true);
    int horizon = config.horizon();
    Tensor truth = tape.result(said.future.shape().withLast(1));
    int targets = config.targets().size();
    for (int v = 0; v < said.rows.size(); v++) {
      int series = said.rows.get(v)[0];
      int row = said.rows.get(v)[1];
      Window window = batch.window(series / targets);
      for (int step = 0; step < horizon; step++) {
        int t = row + step;
        double value =
            t < z[series].length ? z[series][t] : logarithm(window.series(), t, series % targets);
        truth.data()[v * horizon + step] = (float) value;
      }
    }
    Tensor target = Arrangement.reshape(truth, said.rows.size(), 1, horizon);
    return Loss.pinball(quantiles(said), target, output.levels());
  }

  @Override
  public List<Forecast> forecast(Tape tape, WindowBatch batch) {
    Said said = run(tape, batch, logarithms(batch), false);
    float[] quantiles = quantiles(said).data();
    double[] levels = config.levels();
    int targets = config.targets().size();
    int horizon = config.horizon();
    int size = output.size();
    List<Forecast> forecasts = new ArrayList<>();
    for (int b = 0; b < batch.size(); b++) {
      double[] points = new double[horizon * targets];
      double[][] values = new double[levels.length][points.length];
      for (int i = 0; i < points.length; i++) {
        int at = ((b * targets + i % targets) * horizon + i / targets) * size;
        points[i] = StrictMath.exp(quantiles[at + size / 2]);
        for (int k = 0; k < levels.length; k++) {
          values[k][i] = StrictMath.exp(quantiles[at + k]);
        }
      }
      forecasts.add(new Forecast(targets, levels, points, values));
    }
    return forecasts;
  }

  /** The network as a graph, see {@link EsRnnGraph}. */
  Graph graph() {
    return new EsRnnGraph(config, output, periods, dilations, stack, parameters()).graph();
  }
}
