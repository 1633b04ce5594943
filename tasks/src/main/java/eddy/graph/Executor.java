package eddy.graph;

import eddy.kernel.Processor;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Computes a graph: made ready once, then used by any number of threads.
 *
 * <p>Values live in numbered places. What follows from constants alone is computed beforehand, so
 * that a weight which a graph turns around costs nothing later.
 */
final class Executor {
  /** These may make much of little, so they wait until they are asked for. */
  private static final Set<String> GROWING =
      Set.of("ConstantOfShape", "Expand", "Tile", "Range", "OneHot", "Pad", "If", "Loop", "Scan");

  private final Graph graph;
  private final Workspace workspace;
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, Value> constants;
  private final Map<String, Integer> uses;
  private final List<Step> steps;
  private final Value[] start;

  /** One node at work on the values of a run. */
  interface Step {
    void run(Tape tape, Value[] values);
  }

  /**
   * Makes a graph ready.
   *
   * @throws IllegalArgumentException if a node's operator is not known, or its attributes or
   *     weights make no sense; the message names the node
   */
  Executor(Graph graph, Workspace workspace) {
    this.graph = graph;
    this.workspace = workspace;
    constants = new HashMap<>(graph.constants());
    uses = Fusion.uses(graph);
    try (Tape tape = workspace.inference()) {
      steps = prepared(tape, graph.nodes());
    }
    graph.inputs().forEach(input -> place(input.name()));
    graph.outputs().forEach(output -> place(output.name()));
    start = new Value[places.size()];
    places.forEach((name, at) -> start[at] = constants.get(name));
  }

  Graph graph() {
    return graph;
  }

  /**
   * Computes all outputs.
   *
   * @param inputs the value of every input
   * @param earlier answers that are no longer needed, whose memory is used again where it fits
   * @throws IllegalArgumentException if they don't fit; the message names the node
   */
  SequencedMap<String, Value> run(Map<String, Value> inputs, Map<String, Value> earlier) {
    Value[] values = start.clone();
    inputs.forEach((name, value) -> values[places.get(name)] = value);
    SequencedMap<String, Value> outputs = new LinkedHashMap<>();
    try (Tape tape = workspace.inference()) {
      steps.forEach(step -> step.run(tape, values));
      for (Port output : graph.outputs()) {
        String name = output.name();
        outputs.put(name, kept(values[places.get(name)], earlier.get(name)));
      }
    }
    return outputs;
  }

  /** A copy that outlives the tape, in the memory of an earlier one if there is one that fits. */
  private static Value kept(Value value, Value earlier) {
    if (value instanceof Value.Floats(Shape shape, float[] from)
        && earlier instanceof Value.Floats(Shape _, float[] to)
        && to.length == shape.size()) {
      System.arraycopy(from, 0, to, 0, to.length);
      return new Value.Floats(shape, to);
    }
    return kept(value);
  }

  private static Value kept(Value value) {
    return switch (value) {
      case Value.Floats(Shape shape, float[] data) ->
          new Value.Floats(shape, Arrays.copyOf(data, shape.size()));
      case Value.Integers(Shape shape, long[] data) ->
          new Value.Integers(shape, Arrays.copyOf(data, shape.size()));
    };
  }

  private Optional<Value> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  private int place(String name) {
    return places.computeIfAbsent(name, _ -> places.size());
  }

  private int[] places(List<String> names) {
    return names.stream().mapToInt(name -> name.isEmpty() ? -1 : place(name)).toArray();
  }

  private List<Step> prepared(Tape tape, List<Node> nodes) {
    List<Node> left = new ArrayList<>();
    for (Node node : nodes) {
      if (!folded(tape, node)) {
        left.add(node);
      }
    }
    List<Step> all = new ArrayList<>();
    for (Node node : Fusion.fused(left, uses, this::constant)) {
      all.add(
          switch (node.operator()) {
            case "If" -> branch(tape, node);
            case "Loop", "Scan" -> repetition(tape, node);
            default -> step(tape.processor(), node);
          });
    }
    return all;
  }

  /** Computes a node beforehand where all that it needs is constant. */
  private boolean folded(Tape tape, Node node) {
    boolean constant =
        node.inputs().stream().allMatch(name -> name.isEmpty() || constants.containsKey(name));
    if (!constant || node.inputs().isEmpty() || GROWING.contains(node.operator())) {
      return false;
    }
    Operators.Operation operation = operation(tape.processor(), node);
    Value[] values =
        node.inputs().stream()
            .map(name -> name.isEmpty() ? null : constants.get(name))
            .toArray(Value[]::new);
    Value[] results = run(operation, new Call(tape, node, values));
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.outputs().get(i).isEmpty()) {
        constants.put(node.outputs().get(i), kept(results[i]));
      }
    }
    return true;
  }

  private Operators.Operation operation(Processor processor, Node node) {
    try {
      return Operators.of(processor, node, this::constant);
    } catch (IllegalArgumentException e) {
      throw named(node, e);
    } catch (IndexOutOfBoundsException | NoSuchElementException e) {
      throw named(node, new IllegalArgumentException("an input or output is missing.", e));
    }
  }

  private Step step(Processor processor, Node node) {
    Operators.Operation operation = operation(processor, node);
    int[] inputs = places(node.inputs());
    int[] outputs = places(node.outputs());
    return (tape, values) -> {
      Value[] given = new Value[inputs.length];
      for (int i = 0; i < given.length; i++) {
        given[i] = inputs[i] < 0 ? null : values[inputs[i]];
      }
      Value[] results = run(operation, new Call(tape, node, given));
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i] >= 0) {
          values[outputs[i]] = results[i];
        }
      }
    };
  }

  private static Value[] run(Operators.Operation operation, Call call) {
    Value[] results;
    try {
      results = operation.run(call);
    } catch (IndexOutOfBoundsException
        | NegativeArraySizeException
        | ArrayStoreException
        | ArithmeticException
        | NoSuchElementException e) {
      throw new IllegalArgumentException(
          call.fail("the shapes, types or numbers of its inputs don't fit.").getMessage(), e);
    }
    List<String> outputs = call.node().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      if (!outputs.get(i).isEmpty() && (i >= results.length || results[i] == null)) {
        throw call.fail("it gives no output " + i + ".");
      }
    }
    return results;
  }

  private Step branch(Tape tape, Node node) {
    require(node, node.inputs().size() == 1, "one input");
    int condition = place(node.inputs().getFirst());
    int[] outputs = places(node.outputs());
    Body[] bodies = {body(node, "else_branch"), body(node, "then_branch")};
    List<List<Step>> steps = new ArrayList<>();
    List<int[]> results = new ArrayList<>();
    for (Body body : bodies) {
      require(node, body.outputs().size() == node.outputs().size(), "as many outputs as a branch");
      steps.add(prepared(tape, body.nodes()));
      results.add(places(body.outputs()));
    }
    return (running, values) -> {
      int taken = new Call(running, node, new Value[] {values[condition]}).integer(0) != 0 ? 1 : 0;
      steps.get(taken).forEach(step -> step.run(running, values));
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i] >= 0) {
          values[outputs[i]] = values[results.get(taken)[i]];
        }
      }
    };
  }

  private static Body body(Node node, String name) {
    require(node, node.attributes().has(name), "the attribute " + name);
    return node.attributes().body(name);
  }

  private static void require(Node node, boolean fits, String expected) {
    if (!fits) {
      throw named(node, new IllegalArgumentException("expected " + expected + "."));
    }
  }

  private Step repetition(Tape tape, Node node) {
    Body body = body(node, "body");
    List<Step> steps = prepared(tape, body.nodes());
    Repetition.Places all =
        new Repetition.Places(
            places(node.inputs()),
            places(body.inputs()),
            places(body.outputs()),
            places(node.outputs()));
    try {
      return new Repetition(node, body, steps, all);
    } catch (IllegalArgumentException e) {
      throw named(node, e);
    }
  }

  private static IllegalArgumentException named(Node node, IllegalArgumentException e) {
    String name = "%s node %s: ".formatted(node.operator(), node.name());
    return e.getMessage().startsWith(name)
        ? e
        : new IllegalArgumentException(name + e.getMessage(), e);
  }
}
