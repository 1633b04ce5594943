package eddy.graph.tensorflow;

import eddy.format.BadInput;
import eddy.graph.Attributes;
import eddy.graph.Body;
import eddy.graph.Carried;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.Port;
import eddy.graph.Value;
import eddy.graph.ValueTypes;
import eddy.tensorflow.FrozenGraph;
import eddy.tensorflow.FrozenGraph.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Maps a frozen graph of TensorFlow, operation by operation, and its loops to {@code Loop}.
 *
 * <p>A loop of TensorFlow 1 is a frame. What it carries comes in by an {@code Enter}, which a
 * {@code Merge} joins with the {@code NextIteration} of the round before; a {@code Switch} asks the
 * {@code LoopCond} whether that goes into the next round or out by an {@code Exit}. Each of these
 * but the Merge passes on what it is given, so the body of a round is what leads from the Merges to
 * the NextIterations, and the condition what leads from the Merges to the LoopCond. The latter is
 * written down twice: on what the loop begins with, and at the end of a round on what it gives.
 *
 * <p>A {@code TensorArray} becomes the tensor of its elements. One that a loop writes, element by
 * element, is what the loop collects.
 */
final class FrozenMapping {
  /** Marks the flow of a TensorArray that nothing is written to yet. */
  private static final String EMPTY = "\u0000empty";

  /** Comes before the name of a value that is an element of a TensorArray. */
  private static final String WRITTEN = "\u0000written:";

  private final GraphBuilder graph = new GraphBuilder();
  private final FrozenOperations operations = new FrozenOperations(graph);
  private final FrozenFrames frames;

  /** What is known where: in a round of a frame, or, in the frame "", around all of them. */
  private record Scope(String frame, Scope around, Map<String, List<String>> values) {}

  private FrozenMapping(FrozenGraph frozen) {
    frames = new FrozenFrames(frozen);
  }

  /**
   * The graph. Its inputs are the Placeholders, its outputs the operations that nothing else needs.
   *
   * @throws BadInput if an operation can't be mapped, which the message names
   */
  static Graph map(FrozenGraph frozen) {
    try {
      return new FrozenMapping(frozen).map();
    } catch (IndexOutOfBoundsException | NoSuchElementException | NumberFormatException e) {
      throw new BadInput("an operation has fewer inputs or outputs than it must: " + e, e);
    }
  }

  private Graph map() {
    Scope scope = new Scope("", null, new HashMap<>());
    Set<String> needed = new HashSet<>();
    for (Operation operation : frames.operations()) {
      operation.inputs().forEach(input -> needed.add(FrozenFrames.owner(input)));
    }
    List<Operation> leaves = new ArrayList<>();
    for (Operation operation : frames.operations()) {
      boolean gives = !List.of("Const", "NoOp", "Assert").contains(operation.type());
      if (gives && !needed.contains(operation.name()) && frames.of(operation).isEmpty()) {
        leaves.add(operation);
      }
    }
    graph.reserve(leaves.stream().map(Operation::name).toList());
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Operation leaf : leaves) {
      String value = value(scope, leaf.name());
      if (value.startsWith("\u0000")) {
        throw bad(leaf, "an array of tensors can't be an output.");
      }
      outputs.put(leaf.name(), value);
    }
    if (leaves.isEmpty()) {
      throw new BadInput("expected operations that nothing else needs, to be the outputs.");
    }
    // TensorFlow's attributes tell the type of an operation's inputs, not always of what it gives.
    ValueTypes types = new ValueTypes(graph.build());
    outputs.forEach((name, value) -> graph.output(name, value, types.of(value), Port.ANY));
    return graph.build();
  }

  /** The name in the graph of what an input stands for; adds what it needs. */
  private String value(Scope start, String input) {
    Deque<String> stack = new ArrayDeque<>(List.of(FrozenFrames.owner(input)));
    Set<String> waiting = new HashSet<>();
    while (!stack.isEmpty()) {
      Operation operation = frames.operation(stack.peek());
      List<String> open = new ArrayList<>();
      for (String needed : needs(start, operation)) {
        if (found(start, FrozenFrames.owner(needed)) == null) {
          open.add(FrozenFrames.owner(needed));
        }
      }
      if (found(start, operation.name()) != null) {
        stack.pop();
      } else if (open.isEmpty()) {
        add(start, operation);
        stack.pop();
      } else if (waiting.add(operation.name())) {
        open.forEach(stack::push);
      } else {
        throw bad(operation, "it needs itself.");
      }
    }
    List<String> outputs = found(start, FrozenFrames.owner(input));
    if (FrozenFrames.output(input) >= outputs.size()) {
      throw bad(frames.operation(input), "has no output " + FrozenFrames.output(input) + ".");
    }
    return outputs.get(FrozenFrames.output(input));
  }

  private static List<String> found(Scope scope, String name) {
    for (Scope at = scope; at != null; at = at.around()) {
      List<String> outputs = at.values().get(name);
      if (outputs != null) {
        return outputs;
      }
    }
    return null;
  }

  /** What must be there before an operation: for an Exit, all that enters its frame. */
  private List<String> needs(Scope scope, Operation operation) {
    if (operation.type().equals("Exit") && !frames.of(operation).equals(scope.frame())) {
      return frames.in(frames.of(operation), "Enter").stream()
          .map(enter -> FrozenFrames.data(enter).getFirst())
          .toList();
    }
    if (operation.type().equals("LoopCond") || operation.type().equals("Merge")) {
      throw bad(operation, "only loops are supported, no other control flow.");
    }
    if (operation.type().equals("Switch")) {
      return FrozenFrames.data(operation).subList(0, 1);
    }
    return FrozenFrames.data(operation);
  }

  private void add(Scope scope, Operation operation) {
    List<String> inputs = new ArrayList<>();
    boolean exit = operation.type().equals("Exit") && !frames.of(operation).equals(scope.frame());
    if (exit) {
      loop(scope, frames.of(operation));
      return;
    }
    for (String needed : needs(scope, operation)) {
      List<String> outputs = found(scope, FrozenFrames.owner(needed));
      if (FrozenFrames.output(needed) >= outputs.size()) {
        throw bad(operation, "needs " + needed + ", which is not there.");
      }
      inputs.add(outputs.get(FrozenFrames.output(needed)));
    }
    scope.values().put(operation.name(), outputs(operation, inputs));
  }

  private List<String> outputs(Operation operation, List<String> inputs) {
    return switch (operation.type()) {
      case "Switch" -> List.of(inputs.getFirst(), inputs.getFirst());
      case "Enter", "Exit", "NextIteration" -> List.of(inputs.getFirst());
      case "TensorArrayV3" -> List.of(EMPTY, EMPTY);
      case "TensorArrayScatterV3" -> List.of(inputs.get(2));
      case "TensorArrayReadV3" ->
          List.of(graph.add("Gather", tensor(operation, inputs.get(2)), inputs.get(1)));
      case "TensorArrayWriteV3" -> List.of(WRITTEN + inputs.get(2));
      case "TensorArrayGatherV3" -> List.of(tensor(operation, inputs.get(2)));
      case "TensorArraySizeV3" -> {
        String shape = graph.add("Shape", tensor(operation, inputs.get(1)));
        yield List.of(graph.add("Gather", shape, graph.constant("first", Value.scalar(0L))));
      }
      case "Identity" -> List.of(inputs.getFirst());
      default -> {
        inputs.forEach(input -> tensor(operation, input));
        yield operations.add(operation, inputs);
      }
    };
  }

  private static String tensor(Operation operation, String value) {
    if (value.startsWith("\u0000")) {
      throw bad(operation, "an array of tensors is used in an unknown way.");
    }
    return value;
  }

  /**
   * A value that a loop carries.
   *
   * @param next what it is in the next round
   * @param first what it is in the first one
   */
  private record Carried(Operation merge, String next, String first) {
    boolean collected() {
      return first.equals(EMPTY);
    }
  }

  /** Adds a loop, and what its Exits give. */
  private void loop(Scope scope, String frame) {
    Map<String, List<String>> constants = new HashMap<>();
    for (Operation enter : frames.in(frame, "Enter")) {
      constants.put(enter.name(), List.of(value(scope, FrozenFrames.data(enter).getFirst())));
    }
    List<Carried> all = new ArrayList<>();
    for (Operation merge : frames.in(frame, "Merge")) {
      List<String> inputs = FrozenFrames.data(merge);
      Operation next = inputs.size() == 2 ? frames.operation(inputs.get(1)) : merge;
      List<String> first = constants.get(FrozenFrames.owner(inputs.getFirst()));
      if (!next.type().equals("NextIteration") || first == null) {
        throw bad(merge, "only loops are supported, no other control flow.");
      }
      all.add(new Carried(merge, FrozenFrames.data(next).getFirst(), first.getFirst()));
    }
    List<Carried> states = all.stream().filter(each -> !each.collected()).toList();
    List<Carried> collected = all.stream().filter(Carried::collected).toList();
    String condition = condition(frame);
    String begin =
        value(
            round(scope, frame, constants, all, all.stream().map(Carried::first).toList()),
            condition);
    Body body =
        graph.body(
            2 + states.size(),
            given -> {
              List<String> now = new ArrayList<>();
              all.forEach(
                  each -> now.add(each.collected() ? EMPTY : given.get(2 + states.indexOf(each))));
              Scope round = round(scope, frame, constants, all, now);
              List<String> next = new ArrayList<>();
              all.forEach(each -> next.add(value(round, each.next())));
              List<String> outputs = new ArrayList<>();
              outputs.add(value(round(scope, frame, constants, all, next), condition));
              for (Carried each : states) {
                outputs.add(tensor(each.merge(), next.get(all.indexOf(each))));
              }
              for (Carried each : collected) {
                outputs.add(element(each, next.get(all.indexOf(each))));
              }
              return outputs.stream().map(name -> graph.add("Identity", name)).toList();
            });
    List<String> inputs = new ArrayList<>(List.of("", begin));
    states.forEach(each -> inputs.add(each.first()));
    List<String> outputs =
        graph.add("Loop", all.size(), Attributes.of("body", body), inputs.toArray(String[]::new));
    for (Operation exit : frames.in(frame, "Exit")) {
      Operation merge = frames.input(frames.input(exit, 0), 0);
      Carried which =
          all.stream()
              .filter(each -> each.merge().equals(merge))
              .findFirst()
              .orElseThrow(() -> bad(exit, "it leaves no loop."));
      int index =
          which.collected() ? states.size() + collected.indexOf(which) : states.indexOf(which);
      scope.values().put(exit.name(), List.of(outputs.get(index)));
    }
  }

  private String condition(String frame) {
    List<Operation> conditions = frames.in(frame, "LoopCond");
    if (conditions.size() != 1) {
      throw new BadInput(frame + ": expected a loop with one condition.");
    }
    return FrozenFrames.data(conditions.getFirst()).getFirst();
  }

  /** A round in which the carried values are these. */
  private static Scope round(
      Scope around,
      String frame,
      Map<String, List<String>> constants,
      List<Carried> all,
      List<String> now) {
    Map<String, List<String>> values = new HashMap<>(constants);
    for (int i = 0; i < all.size(); i++) {
      values.put(all.get(i).merge().name(), List.of(now.get(i)));
    }
    return new Scope(frame, around, values);
  }

  /** What a round adds to a TensorArray, which must go to the place that has the round's number. */
  private String element(Carried array, String next) {
    if (!next.startsWith(WRITTEN)) {
      throw bad(array.merge(), "expected a loop to write an element of the array in each round.");
    }
    Operation at = frames.operation(array.next());
    while (!at.type().equals("TensorArrayWriteV3")) {
      at = frames.input(at, 0);
    }
    Operation index = frames.input(at, 1);
    while (index.type().equals("Identity") || index.type().equals("Switch")) {
      index = frames.input(index, 0);
    }
    if (!index.type().equals("Merge") || !counts(index)) {
      throw bad(at, "expected the elements of an array to be written one after another.");
    }
    return next.substring(WRITTEN.length());
  }

  /** Whether a carried value counts the rounds from 0 on. */
  private boolean counts(Operation merge) {
    Operation first = frames.input(frames.input(merge, 0), 0);
    Operation next = frames.input(frames.input(merge, 1), 0);
    return is(first, 0)
        && List.of("Add", "AddV2").contains(next.type())
        && FrozenFrames.data(next).stream().anyMatch(input -> is(frames.operation(input), 1));
  }

  private static boolean is(Operation operation, long number) {
    return operation.attributes().get("value") instanceof FrozenGraph.Constant constant
        && constant.data().length == 1
        && constant.data()[0] == number;
  }

  static BadInput bad(Operation operation, String message) {
    return new BadInput("%s %s: %s".formatted(operation.type(), operation.name(), message));
  }
}
