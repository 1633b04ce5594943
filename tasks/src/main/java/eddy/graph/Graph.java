package eddy.graph;

import eddy.tensor.Array;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A network as a list of operations, each on values of those before it.
 *
 * <p>Every value has a name of its own, those inside of bodies too.
 *
 * @param nodes in an order in which each comes after those that it needs
 * @param constants the values that are fixed: weights, shapes
 * @param carried which outputs are the inputs of the next call
 */
public record Graph(
    List<Port> inputs,
    List<Port> outputs,
    List<Node> nodes,
    SequencedMap<String, Value> constants,
    List<Carried> carried) {

  /**
   * A graph.
   *
   * @throws IllegalArgumentException if a name is given twice, or used where nothing before it has
   *     that name
   */
  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    nodes = List.copyOf(nodes);
    constants = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(constants));
    carried = List.copyOf(carried);
    Set<String> known = new HashSet<>();
    constants.keySet().forEach(name -> define(known, name));
    inputs.forEach(input -> define(known, input.name()));
    check(known, nodes);
    Set<String> given = new HashSet<>();
    for (Port output : outputs) {
      require(known, output.name(), "an output");
      define(given, output.name());
    }
    Map<String, Port> from = byName(outputs);
    Map<String, Port> to = byName(inputs);
    for (Carried state : carried) {
      require(from.keySet(), state.output(), "a carried output");
      require(to.keySet(), state.input(), "a carried input");
    }
  }

  /** The same graph with these states. */
  public Graph carrying(List<Carried> states) {
    return new Graph(inputs, outputs, nodes, constants, states);
  }

  /** The inputs that a caller gives: those that no state fills. */
  public List<Port> givenInputs() {
    Set<String> states = carried.stream().map(Carried::input).collect(Collectors.toSet());
    return inputs.stream().filter(input -> !states.contains(input.name())).toList();
  }

  /** The outputs that a caller wants: those that are no state. */
  public List<Port> wantedOutputs() {
    Set<String> states = carried.stream().map(Carried::output).collect(Collectors.toSet());
    return outputs.stream().filter(output -> !states.contains(output.name())).toList();
  }

  /** How many nodes there are of each operator, those inside of bodies too. */
  public SortedMap<String, Integer> operators() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    count(nodes, counts);
    return counts;
  }

  private static void count(List<Node> nodes, SortedMap<String, Integer> counts) {
    for (Node node : nodes) {
      counts.merge(node.operator(), 1, Integer::sum);
      for (Object attribute : node.attributes().all().values()) {
        if (attribute instanceof Body body) {
          count(body.nodes(), counts);
        }
      }
    }
  }

  /** The constants that are real numbers. */
  public SequencedMap<String, Array> weights() {
    SequencedMap<String, Array> weights = new LinkedHashMap<>();
    constants.forEach((name, value) -> {
      if (value instanceof Value.Floats floats) {
        weights.put(name, floats.toArray());
      }
    });
    return weights;
  }

  static Map<String, Port> byName(List<Port> ports) {
    return ports.stream().collect(Collectors.toMap(Port::name, Function.identity()));
  }

  private static void check(Set<String> known, List<Node> nodes) {
    for (Node node : nodes) {
      String who = "%s node %s".formatted(node.operator(), node.name());
      node.inputs().stream()
          .filter(name -> !name.isEmpty())
          .forEach(name -> require(known, name, who));
      for (Object attribute : node.attributes().all().values()) {
        if (attribute instanceof Body body) {
          body.inputs().forEach(name -> define(known, name));
          check(known, body.nodes());
          body.outputs().forEach(name -> require(known, name, who));
        }
      }
      node.outputs().stream().filter(name -> !name.isEmpty()).forEach(name -> define(known, name));
    }
  }

  private static void define(Set<String> known, String name) {
    if (!known.add(name)) {
      throw new IllegalArgumentException("Graph: two values have the name " + name + ".");
    }
  }

  private static void require(Set<String> known, String name, String who) {
    if (!known.contains(name)) {
      throw new IllegalArgumentException(
          "Graph: %s needs %s, which nothing before it gives.".formatted(who, name));
    }
  }
}
