package eddy.graph;

import eddy.tensor.Shape;
import eddy.tensor.Workspace;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A graph that is called again and again and carries its states from call to call, which begin at
 * zero. Belongs to one thread at a time.
 */
public final class GraphSession {
  private final Executor executor;
  private final Map<String, Value> states = new HashMap<>();

  GraphSession(Executor executor) {
    this.executor = executor;
  }

  /**
   * Makes a graph ready.
   *
   * @param workspace what it computes with; stays open as long as the session is used
   * @throws IllegalArgumentException if a node can't be computed; the message names it
   */
  public GraphSession(Graph graph, Workspace workspace) {
    this(new Executor(graph, workspace));
  }

  /**
   * Calls the graph.
   *
   * @param inputs the value of every input that no state fills; that of a state may be given too
   * @return every output that is no state
   * @throws IllegalArgumentException if an input is missing, unknown or does not fit
   */
  public SequencedMap<String, Value> run(Map<String, Value> inputs) {
    return run(inputs, Map.of());
  }

  /**
   * The same for a caller that has no more use for an earlier answer: where the sizes are the same,
   * its arrays are overwritten, so that call after call allocates next to nothing.
   *
   * @param earlier what a call has returned
   */
  public SequencedMap<String, Value> run(Map<String, Value> inputs, Map<String, Value> earlier) {
    Graph graph = executor.graph();
    Map<String, Value> all = new HashMap<>(states);
    all.putAll(inputs);
    Map<String, Integer> sizes = new HashMap<>();
    Map<String, Port> ports = Graph.byName(graph.inputs());
    inputs.forEach((name, value) -> {
      if (!ports.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no input " + name + ", only " + ports.keySet() + ".");
      }
      check(ports.get(name), value, sizes);
    });
    states.forEach((name, value) -> {
      if (!inputs.containsKey(name)) {
        checkCarried(ports.get(name), value, sizes);
      }
    });
    for (Port missing : graph.inputs()) {
      if (!all.containsKey(missing.name())) {
        if (graph.givenInputs().contains(missing)) {
          throw new IllegalArgumentException("the input " + missing.name() + " is missing.");
        }
        all.put(missing.name(), zeros(graph, missing, sizes));
      }
    }
    SequencedMap<String, Value> outputs = executor.run(all, earlier);
    SequencedMap<String, Value> wanted = new LinkedHashMap<>(outputs);
    for (Carried state : graph.carried()) {
      states.put(state.input(), outputs.get(state.output()));
      wanted.remove(state.output());
    }
    return wanted;
  }

  /** What is carried at the moment, by the names of the inputs. */
  public Map<String, Value> states() {
    return Map.copyOf(states);
  }

  private static void check(Port port, Value value, Map<String, Integer> sizes) {
    if (value instanceof Value.Floats != (port.type() == Type.FLOAT)) {
      throw new IllegalArgumentException(
          "expected numbers of type %s for the input %s.".formatted(port.type(), port.name()));
    }
    if (!fits(port, value, sizes)) {
      throw new IllegalArgumentException(
          "expected the input %s of shape %s but got %s."
              .formatted(port.name(), port.shape(), value.shape()));
    }
  }

  /** Makes sure that the inputs of a call are as many sequences as its states. */
  private static void checkCarried(Port port, Value value, Map<String, Integer> sizes) {
    List<String> wanted =
        port.shape().stream()
            .map(size -> sizes.containsKey(size) ? "" + sizes.get(size) : size)
            .toList();
    if (!fits(port, value, sizes)) {
      throw new IllegalArgumentException(
          "the state %s of the call before has the shape %s, but the inputs of this call ask for %s;"
                  .formatted(port.name(), value.shape(), wanted)
              + " keep their sizes, or give the state, too.");
    }
  }

  /**
   * Whether a value has a port's shape.
   *
   * @param sizes of the free dimensions that are known; modified
   */
  private static boolean fits(Port port, Value value, Map<String, Integer> sizes) {
    boolean any = port.shape().contains(Port.ANY);
    boolean fits = any || value.shape().rank() == port.shape().size();
    for (int axis = 0; fits && !any && axis < port.shape().size(); axis++) {
      String wanted = port.shape().get(axis);
      int size = value.shape().dimension(axis);
      if (Port.free(wanted)) {
        Integer before = sizes.put(wanted, size);
        fits = before == null || before == size;
      } else {
        fits = size == Long.parseLong(wanted);
      }
    }
    return fits;
  }

  /**
   * What a state is before the first call, of the shape of its input or else of its output; a
   * dimension that nothing else has is of size 1.
   */
  private static Value zeros(Graph graph, Port port, Map<String, Integer> sizes) {
    List<String> dimensions = port.shape();
    for (Carried state : graph.carried()) {
      if (dimensions.contains(Port.ANY) && state.input().equals(port.name())) {
        dimensions = Graph.byName(graph.outputs()).get(state.output()).shape();
      }
    }
    if (dimensions.contains(Port.ANY)) {
      throw new IllegalArgumentException(
          "the model does not tell the shape of the state %s; give its first value, too."
              .formatted(port.name()));
    }
    Shape shape =
        Shape.of(
            dimensions.stream()
                .mapToInt(
                    size -> Port.free(size) ? sizes.getOrDefault(size, 1) : Integer.parseInt(size))
                .toArray());
    return port.type() == Type.FLOAT
        ? new Value.Floats(shape, new float[shape.size()])
        : new Value.Integers(shape, new long[shape.size()]);
  }
}
