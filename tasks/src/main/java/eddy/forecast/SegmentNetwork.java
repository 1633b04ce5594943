package eddy.forecast;

import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.RecurrentLayers;
import eddy.graph.Type;
import eddy.layer.Embedding;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.recurrent.Recurrent;
import eddy.task.Cells;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/**
 * The segment recurrent network: it steps through segments of the history instead of single rows,
 * and decodes all segments of the future at once.
 *
 * <p>B windows, C targets, each a series of its own with shared weights; N segments of history, S
 * of future, G rows a segment, D hidden units.
 *
 * <pre>
 *   x_n = relu(W [segment n, known inputs, past covariates] + b)
 *   h = recurrent(x_1 ... x_N)
 *   q_s = [position embedding s | target embedding] + W_k known inputs
 *   forecast of segment s = W_o dropout(one step of the same cell from h under q_s) + b_o
 * </pre>
 *
 * <p>W_o gives P numbers for each row, which the {@link Output} explains.
 *
 * <p>Lin et al., "SegRNN: segment recurrent neural network for long-term time series forecasting",
 * IEEE Internet of Things Journal, 2025. The other inputs and outputs are an addition.
 */
final class SegmentNetwork implements DirectNetwork {
  static final String NAME = "segment";

  private final ForecastConfig config;
  private final SequencedMap<String, Layer> layers = new LinkedHashMap<>();
  private final Linear encode;
  private final Recurrent recurrent;
  private final Embedding position;
  private final Embedding target;
  private final Optional<Linear> known;
  private final Linear decode;

  SegmentNetwork(ForecastConfig config, RandomGenerator random) {
    this.config = config;
    int hidden = config.hidden();
    int knownSize = WindowBatch.futureWidth(config, config.segment());
    encode = new Linear(WindowBatch.historyWidth(config, config.segment()), hidden, random);
    recurrent = Cells.recurrent(config.cell(), hidden, hidden).build(random);
    position = new Embedding(config.horizon() / config.segment(), hidden - hidden / 2, random);
    target = new Embedding(config.targets().size(), hidden / 2, random);
    known = knownSize > 0 ? Optional.of(new Linear(knownSize, hidden, random)) : Optional.empty();
    decode = new Linear(hidden, config.segment() * Output.of(config).size(), random);
    layers.put("encode", encode);
    layers.put("recurrent", recurrent);
    layers.put("position", position);
    layers.put("target", target);
    known.ifPresent(layer -> layers.put("known", layer));
    layers.put("decode", decode);
  }

  @Override
  public ForecastConfig config() {
    return config;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return Layer.join(layers);
  }

  @Override
  public Tensor forward(Tape tape, WindowBatch batch) {
    Tensor segments = Elementwise.relu(encode.forward(batch.segments(tape, config.segment())));
    Recurrent.Output history = recurrent.forward(Sequence.full(segments));
    Tensor queries = queries(tape, batch);
    Tensor future = recurrent.branch(queries, history.state());
    Tensor rows = decode.forward(Elementwise.dropout(future, (float) config.dropout()));
    return Arrangement.reshape(
        rows, batch.size(), batch.targets(), config.horizon(), Output.of(config).size());
  }

  /** One row of queries a target or, with known inputs, a row for every window and target. */
  private Tensor queries(Tape tape, WindowBatch batch) {
    int steps = config.horizon() / config.segment();
    int targets = batch.targets();
    int rows = known.isEmpty() ? targets : batch.size() * targets;
    int[] positions = new int[rows * steps];
    int[] names = new int[rows * steps];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i % steps;
      names[i] = i / steps % targets;
    }
    Tensor queries =
        Arrangement.concatenate(
            position.forward(tape, positions, rows, steps),
            target.forward(tape, names, rows, steps));
    return known
        .map(layer -> layer.forward(batch.futureSegments(tape, config.segment())))
        .map(inputs -> Elementwise.add(queries, inputs))
        .orElse(queries);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Inputs: {@code segments} [B, C, N, inputs] and, with known inputs, {@code future} [B, C, S,
   * inputs].
   */
  @Override
  public String write(Layers layers) {
    GraphBuilder graph = layers.graph();
    RecurrentLayers run = layers.recurrent();
    int hidden = config.hidden();
    int targets = config.targets().size();
    int steps = config.horizon() / config.segment();
    int inputs = WindowBatch.historyWidth(config, config.segment());
    String segments =
        graph.input("segments", Type.FLOAT, "batch", "" + targets, "segments", "" + inputs);
    String rows = graph.add("Relu", layers.linear("encode", segments, encode.parameters()));
    // Each target of each window is a sequence of its own.
    String shape =
        layers.joined(0, graph.integers(-1), layers.size(rows, 2), graph.integers(hidden));
    String x = graph.add("Reshape", rows, shape);
    List<String> last = run.read("recurrent", x, Optional.empty(), recurrent).states().getLast();
    String queries = graph.constant("queries", queries());
    String size = layers.size(rows, 0);
    String all = layers.joined(0, size, graph.integers(targets, steps, hidden));
    String asked =
        known.isPresent()
            ? graph.add(
                "Add",
                queries,
                layers.linear(
                    "known",
                    graph.input(
                        "future",
                        Type.FLOAT,
                        "batch",
                        "" + targets,
                        "" + steps,
                        "" + known.get().parameters().get("weight").shape().last()),
                    known.get().parameters()))
            : graph.add("Expand", queries, all);
    // One step of the same cell under each query, from the state of its sequence.
    String one = layers.reshaped(asked, -1, 1, hidden);
    List<String> states = new ArrayList<>();
    for (String vector : last) {
      String each = layers.reshaped(vector, -1, 1, hidden);
      String repeated = graph.add("Expand", each, graph.integers(1, steps, 1));
      states.add(layers.reshaped(repeated, 1, -1, hidden));
    }
    String future =
        run.read("recurrent", one, Optional.empty(), recurrent, List.of(states)).sequence();
    int numbers = Output.of(config).size();
    return layers.reshaped(
        layers.linear("decode", future, decode.parameters()),
        -1,
        targets,
        config.horizon(),
        numbers);
  }

  /** The queries without known inputs, [C, S, D]. */
  private Array queries() {
    int targets = config.targets().size();
    int steps = config.horizon() / config.segment();
    Array queries = Array.zeros(targets, steps, config.hidden());
    float[] positions = position.parameters().get("weight").data();
    float[] names = target.parameters().get("weight").data();
    int first = positions.length / steps;
    int second = names.length / targets;
    for (int i = 0; i < targets * steps; i++) {
      int at = i * config.hidden();
      System.arraycopy(positions, i % steps * first, queries.data(), at, first);
      System.arraycopy(names, i / steps * second, queries.data(), at + first, second);
    }
    return queries;
  }
}
