package eddy.graph;

import eddy.format.BadInput;
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
  private final Map<String, Operation> byName = new LinkedHashMap<>();
  private final Map<String, String> frames = new HashMap<>();

  /** What is known where: in a round of a frame, or, in the frame "", around all of them. */
  private record Scope(String frame, Scope around, Map<String, List<String>> values) {}

  private FrozenMapping(FrozenGraph frozen) {
    for (Operation operation : frozen.operations()) {
      if (byName.put(operation.name(), operation) != null) {
        throw new BadInput(operation.name() + ": two operations have this name.");
      }
    }
    byName.keySet().forEach(this::findFrame);
  }

  /**
   * The graph. Its inputs are the Placeholders, its outputs the operations that nothing else needs.
   *
   * @throws BadInput if an operation can't be mapped, which the message names
   */
  static Graph map(FrozenGraph frozen) {
    return new FrozenMapping(frozen).map();
  }

  private Graph map() {
    Scope scope = new Scope("", null, new HashMap<>());
    Set<String> needed = new HashSet<>();
    for (Operation operation : byName.values()) {
      operation.inputs().forEach(input -> needed.add(owner(input)));
    }
    List<Operation> leaves = new ArrayList<>();
    for (Operation operation : byName.values()) {
      boolean gives = !List.of("Const", "NoOp", "Assert").contains(operation.type());
      if (gives && !needed.contains(operation.name()) && frame(operation.name()).isEmpty()) {
        leaves.add(operation);
      }
    }
    graph.reserve(leaves.stream().map(Operation::name).toList());
    for (Operation leaf : leaves) {
      String value = value(scope, leaf.name());
      if (value.startsWith("\u0000")) {
        throw bad(leaf, "an array of tensors can't be an output.");
      }
      graph.output(leaf.name(), value, FrozenOperations.type(leaf), Port.ANY);
    }
    if (leaves.isEmpty()) {
      throw new BadInput("expected operations that nothing else needs, to be the outputs.");
    }
    return graph.build();
  }

  private static String owner(String input) {
    String plain = input.startsWith("^") ? input.substring(1) : input;
    int colon = plain.lastIndexOf(':');
    return colon < 0 ? plain : plain.substring(0, colon);
  }

  private static int output(String input) {
    int colon = input.lastIndexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1));
  }

  private Operation operation(String input) {
    Operation operation = byName.get(owner(input));
    if (operation == null) {
      throw new BadInput(owner(input) + ": an operation needs it, but the graph has none of it.");
    }
    return operation;
  }

  private static List<String> data(Operation operation) {
    return operation.inputs().stream().filter(input -> !input.startsWith("^")).toList();
  }

  // Frames. -----------------------------------------------------------------------------------

  private String frame(String name) {
    return frames.get(name);
  }

  /** Says of an operation, and of all that it needs, in which frame it runs. */
  private void findFrame(String start) {
    Deque<String> stack = new ArrayDeque<>(List.of(start));
    Set<String> waiting = new HashSet<>();
    while (!stack.isEmpty()) {
      String name = stack.peek();
      Operation operation = operation(name);
      List<String> inputs = operation.inputs();
      // The second input of a loop's Merge comes from the round before.
      List<String> before =
          operation.type().equals("Merge") ? inputs.subList(0, Math.min(1, inputs.size())) : inputs;
      List<String> open =
          before.stream().map(FrozenMapping::owner).filter(in -> !frames.containsKey(in)).toList();
      if (frames.containsKey(name)) {
        stack.pop();
      } else if (open.isEmpty()) {
        frames.put(name, frameOf(operation, before));
        stack.pop();
      } else if (waiting.add(name)) {
        open.forEach(stack::push);
      } else {
        throw bad(operation, "it needs itself.");
      }
    }
  }

  private String frameOf(Operation operation, List<String> inputs) {
    if (operation.type().equals("Enter")) {
      return attribute(operation, "frame_name");
    }
    for (String input : inputs) {
      Operation before = operation(input);
      String frame = frame(before.name());
      if (before.type().equals("Exit")) {
        frame = around(frame);
      }
      if (!frame.isEmpty()) {
        return frame;
      }
    }
    return "";
  }

  /** The frame in which a frame is entered. */
  private String around(String frame) {
    for (Operation operation : byName.values()) {
      if (operation.type().equals("Enter") && attribute(operation, "frame_name").equals(frame)) {
        String outer = frames.getOrDefault(owner(data(operation).getFirst()), "");
        if (!outer.isEmpty()) {
          return outer;
        }
      }
    }
    return "";
  }

  private static String attribute(Operation operation, String name) {
    if (!(operation.attributes().get(name) instanceof String text) || text.isEmpty()) {
      throw bad(operation, "expected a text as attribute " + name + ".");
    }
    return text;
  }

  // Values. -----------------------------------------------------------------------------------

  /** The name in the graph of what an input stands for; adds what it needs. */
  private String value(Scope start, String input) {
    Deque<String> stack = new ArrayDeque<>(List.of(owner(input)));
    Set<String> waiting = new HashSet<>();
    while (!stack.isEmpty()) {
      Operation operation = operation(stack.peek());
      List<String> open = new ArrayList<>();
      for (String needed : needs(start, operation)) {
        if (found(start, owner(needed)) == null) {
          open.add(owner(needed));
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
    List<String> outputs = found(start, owner(input));
    if (output(input) >= outputs.size()) {
      throw bad(operation(input), "has no output " + output(input) + ".");
    }
    return outputs.get(output(input));
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
    if (operation.type().equals("Exit") && !frame(operation.name()).equals(scope.frame())) {
      return enters(frame(operation.name())).stream().map(enter -> data(enter).getFirst()).toList();
    }
    if (operation.type().equals("LoopCond") || operation.type().equals("Merge")) {
      throw bad(operation, "only loops are supported, no other control flow.");
    }
    if (operation.type().equals("Switch")) {
      return data(operation).subList(0, 1);
    }
    return data(operation);
  }

  private List<Operation> enters(String frame) {
    return byName.values().stream()
        .filter(operation -> operation.type().equals("Enter"))
        .filter(operation -> attribute(operation, "frame_name").equals(frame))
        .toList();
  }

  private void add(Scope scope, Operation operation) {
    List<String> inputs = new ArrayList<>();
    boolean exit =
        operation.type().equals("Exit") && !frame(operation.name()).equals(scope.frame());
    if (exit) {
      loop(scope, frame(operation.name()));
      return;
    }
    for (String needed : needs(scope, operation)) {
      List<String> outputs = found(scope, owner(needed));
      if (output(needed) >= outputs.size()) {
        throw bad(operation, "needs " + needed + ", which is not there.");
      }
      inputs.add(outputs.get(output(needed)));
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

  // Loops. ------------------------------------------------------------------------------------

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
    for (Operation enter : enters(frame)) {
      constants.put(enter.name(), List.of(value(scope, data(enter).getFirst())));
    }
    List<Carried> all = new ArrayList<>();
    for (Operation merge : byName.values()) {
      if (merge.type().equals("Merge") && frame(merge.name()).equals(frame)) {
        List<String> inputs = data(merge);
        Operation next = inputs.size() == 2 ? operation(inputs.get(1)) : merge;
        List<String> first = constants.get(owner(inputs.getFirst()));
        if (!next.type().equals("NextIteration") || first == null) {
          throw bad(merge, "only loops are supported, no other control flow.");
        }
        all.add(new Carried(merge, data(next).getFirst(), first.getFirst()));
      }
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
    for (Operation exit : byName.values()) {
      if (exit.type().equals("Exit") && frame(exit.name()).equals(frame)) {
        Operation merge = operation(data(operation(data(exit).getFirst())).getFirst());
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
  }

  private String condition(String frame) {
    for (Operation operation : byName.values()) {
      if (operation.type().equals("LoopCond") && frame(operation.name()).equals(frame)) {
        return data(operation).getFirst();
      }
    }
    throw new BadInput(frame + ": expected a loop with a condition.");
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
    Operation at = operation(array.next());
    while (!at.type().equals("TensorArrayWriteV3")) {
      at = operation(data(at).getFirst());
    }
    Operation index = operation(data(at).get(1));
    while (index.type().equals("Identity") || index.type().equals("Switch")) {
      index = operation(data(index).getFirst());
    }
    if (!index.type().equals("Merge") || !counts(index)) {
      throw bad(at, "expected the elements of an array to be written one after another.");
    }
    return next.substring(WRITTEN.length());
  }

  /** Whether a carried value counts the rounds from 0 on. */
  private boolean counts(Operation merge) {
    Operation first = operation(data(operation(data(merge).get(0))).getFirst());
    Operation next = operation(data(operation(data(merge).get(1))).getFirst());
    return is(first, 0)
        && List.of("Add", "AddV2").contains(next.type())
        && data(next).stream().anyMatch(input -> is(operation(input), 1));
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
