package eddy.forecast;

import eddy.kernel.Counted;
import eddy.recurrent.Recurrent;
import eddy.recurrent.State;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Forecasts row after row, each from the one before: along one path of points or, where values have
 * distributions, along many that are drawn, whose quantiles are the forecast.
 *
 * @param network that says what follows a row
 * @param config of the network
 * @param scales of the B windows
 * @param levels where the scaled zero of each window and target lies, [B][C]
 * @param seed of the draws
 * @param rows the first future row of each window, which has draws of its own
 * @param known what is known ahead
 */
record Rollout(
    RecursiveNetwork network,
    ForecastConfig config,
    List<? extends Scale> scales,
    double[][] levels,
    long seed,
    int[] rows,
    Known known) {
  /** Enough for deciles to within some hundredths of a deviation. */
  private static final int PATHS = 100;

  /** Writes what is known ahead of a step of the future of a window. */
  interface Known {
    void write(int window, int step, float[] to, int at);
  }

  /**
   * Forecasts what follows the row that the network has just read.
   *
   * @param h its output, [B, D]
   * @param state its state
   */
  List<Forecast> run(Tape tape, Array h, State state) {
    boolean points = config.quantiles().isEmpty();
    double[][][] values = points ? paths(tape, h, state, 1) : paths(tape, h, state, PATHS);
    int targets = config.targets().size();
    double[] quantiles = config.levels();
    List<Forecast> forecasts = new ArrayList<>();
    for (double[][] window : values) {
      double[] middle = new double[window.length];
      double[][] at = new double[quantiles.length][window.length];
      for (int i = 0; i < window.length; i++) {
        Arrays.sort(window[i]);
        middle[i] = Baselines.quantile(window[i], 0.5);
        for (int k = 0; k < quantiles.length; k++) {
          at[k][i] = Baselines.quantile(window[i], quantiles[k]);
        }
      }
      forecasts.add(new Forecast(targets, quantiles, middle, at));
    }
    return forecasts;
  }

  /** What every path passes: [B][H * C][paths], in original units. */
  double[][][] paths(Tape tape, Array h, State state, int paths) {
    int targets = config.targets().size();
    int horizon = config.horizon();
    int[] owner = new int[scales.size() * paths];
    Arrays.setAll(owner, row -> row / paths);
    List<Scale> tiled = new ArrayList<>();
    SplittableRandom[] random = new SplittableRandom[owner.length];
    for (int row = 0; row < owner.length; row++) {
      tiled.add(scales.get(owner[row]));
      random[row] = Counted.stream(seed, rows[owner[row]], row % paths);
    }
    double[][][] values = new double[scales.size()][horizon * targets][paths];
    float[] now = new float[owner.length * targets];
    Array output = tile(h, owner);
    State memory = state.select(owner);
    for (int step = 0; step < horizon; step++) {
      List<Tensor> parameters =
          network.next(tape, output, Collections.unmodifiableList(tiled), now);
      float[] before = now.clone();
      for (int i = 0; i < now.length; i++) {
        int row = i / targets;
        int target = i % targets;
        double value = value(parameters, i, tiled.get(row), target, random[row]);
        values[owner[row]][step * targets + target][row % paths] = value;
        Scale scale = tiled.get(row);
        now[i] = (float) ((value - scale.invert(0, target)) / scale.unit(target));
      }
      if (step < horizon - 1) {
        Array x = inputs(now, before, owner, step + 1);
        Recurrent.Output next = network.step(tape, x, memory);
        output = flat(next.sequence().values().toArray());
        memory = State.of(next.state());
      }
    }
    return values;
  }

  private double value(
      List<Tensor> parameters, int at, Scale scale, int target, SplittableRandom random) {
    Output output = Output.of(config);
    return config.quantiles().isEmpty()
        ? output.point(parameters, at, scale, target)
        : output.distribution(parameters, at, scale, target).sample(random);
  }

  private Array inputs(float[] now, float[] before, int[] owner, int step) {
    int targets = config.targets().size();
    int width = 2 * targets + WindowBatch.futureWidth(config, 1);
    Array x = Array.zeros(owner.length, width);
    for (int row = 0; row < owner.length; row++) {
      for (int target = 0; target < targets; target++) {
        int i = row * targets + target;
        x.data()[row * width + target] = (float) (now[i] + levels[owner[row]][target]);
        x.data()[row * width + targets + target] = now[i] - before[i];
      }
      known.write(owner[row], step, x.data(), row * width + 2 * targets);
    }
    return x;
  }

  private static Array tile(Array h, int... owner) {
    int width = h.shape().last();
    Array tiled = Array.zeros(owner.length, width);
    for (int row = 0; row < owner.length; row++) {
      System.arraycopy(h.data(), owner[row] * width, tiled.data(), row * width, width);
    }
    return tiled;
  }

  private static Array flat(Array steps) {
    return new Array(Shape.of(steps.shape().dimension(0), steps.shape().last()), steps.data());
  }
}
