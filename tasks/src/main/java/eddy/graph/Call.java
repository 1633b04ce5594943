package eddy.graph;

import eddy.kernel.Kernels;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;

/**
 * One evaluation of one node: what it is given, and memory for what it gives.
 *
 * @param values of its inputs; {@code null} where an optional one is left out
 */
record Call(Tape tape, Node node, Value[] values) {

  /** Whether an input is there. */
  boolean has(int i) {
    return i < values.length && values[i] != null;
  }

  Value value(int i) {
    if (!has(i)) {
      throw fail("input " + i + " is missing.");
    }
    return values[i];
  }

  Value.Floats floats(int i) {
    if (value(i) instanceof Value.Floats floats) {
      return floats;
    }
    throw fail("expected real numbers as input " + i + " but got whole ones.");
  }

  Value.Integers integers(int i) {
    if (value(i) instanceof Value.Integers integers) {
      return integers;
    }
    throw fail("expected whole numbers as input " + i + " but got real ones.");
  }

  /** A list of whole numbers, exactly as many as there are. */
  long[] list(int i) {
    Value.Integers integers = integers(i);
    return java.util.Arrays.copyOf(integers.data(), integers.shape().size());
  }

  /** The only element of an input. */
  long integer(int i) {
    if (integers(i).shape().size() != 1) {
      throw fail("expected one number as input " + i + " but got " + value(i).shape() + ".");
    }
    return integers(i).data()[0];
  }

  /** The only element of an input. */
  float real(int i) {
    if (floats(i).shape().size() != 1) {
      throw fail("expected one number as input " + i + " but got " + value(i).shape() + ".");
    }
    return floats(i).data()[0];
  }

  Attributes attributes() {
    return node.attributes();
  }

  Kernels kernels() {
    return tape.processor().kernels();
  }

  /** An axis counted from the front. */
  int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw fail("there is no axis %d in %d dimensions.".formatted(axis, rank));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Real numbers that are not set yet. */
  Value.Floats result(int... dimensions) {
    Shape shape = shape(dimensions);
    return new Value.Floats(shape, tape.scratch(shape.size()));
  }

  /** A shape, which refuses impossible sizes in the node's name. */
  Shape shape(int... dimensions) {
    try {
      return Shape.of(dimensions);
    } catch (IllegalArgumentException e) {
      throw fail(e.getMessage());
    }
  }

  Tensor tensor(int i) {
    return tensor(floats(i));
  }

  Tensor tensor(Value.Floats floats) {
    return tape.constant(floats.toArray());
  }

  static Value.Floats of(Tensor tensor) {
    return new Value.Floats(tensor.shape(), tensor.data());
  }

  static Value.Floats of(Array array) {
    return Value.of(array);
  }

  /** A refusal that names the node. */
  IllegalArgumentException fail(String reason) {
    return new IllegalArgumentException(
        "%s node %s: %s".formatted(node.operator(), node.name(), reason));
  }
}
