package eddy.graph;

import eddy.tensor.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a graph down, operation by operation; {@link Layers} does so layer by layer.
 *
 * <pre>{@code
 * GraphBuilder graph = new GraphBuilder();
 * String x = graph.input("x", Type.FLOAT, "batch", "time", "3");
 * String y = graph.add("Tanh", x);
 * graph.output("y", y, Type.FLOAT, "batch", "time", "3");
 * Graph built = graph.build();
 * }</pre>
 */
public final class GraphBuilder {
  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final SequencedMap<String, Value> constants = new LinkedHashMap<>();
  private final List<Carried> carried = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> reserved = new HashSet<>();

  /** Keeps names for inputs and outputs that are added later. */
  public void reserve(Collection<String> names) {
    reserved.addAll(names);
  }

  /** An input. */
  public String input(String name, Type type, String... shape) {
    reserved.remove(name);
    inputs.add(Port.of(unique(name), type, shape));
    return inputs.getLast().name();
  }

  /**
   * An output.
   *
   * @param value the name of what it gives
   */
  public void output(String name, String value, Type type, String... shape) {
    reserved.remove(name);
    String own = unique(name);
    nodes.add(new Node("Identity", own, List.of(value), List.of(own), Attributes.NONE));
    outputs.add(Port.of(own, type, shape));
  }

  /** What this output holds after a call is this input of the next. */
  public void carry(String output, String input) {
    carried.add(new Carried(output, input));
  }

  /**
   * A fixed value.
   *
   * @param name what to call it if nothing else has the name
   * @return its name
   */
  public String constant(String name, Value value) {
    String own = unique(name);
    constants.put(own, value);
    return own;
  }

  /** Weights. */
  public String constant(String name, Array value) {
    return constant(name, Value.of(value));
  }

  /** A list of whole numbers, as shapes and axes are given. */
  public String integers(long... values) {
    Value.Integers value = Value.of(values);
    for (var entry : constants.entrySet()) {
      if (entry.getValue() instanceof Value.Integers other
          && other.shape().equals(value.shape())
          && Arrays.equals(other.data(), values)) {
        return entry.getKey();
      }
    }
    return constant("integers", value);
  }

  /** An operation without attributes and with one output, whose name is returned. */
  public String add(String operator, String... inputs) {
    return add(operator, Attributes.NONE, inputs);
  }

  /** An operation with one output, whose name is returned. */
  public String add(String operator, Attributes attributes, String... inputs) {
    return add(operator, 1, attributes, inputs).getFirst();
  }

  /**
   * An operation.
   *
   * @param outputs how many
   * @return their names
   */
  public List<String> add(String operator, int outputs, Attributes attributes, String... inputs) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      given.add(unique(operator.toLowerCase(java.util.Locale.ROOT)));
    }
    nodes.add(new Node(operator, given.getFirst(), List.of(inputs), given, attributes));
    return Collections.unmodifiableList(given);
  }

  /** Every element brought between 0 and a number. */
  public String clipped(String x, float most) {
    String zero = constant("zero", Value.scalar(0f));
    return add("Clip", x, zero, constant("most", Value.scalar(most)));
  }

  /** The same from the last to the first along one dimension. */
  public String reversed(String x, long axis) {
    String end = integers(Long.MIN_VALUE + 1);
    return add("Slice", x, integers(-1), end, integers(axis), constant("step", Value.of(-1)));
  }

  /**
   * Nodes inside a node, which are what a writer adds.
   *
   * @param inputs how many
   * @param writer is given the names of the inputs, and returns those of the outputs
   */
  public Body body(int inputs, Function<List<String>, List<String>> writer) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      given.add(unique("body"));
    }
    int before = nodes.size();
    List<String> outputs = writer.apply(Collections.unmodifiableList(given));
    List<Node> own = nodes.subList(before, nodes.size());
    Body body = new Body(given, own, outputs);
    own.clear();
    return body;
  }

  /** What a loop does in each round. */
  public interface Round {
    /**
     * Adds the nodes of a round.
     *
     * @param number the name of the number of the round, from 0 on
     * @param carried the names of what the round before carried on
     * @return the names of what is carried on, and behind them of what is collected
     */
    List<String> add(String number, List<String> carried);
  }

  /**
   * Repeats nodes.
   *
   * @param times the name of how often, a whole number
   * @param first the names of what the first round begins with
   * @return the names of what the last round carried on, and behind them of what all rounds
   *     collected, along a first dimension of its own
   */
  public List<String> loop(String times, List<String> first, Round round) {
    Body body =
        body(
            2 + first.size(),
            given -> {
              List<String> outputs = new ArrayList<>(List.of(given.get(1)));
              outputs.addAll(round.add(given.get(0), given.subList(2, given.size())));
              // A value may be two outputs, or be one of the inputs, under no name but its own.
              return outputs.stream().map(name -> add("Identity", name)).toList();
            });
    List<String> inputs = new ArrayList<>(List.of(times, ""));
    inputs.addAll(first);
    int outputs = body.outputs().size() - 1;
    return add("Loop", outputs, Attributes.of("body", body), inputs.toArray(String[]::new));
  }

  /** The value of a constant, if this is one. */
  public Optional<Value> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  /** The graph as it has been written, its states behind the other outputs. */
  public Graph build() {
    Set<String> states = carried.stream().map(Carried::output).collect(Collectors.toSet());
    outputs.sort(Comparator.comparing(output -> states.contains(output.name())));
    return new Graph(inputs, outputs, nodes, constants, carried);
  }

  private String unique(String name) {
    String own = name;
    for (int number = 1; reserved.contains(own) || !names.add(own); number++) {
      own = name + "_" + number;
    }
    return own;
  }
}
