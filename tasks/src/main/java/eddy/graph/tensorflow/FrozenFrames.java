package eddy.graph.tensorflow;

import eddy.format.BadInput;
import eddy.tensorflow.FrozenGraph;
import eddy.tensorflow.FrozenGraph.Operation;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations of a frozen graph by name, and which of them run in which loop's frame. */
final class FrozenFrames {
  private final Map<String, Operation> byName = new LinkedHashMap<>();
  private final Map<String, String> frames = new HashMap<>();

  /**
   * Finds the frames.
   *
   * @throws BadInput if an operation is missing, is there twice, or needs itself
   */
  FrozenFrames(FrozenGraph frozen) {
    for (Operation operation : frozen.operations()) {
      if (byName.put(operation.name(), operation) != null) {
        throw new BadInput(operation.name() + ": two operations have this name.");
      }
    }
    byName.keySet().forEach(this::find);
  }

  /** All operations. */
  Collection<Operation> operations() {
    return byName.values();
  }

  /** The name of the operation that gives an input. */
  static String owner(String input) {
    String plain = input.startsWith("^") ? input.substring(1) : input;
    int colon = plain.lastIndexOf(':');
    return colon < 0 ? plain : plain.substring(0, colon);
  }

  /** Which of its outputs that is. */
  static int output(String input) {
    int colon = input.lastIndexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1));
  }

  /** The operation that gives an input. */
  Operation operation(String input) {
    Operation operation = byName.get(owner(input));
    if (operation == null) {
      throw new BadInput(owner(input) + ": an operation needs it, but the graph has none of it.");
    }
    return operation;
  }

  /** The inputs that are values. */
  static List<String> data(Operation operation) {
    return operation.inputs().stream().filter(input -> !input.startsWith("^")).toList();
  }

  /** The operation that gives one of the values that an operation takes. */
  Operation input(Operation operation, int index) {
    return operation(data(operation).get(index));
  }

  /** The frame in which an operation runs; an empty text outside of all. */
  String of(Operation operation) {
    return frames.get(operation.name());
  }

  /** The operations of one kind in a frame. */
  List<Operation> in(String frame, String type) {
    return byName.values().stream()
        .filter(operation -> operation.type().equals(type) && of(operation).equals(frame))
        .toList();
  }

  /** Says of an operation, and of all that it needs, in which frame it runs. */
  private void find(String start) {
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
          before.stream().map(FrozenFrames::owner).filter(in -> !frames.containsKey(in)).toList();
      if (frames.containsKey(name)) {
        stack.pop();
      } else if (open.isEmpty()) {
        frames.put(name, frameOf(operation, before));
        stack.pop();
      } else if (waiting.add(name)) {
        open.forEach(stack::push);
      } else {
        throw FrozenMapping.bad(operation, "it needs itself.");
      }
    }
  }

  private String frameOf(Operation operation, List<String> inputs) {
    if (operation.type().equals("Enter")) {
      return attribute(operation, "frame_name");
    }
    for (String input : inputs) {
      Operation before = operation(input);
      String frame = of(before);
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
      throw FrozenMapping.bad(operation, "expected a text as attribute " + name + ".");
    }
    return text;
  }
}
