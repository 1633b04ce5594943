package eddy.graph;

import eddy.tensor.Shape;
import eddy.tensor.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Repeats a body: a {@code Loop} of ONNX, or a {@code Scan}.
 *
 * <p>Some values are carried from each round to the next, others are collected of all rounds, along
 * a dimension of their own. Of a loop and of its body, the first two inputs say how often and
 * whether to go on, and so does the body's first output. The last inputs of a scan are cut into
 * slices, of which each round takes one.
 */
final class Repetition implements Executor.Step {
  private final Node node;
  private final Body body;
  private final List<Executor.Step> steps;
  private final Places places;

  /** How many inputs, of the node and of the body, stand before what is carried. */
  private final int before;

  /** How many of the body's outputs do. */
  private final int head;

  private final int carried;
  private final Slices taken;
  private final Slices collected;

  /** Where the values are of all that a node and its body take and give. */
  record Places(int[] inputs, int[] bodyInputs, int[] bodyOutputs, int[] outputs) {}

  /** Along which axis each of some values is cut or joined, and whether from its end on. */
  private record Slices(long[] axes, long[] backwards) {
    static Slices of(Node node, String what, int count) {
      Slices slices =
          new Slices(list(node, what + "_axes", count), list(node, what + "_directions", count));
      require(
          Arrays.stream(slices.backwards).allMatch(each -> each == 0 || each == 1),
          "directions of 0 or 1");
      return slices;
    }

    private static long[] list(Node node, String name, int count) {
      long[] list =
          node.attributes().has(name) ? node.attributes().integers(name) : new long[count];
      require(list.length == count, "%s of %d numbers".formatted(name, count));
      return list;
    }
  }

  /**
   * Makes a node ready.
   *
   * @param steps what the body does
   * @throws IllegalArgumentException if its attributes make no sense, or the body does not fit
   */
  Repetition(Node node, Body body, List<Executor.Step> steps, Places places) {
    this.node = node;
    this.body = body;
    this.steps = steps;
    this.places = places;
    boolean loop = node.operator().equals("Loop");
    before = loop ? 2 : 0;
    head = loop ? 1 : 0;
    int inputs = places.inputs().length;
    require(inputs >= before && inputs == places.bodyInputs().length, "the body's inputs");
    long scanned = loop ? 0 : node.attributes().integer("num_scan_inputs", 0);
    require(loop || scanned >= 1 && scanned <= inputs, "num_scan_inputs from 1 to " + inputs);
    carried = inputs - before - (int) scanned;
    int outputs = places.outputs().length;
    require(outputs == places.bodyOutputs().length - head, "the body's outputs");
    require(carried <= outputs, "an output for all that is carried");
    taken = Slices.of(node, "scan_input", (int) scanned);
    collected = Slices.of(node, "scan_output", outputs - carried);
  }

  private static void require(boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException("expected " + expected + ".");
    }
  }

  @Override
  public void run(Tape tape, Value[] values) {
    Value[] given = new Value[places.inputs().length];
    Arrays.setAll(given, i -> places.inputs()[i] < 0 ? null : values[places.inputs()[i]]);
    Call call = new Call(tape, node, given);
    boolean loop = head == 1;
    long most = loop ? call.has(0) ? call.integer(0) : Long.MAX_VALUE : slices(call);
    boolean on = !loop || !call.has(1) || call.integer(1) != 0;
    Value[] state = new Value[carried];
    Arrays.setAll(state, i -> call.value(before + i));
    int kinds = collected.axes().length;
    List<Value[]> rounds = new ArrayList<>();
    for (long number = 0; number < most && on; number++) {
      Value[] after = round(call, values, state, number);
      on = !loop || new Call(tape, node, after).integer(0) != 0;
      System.arraycopy(after, head, state, 0, carried);
      if (kinds > 0) {
        rounds.add(Arrays.copyOfRange(after, head + carried, after.length));
      }
    }
    Value[] results = Arrays.copyOf(state, carried + kinds);
    if (kinds > 0) {
      Value[] one = rounds.isEmpty() ? tried(call, values, state) : rounds.getFirst();
      Arrays.setAll(results, i -> i < carried ? state[i] : joined(call, rounds, one, i - carried));
    }
    for (int i = 0; i < results.length; i++) {
      if (places.outputs()[i] >= 0) {
        values[places.outputs()[i]] = results[i];
      }
    }
  }

  /** How many slices there are of each scanned input. */
  private int slices(Call call) {
    int count = -1;
    for (int i = 0; i < taken.axes().length; i++) {
      int input = before + carried + i;
      int size = call.value(input).shape().dimension(axis(call, i));
      if (count >= 0 && size != count) {
        throw call.fail(
            "expected %d slices of input %d, as of those before it, but got %d."
                .formatted(count, input, size));
      }
      count = size;
    }
    return count;
  }

  private int axis(Call call, int i) {
    return call.axis(taken.axes()[i], call.value(before + carried + i).shape().rank());
  }

  /** What the body gives in a round. */
  private Value[] round(Call call, Value[] values, Value[] state, long number) {
    int[] to = places.bodyInputs();
    if (before > 0) {
      values[to[0]] = Value.scalar(number);
      values[to[1]] = Value.scalar(1L);
    }
    for (int i = 0; i < carried; i++) {
      values[to[before + i]] = state[i];
    }
    for (int i = 0; i < taken.axes().length; i++) {
      values[to[before + carried + i]] = slice(call, i, (int) number);
    }
    steps.forEach(step -> step.run(call.tape(), values));
    return Arrays.stream(places.bodyOutputs()).mapToObj(at -> values[at]).toArray(Value[]::new);
  }

  private Value slice(Call call, int i, int number) {
    Value x = call.value(before + carried + i);
    int axis = axis(call, i);
    int[] strides = Strided.strides(x.shape().toArray());
    int size = x.shape().dimension(axis);
    int[] inner = without(x.shape().toArray(), axis);
    if (size == 0) {
      // There is no slice, but a round may be tried for the shapes of what it gives.
      Value zero = x instanceof Value.Floats ? Value.scalar(0f) : Value.scalar(0L);
      return Strided.copy(call, zero, 0, inner, new int[inner.length]);
    }
    int index = taken.backwards()[i] == 1 ? size - 1 - number : number;
    return Strided.copy(call, x, index * strides[axis], inner, without(strides, axis));
  }

  private static int[] without(int[] numbers, int axis) {
    return IntStream.range(0, numbers.length).filter(i -> i != axis).map(i -> numbers[i]).toArray();
  }

  /** What a round would collect where there is none, for its types and shapes alone. */
  private Value[] tried(Call call, Value[] values, Value[] state) {
    int from = head + carried;
    try {
      Value[] after = round(call, values, state, 0);
      return Arrays.copyOfRange(after, from, after.length);
    } catch (IllegalArgumentException e) {
      // Such a round may be impossible: it may take the first of nothing.
      List<Port> declared = body.declared();
      return declared.subList(from, declared.size()).stream()
          .map(port -> empty(call, port))
          .toArray(Value[]::new);
    }
  }

  /** What is declared, with nothing along the dimensions that are free. */
  private static Value empty(Call call, Port port) {
    int[] sizes =
        port.shape().stream()
            .filter(size -> !size.equals(Port.ANY))
            .mapToInt(size -> Port.free(size) ? 0 : Integer.parseInt(size))
            .toArray();
    Shape shape = call.shape(sizes);
    return port.type() == Type.FLOAT
        ? new Value.Floats(shape, new float[shape.size()])
        : new Value.Integers(shape, new long[shape.size()]);
  }

  /**
   * What all rounds give of one kind, along a dimension of its own.
   *
   * @param one what a round gives
   */
  private Value joined(Call call, List<Value[]> rounds, Value[] one, int i) {
    int size = one[i].shape().size();
    int[] inner = one[i].shape().toArray();
    int[] sizes = new int[inner.length + 1];
    sizes[0] = rounds.size();
    System.arraycopy(inner, 0, sizes, 1, inner.length);
    Value all = Strided.like(call, one[i], sizes);
    for (int number = 0; number < rounds.size(); number++) {
      Value each = rounds.get(number)[i];
      if (!each.shape().equals(one[i].shape()) || each.getClass() != one[i].getClass()) {
        throw call.fail("what the rounds give differs in shape or type.");
      }
      int at = collected.backwards()[i] == 1 ? rounds.size() - 1 - number : number;
      System.arraycopy(Strided.data(each), 0, Strided.data(all), at * size, size);
    }
    int axis = call.axis(collected.axes()[i], sizes.length);
    long[] order =
        IntStream.range(0, sizes.length)
            .mapToLong(to -> to == axis ? 0 : to < axis ? to + 1 : to)
            .toArray();
    return axis == 0 ? all : Rearranging.transposed(call, all, order);
  }
}
