package eddy.forecast;

import eddy.graph.Attributes;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Layers;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.recurrent.Recurrent;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Writes an {@link EsRnnNetwork} down as a graph, for the series that it knows.
 *
 * <p>B series of C targets, R of both; T rows, L of history, H of future, Q quantiles. Inputs: the
 * numbers of the series among those of training, {@code series} [B]; all rows from the first in
 * training on, {@code values} [B, T, C]; and how many there are, {@code lengths} [B]. Output:
 * {@code forecast} [B, C, H, Q], in original units.
 *
 * @param periods of the seasons, one or two
 * @param dilations of the layers
 */
record EsRnnGraph(
    ForecastConfig config,
    QuantileOutput output,
    int[] periods,
    int[] dilations,
    List<Recurrent> stack,
    Map<String, Parameter> parameters) {

  /**
   * What smoothing gives of R series.
   *
   * @param history the name of [R, T - L + 1, L]
   * @param future the name of [R, H], after the last row
   */
  private record Smoothed(String history, String future) {}

  Graph graph() {
    GraphBuilder graph = new GraphBuilder();
    Layers layers = new Layers(graph, false);
    int targets = config.targets().size();
    int horizon = config.horizon();
    String series = graph.input("series", Type.INTEGER, "batch");
    String values = graph.input("values", Type.FLOAT, "batch", "time", "" + targets);
    String given = graph.input("lengths", Type.INTEGER, "batch");
    // Each target of a series is a series of its own. The logarithm of what is none is zero.
    String one = graph.constant("one_value", Value.scalar(1f));
    String truth = graph.add("Where", layers.mask(values, given), values, one);
    String apart = layers.transposed(graph.add("Log", truth), 0, 2, 1);
    String z =
        graph.add("Reshape", apart, layers.joined(0, graph.integers(-1), layers.size(values, 1)));
    String lengths = each(graph, layers, given, new long[targets]);
    String first =
        graph.add("Mul", series, graph.constant("targets", Value.scalar((long) targets)));
    String owners = each(graph, layers, first, LongStream.range(0, targets).toArray());
    Smoothed smoothed = smoothed(layers, z, lengths, owners);
    String last = graph.constant("before", Value.scalar(config.lookBack() - 1L));
    String positions = graph.add("Sub", lengths, last);
    String x = stacked(layers, smoothed.history(), positions);
    String h = layers.lastStep(x, positions);
    String squashed = graph.add("Tanh", linear(layers, "hidden", h));
    String raw = layers.reshaped(linear(layers, "head", squashed), -1, horizon, output.size());
    String future = graph.add("Unsqueeze", smoothed.future(), graph.integers(2));
    String forecast = graph.add("Exp", graph.add("Add", rising(layers, raw), future));
    graph.output(
        "forecast",
        layers.reshaped(forecast, -1, targets, horizon, output.size()),
        Type.FLOAT,
        "batch",
        "" + targets,
        "" + horizon,
        "" + output.size());
    return graph.build();
  }

  /** Numbers of B series plus one for each target, [R]. */
  private static String each(GraphBuilder graph, Layers layers, String x, long... targets) {
    String rows = graph.add("Unsqueeze", x, graph.integers(1));
    return layers.reshaped(graph.add("Add", rows, graph.integers(targets)), -1);
  }

  private String linear(Layers layers, String name, String x) {
    return layers.linear(name, x, Layers.part(parameters, name + "."));
  }

  /** See {@link Smoothing}; z is the name of logarithms [R, T]. */
  private Smoothed smoothed(Layers layers, String z, String lengths, String owners) {
    GraphBuilder graph = layers.graph();
    String haste = graph.constant("haste", Value.scalar(EsRnnNetwork.HASTE));
    String own = graph.add("Gather", layers.constant("rates", parameters.get("rates")), owners);
    String rates = graph.add("Sigmoid", graph.add("Mul", own, haste));
    String rate = layers.slice(rates, 1, 0, 1);
    String rest = graph.add("Sub", graph.constant("one_rate", Value.scalar(1f)), rate);
    String seasons =
        graph.add("Gather", layers.constant("seasons", parameters.get("seasons")), owners);
    List<String> state = new ArrayList<>(List.of(level(layers, z, lengths)));
    List<String> shares = new ArrayList<>();
    for (int k = 0, from = 0; k < periods.length; from += periods[k++]) {
      // The seasons of the next rows, the next first.
      state.add(layers.slice(seasons, 1, from, from + periods[k]));
      shares.add(graph.add("Mul", layers.slice(rates, 1, k + 1, k + 2), rest));
    }
    String time = graph.add("Squeeze", layers.size(z, 1), graph.integers(0));
    List<String> outputs =
        graph.loop(
            time,
            state,
            (t, before) -> {
              String at = graph.add("Unsqueeze", t, graph.integers(0));
              String plain = graph.add("Gather", Attributes.of("axis", 1), z, at);
              for (String season : before.subList(1, before.size())) {
                plain = graph.add("Sub", plain, layers.slice(season, 1, 0, 1));
              }
              String error = graph.add("Sub", plain, before.getFirst());
              List<String> after = new ArrayList<>();
              after.add(graph.add("Add", before.getFirst(), graph.add("Mul", rate, error)));
              for (int k = 0; k < periods.length; k++) {
                String season = before.get(k + 1);
                String now = layers.slice(season, 1, 0, 1);
                String next = graph.add("Add", now, graph.add("Mul", shares.get(k), error));
                after.add(layers.joined(1, layers.slice(season, 1, 1, Integer.MAX_VALUE), next));
              }
              String runs = graph.add("Less", t, lengths);
              String mask = graph.add("Unsqueeze", runs, graph.integers(1));
              for (int k = 0; k < after.size(); k++) {
                after.set(k, graph.add("Where", mask, after.get(k), before.get(k)));
              }
              after.addAll(List.of(plain, after.getFirst()));
              return after;
            });
    int count = 1 + periods.length;
    return new Smoothed(
        history(layers, rows(layers, outputs.get(count)), rows(layers, outputs.get(count + 1))),
        future(graph, outputs.subList(0, count)));
  }

  /** What a loop has collected, from [T, R, 1] to [R, T]. */
  private static String rows(Layers layers, String steps) {
    GraphBuilder graph = layers.graph();
    return graph.add("Squeeze", layers.transposed(steps, 1, 0, 2), graph.integers(2));
  }

  /** The level before the first row: the mean of the first season, [R, 1]. */
  private String level(Layers layers, String z, String lengths) {
    GraphBuilder graph = layers.graph();
    Attributes keep = Attributes.of("keepdims", 1);
    String sum = graph.add("ReduceSum", keep, layers.slice(z, 1, 0, periods[0]), graph.integers(1));
    String count = graph.add("Min", lengths, graph.integers(periods[0]));
    String real = graph.add("Cast", Attributes.of("to", 1), count);
    return graph.add("Div", sum, graph.add("Unsqueeze", real, graph.integers(1)));
  }

  /** The last L rows before each position, without seasons and level. */
  private String history(Layers layers, String plain, String levels) {
    GraphBuilder graph = layers.graph();
    int lookBack = config.lookBack();
    String from = layers.slice(levels, 1, lookBack - 1, Integer.MAX_VALUE);
    String positions = graph.add("Squeeze", layers.size(from, 1), graph.integers(0));
    String zero = graph.constant("zero", Value.scalar(0L));
    String one = graph.constant("one", Value.scalar(1L));
    String first = graph.add("Range", zero, positions, one);
    long[] row = LongStream.range(0, lookBack).toArray();
    String places =
        graph.add("Add", graph.add("Unsqueeze", first, graph.integers(1)), graph.integers(row));
    String windows = graph.add("Gather", Attributes.of("axis", 1), plain, places);
    return graph.add("Sub", windows, graph.add("Unsqueeze", from, graph.integers(2)));
  }

  /** The last level and the last known seasons. */
  private String future(GraphBuilder graph, List<String> last) {
    String future = last.getFirst();
    for (int k = 0; k < periods.length; k++) {
      int period = periods[k];
      long[] ahead =
          IntStream.range(0, config.horizon()).mapToLong(step -> step % period).toArray();
      String season =
          graph.add("Gather", Attributes.of("axis", 1), last.get(k + 1), graph.integers(ahead));
      future = graph.add("Add", future, season);
    }
    return future;
  }

  private String stacked(Layers layers, String history, String lengths) {
    String x = history;
    String block = "";
    for (int i = 0; i < stack.size(); i++) {
      x = Dilated.write(layers, "recurrent" + i, stack.get(i), x, lengths, dilations[i]);
      if (i % 2 == 1) {
        x = block.isEmpty() ? x : layers.graph().add("Add", block, x);
        block = x;
      }
    }
    return x;
  }

  /** See {@link QuantileOutput}. */
  private String rising(Layers layers, String raw) {
    if (output.size() == 1) {
      return raw;
    }
    GraphBuilder graph = layers.graph();
    String median = layers.slice(raw, -1, 0, 1);
    String steps = graph.add("Softplus", layers.slice(raw, -1, 1, output.size()));
    String sums = graph.constant("sums", output.sums());
    return layers.linear(layers.joined(-1, median, steps), sums, Optional.empty());
  }
}
