package eddy.forecast;

import eddy.graph.Attributes;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.recurrent.State;
import eddy.recurrent.Stepper;
import eddy.task.Cells;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The recursive network: it forecasts one row from the row before and its state, and further rows
 * from what it has forecast itself. So it follows a stream step by step, see {@link LiveForecast}.
 *
 * <p>B windows, L rows of history, C targets, D hidden units, P numbers for each value. With the
 * scaled row y_t, and f_t what is known ahead of it:
 *
 * <pre>
 *   h_t = recurrent([y_t, y_t - y_{t-1}, f_{t+1}], h_{t-1}), stacked
 *   forecast of row t+1 = y_t + W dropout(h_t) + b, the first of the P numbers
 * </pre>
 *
 * <p>It learns to forecast every row of history and future from the true row before. Where the
 * {@link Output} is a distribution, what is fed back is drawn from it, along many paths.
 *
 * <p>Salinas et al., "DeepAR: probabilistic forecasting with autoregressive recurrent networks",
 * International Journal of Forecasting, 2020.
 */
final class RecursiveNetwork implements ForecastNetwork {
  static final String NAME = "recursive";

  private final ForecastConfig config;
  private final Recurrent recurrent;
  private final Linear head;

  RecursiveNetwork(ForecastConfig config, RandomGenerator random) {
    this.config = config;
    recurrent =
        Cells.recurrent(config.cell(), inputSize(), config.hidden())
            .layers(config.layers())
            .dropout((float) config.dropout())
            .build(random);
    head = new Linear(config.hidden(), targets() * Output.of(config).size(), random);
  }

  private int targets() {
    return config.targets().size();
  }

  private int inputSize() {
    return 2 * targets() + WindowBatch.futureWidth(config, 1);
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Layer> layers = new LinkedHashMap<>();
    layers.put("recurrent", recurrent);
    layers.put("head", head);
    return Layer.join(layers);
  }

  /** The layer as it is now, for one stream. */
  Stepper stepper(Workspace workspace) {
    return recurrent.stepper(workspace, 1);
  }

  /**
   * Where the scaled zero of a window lies, so that one series has one scale at all times: the mean
   * of the training part.
   */
  private double level(Window window, int target) {
    return config
        .scaling()
        .map(scaling -> scaling.apply(window.value(-1, target), target))
        .orElse(0.0);
  }

  /**
   * The inputs of the rows {@code [from, end)} of each window, counted from its first future row.
   */
  Tensor inputs(Tape tape, WindowBatch batch, int from, int end) {
    int width = inputSize();
    Tensor x = tape.result(Shape.of(batch.size(), end - from, width));
    for (int b = 0; b < batch.size(); b++) {
      Window window = batch.window(b);
      for (int row = from; row < end; row++) {
        int at = (b * (end - from) + row - from) * width;
        for (int target = 0; target < targets(); target++) {
          float now = window.scaled(row, target);
          x.data()[at + target] = (float) (now + level(window, target));
          x.data()[at + targets() + target] = now - window.scaled(row - 1, target);
        }
        batch.copyFuture(window, row + 1, 1, x.data(), at + 2 * targets());
      }
    }
    return x;
  }

  /** Puts numbers for each value into the order of the {@link Output}, [B, C, T, P]. */
  private Tensor raw(Tensor outputs, int batch, int steps) {
    int size = Output.of(config).size();
    int[] ids = new int[batch * targets() * steps];
    for (int i = 0; i < ids.length; i++) {
      int step = i % steps;
      int target = i / steps % targets();
      int b = i / steps / targets();
      ids[i] = (b * steps + step) * targets() + target;
    }
    Tensor rows = Arrangement.reshape(outputs, ids.length, size);
    return Arrangement.rows(rows, ids, batch, targets(), steps);
  }

  /** Moves the first of the P numbers from the row before, which they count from. */
  private Tensor moved(Tensor raw, float... before) {
    if (config.output().equals(DistributionOutput.NEGATIVE_BINOMIAL)) {
      return raw;
    }
    Tensor shift = raw.tape().result(raw.shape());
    int size = raw.shape().last();
    Arrays.fill(shift.data(), 0, shift.shape().size(), 0);
    for (int i = 0; i < before.length; i++) {
      shift.data()[i * size] = before[i];
    }
    return Elementwise.add(raw, shift);
  }

  @Override
  public Tensor loss(Tape tape, WindowBatch batch) {
    int first = -config.lookBack();
    int end = config.horizon() - 1;
    int steps = end - first;
    Sequence x = Sequence.full(inputs(tape, batch, first, end));
    Tensor h = recurrent.forward(x).sequence().values();
    Tensor outputs = head.forward(Elementwise.dropout(h, (float) config.dropout()));
    float[] before = new float[batch.size() * targets() * steps];
    for (int i = 0; i < before.length; i++) {
      Window window = batch.window(i / steps / targets());
      before[i] = window.scaled(first + i % steps, i / steps % targets());
    }
    Output output = Output.of(config);
    Tensor raw = moved(raw(outputs, batch.size(), steps), before);
    return output.loss(output.parameters(raw, batch.windows()), batch);
  }

  @Override
  public List<Forecast> forecast(Tape tape, WindowBatch batch) {
    Read read = read(tape, batch, 0);
    return read.rollout.run(tape, read.h, read.state);
  }

  /** Draws paths that follow each window, [B][H * C][paths]. */
  double[][][] paths(Tape tape, WindowBatch batch, int paths, long seed) {
    Read read = read(tape, batch, seed);
    return read.rollout.paths(tape, read.h, read.state, paths);
  }

  /** The end of the history, and how to go on from there. */
  private record Read(Rollout rollout, Array h, State state) {}

  private Read read(Tape tape, WindowBatch batch, long seed) {
    Sequence history = Sequence.full(inputs(tape, batch, -config.lookBack(), 0));
    Recurrent.Output read = recurrent.forward(history);
    double[][] levels = new double[batch.size()][targets()];
    int[] rows = new int[batch.size()];
    for (int b = 0; b < batch.size(); b++) {
      Window window = batch.window(b);
      Arrays.setAll(levels[b], target -> level(window, target));
      rows[b] = window.row();
    }
    Rollout rollout =
        new Rollout(
            this,
            config,
            batch.windows(),
            levels,
            seed,
            rows,
            (b, step, to, at) -> batch.copyFuture(batch.window(b), step, 1, to, at));
    return new Read(rollout, Pooling.last(read.sequence()).toArray(), State.of(read.state()));
  }

  /**
   * What is said of the next row.
   *
   * @param h the outputs of the recurrent layer, [B, D]
   * @param before the scaled rows that they follow, [B * C]
   */
  List<Tensor> next(Tape tape, Array h, List<? extends Scale> scales, float... before) {
    Tensor outputs = head.forward(tape.constant(h));
    Tensor raw = moved(raw(outputs, h.shape().dimension(0), 1), before);
    return Output.of(config).parameters(raw, scales);
  }

  /** One step from a state. */
  Recurrent.Output step(Tape tape, Array inputs, State state) {
    int batch = inputs.shape().dimension(0);
    Tensor x = Arrangement.reshape(tape.constant(inputs), batch, 1, inputSize());
    return recurrent.forward(Sequence.full(x), state.on(tape));
  }

  /**
   * The network as a graph. With states, what is said of the row after each: from {@code rows} [B,
   * T, inputs] to {@code forecast} [B, C, T, P], which counts from the same zero. Without, the
   * forecast of points: from {@code history} [B, L, inputs] and, where something is known ahead,
   * what is known of the rows after the first that is forecast, {@code future} [B, H - 1, F], to
   * {@code forecast} [B, C, H, 1], which counts from the last row.
   */
  Graph graph(boolean states) {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, states);
    String steps = states ? "time" : "" + config.horizon();
    graph.output(
        "forecast",
        states ? next(layers) : rollout(layers),
        Type.FLOAT,
        "batch",
        "" + targets(),
        steps,
        "" + Output.of(config).size());
    return graph.build();
  }

  private String next(Layers layers) {
    GraphBuilder graph = layers.graph();
    String x = graph.input("rows", Type.FLOAT, "batch", "time", "" + inputSize());
    String h = layers.recurrent().read("recurrent", x, Optional.empty(), recurrent).sequence();
    int size = Output.of(config).size();
    String numbers =
        layers.reshaped(layers.linear("head", h, head.parameters()), 0, 0, targets(), size);
    if (!config.output().equals(DistributionOutput.NEGATIVE_BINOMIAL)) {
      String now = layers.slice(x, -1, 0, targets());
      String first = layers.slice(numbers, -1, 0, 1);
      String moved = graph.add("Add", first, graph.add("Unsqueeze", now, graph.integers(3)));
      numbers = size == 1 ? moved : layers.joined(3, moved, layers.slice(numbers, -1, 1, size));
    }
    return layers.transposed(numbers, 0, 2, 1, 3);
  }

  private String rollout(Layers layers) {
    GraphBuilder graph = layers.graph();
    RecurrentLayers run = layers.recurrent();
    int known = WindowBatch.futureWidth(config, 1);
    int rounds = config.horizon() - 1;
    String x = graph.input("history", Type.FLOAT, "batch", "time", "" + inputSize());
    RecurrentLayers.Output read = run.read("recurrent", x, Optional.empty(), recurrent);
    String level = layers.slice(layers.slice(x, 1, -1, Integer.MAX_VALUE), -1, 0, targets());
    List<String> first = new ArrayList<>();
    first.add(graph.add("Sub", level, level));
    first.add(layers.slice(read.sequence(), 1, -1, Integer.MAX_VALUE));
    read.states().forEach(first::addAll);
    List<String> last = first;
    List<String> parts = new ArrayList<>();
    if (rounds > 0) {
      String future =
          known == 0 ? "" : graph.input("future", Type.FLOAT, "batch", "" + rounds, "" + known);
      last =
          graph.loop(
              graph.constant("rounds", Value.scalar((long) rounds)),
              first,
              (number, before) -> {
                String now = next(layers, before);
                List<String> seen = new ArrayList<>();
                seen.add(graph.add("Add", now, level));
                seen.add(graph.add("Sub", now, before.getFirst()));
                if (known > 0) {
                  String at = graph.add("Unsqueeze", number, graph.integers(0));
                  seen.add(graph.add("Gather", Attributes.of("axis", 1), future, at));
                }
                String input = layers.joined(2, seen.toArray(String[]::new));
                List<List<String>> states = new ArrayList<>();
                int vectors = read.states().getFirst().size();
                for (int k = 2; k < before.size(); k += vectors) {
                  states.add(before.subList(k, k + vectors));
                }
                RecurrentLayers.Output next =
                    run.read("recurrent", input, Optional.empty(), recurrent, states);
                List<String> after = new ArrayList<>(List.of(now, next.sequence()));
                next.states().forEach(after::addAll);
                after.add(now);
                return after;
              });
      parts.add(last.getLast());
    }
    parts.add(graph.add("Unsqueeze", next(layers, last), graph.integers(0)));
    // From [H, B, 1, C].
    return layers.transposed(layers.joined(0, parts.toArray(String[]::new)), 1, 3, 0, 2);
  }

  /** The row that follows, [B, 1, C], of the row before and the output of the layer. */
  private String next(Layers layers, List<String> before) {
    String change = layers.linear("head", before.get(1), head.parameters());
    return layers.graph().add("Add", change, before.getFirst());
  }
}
