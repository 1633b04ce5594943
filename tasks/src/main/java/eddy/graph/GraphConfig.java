package eddy.graph;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A graph without its real constants, which are the model's weights: what stands in {@code
 * config.json}.
 *
 * @param format what the model was read from
 * @param labels see {@link Meaning}
 * @param tokenizer of texts, whose vocabulary is a file of its own
 * @param integers the constants that are whole numbers
 */
record GraphConfig(
    String format,
    List<String> labels,
    Optional<String> tokenizer,
    List<Port> inputs,
    List<Port> outputs,
    List<Carried> carried,
    Map<String, Whole> integers,
    List<Node> nodes) {

  /** Whole numbers with a shape. */
  record Whole(List<Integer> shape, List<Long> values) {}

  static GraphConfig of(Graph graph, String format, Meaning meaning) {
    Map<String, Whole> integers = new LinkedHashMap<>();
    graph
        .constants()
        .forEach((name, value) -> {
          if (value instanceof Value.Integers whole) {
            integers.put(
                name,
                new Whole(
                    Arrays.stream(whole.shape().toArray()).boxed().toList(),
                    Arrays.stream(whole.data(), 0, whole.shape().size()).boxed().toList()));
          }
        });
    return new GraphConfig(
        format,
        meaning.labels(),
        meaning.tokens().map(Meaning.Tokens::tokenizer),
        graph.inputs(),
        graph.outputs(),
        graph.carried(),
        integers,
        graph.nodes());
  }

  /**
   * The whole graph again.
   *
   * @throws IllegalArgumentException if the parts don't fit
   */
  Graph graph(Map<String, Array> weights) {
    SequencedMap<String, Value> constants = new LinkedHashMap<>();
    weights.forEach((name, array) -> constants.put(name, Value.of(array)));
    integers.forEach((name, whole) ->
        constants.put(
            name,
            new Value.Integers(
                Shape.of(whole.shape().stream().mapToInt(Integer::intValue).toArray()),
                whole.values().stream().mapToLong(Long::longValue).toArray())));
    return new Graph(inputs, outputs, nodes, constants, carried);
  }
}
