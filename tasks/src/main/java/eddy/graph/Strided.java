package eddy.graph;

import java.util.Arrays;

/** Copies of the elements of a value in another arrangement, whatever their type. */
final class Strided {
  private Strided() {}

  /** The array that holds the elements, for {@link System#arraycopy}. */
  static Object data(Value value) {
    return switch (value) {
      case Value.Floats floats -> floats.data();
      case Value.Integers integers -> integers.data();
    };
  }

  /** A value of a type like another's, not set yet. */
  static Value like(Call call, Value other, int... dimensions) {
    return switch (other) {
      case Value.Floats _ -> call.result(dimensions);
      case Value.Integers _ ->
          new Value.Integers(call.shape(dimensions), new long[call.shape(dimensions).size()]);
    };
  }

  /** The same elements in another shape of the same size. */
  static Value reshaped(Call call, Value x, int... dimensions) {
    if (call.shape(dimensions).size() != x.shape().size()) {
      throw call.fail(
          "%s has not as many elements as %s.".formatted(x.shape(), Arrays.toString(dimensions)));
    }
    return switch (x) {
      case Value.Floats floats -> new Value.Floats(call.shape(dimensions), floats.data());
      case Value.Integers integers -> new Value.Integers(call.shape(dimensions), integers.data());
    };
  }

  /** How far apart neighbours along each dimension are. */
  static int[] strides(int[] sizes) {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  /**
   * The element at {@code i, j, ...} of the result is that at {@code offset + i * strides[0] + j *
   * strides[1] + ...} of x.
   */
  static Value copy(Call call, Value x, int offset, int[] sizes, int[] strides) {
    Value y = like(call, x, sizes);
    int size = y.shape().size();
    if (size == 0) {
      return y;
    }
    int rank = sizes.length;
    // As many trailing dimensions as lie together are copied at once.
    int run = 1;
    int outer = rank;
    while (outer > 0 && (strides[outer - 1] == run || sizes[outer - 1] == 1)) {
      run *= sizes[--outer];
    }
    boolean together = outer < rank && run > 1 || outer == 0;
    int inner = together ? outer : rank - 1;
    int count = together ? run : sizes[rank - 1];
    int stride = together ? 1 : strides[rank - 1];
    int[] at = new int[inner];
    int from = offset;
    for (int to = 0; to < size; to += count) {
      row(x, from, stride, y, to, count);
      for (int axis = inner - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++at[axis] < sizes[axis]) {
          break;
        }
        from -= at[axis] * strides[axis];
        at[axis] = 0;
      }
    }
    return y;
  }

  private static void row(Value x, int from, int stride, Value y, int to, int count) {
    if (stride == 1) {
      System.arraycopy(data(x), from, data(y), to, count);
    } else if (x instanceof Value.Floats source) {
      float[] target = ((Value.Floats) y).data();
      for (int i = 0; i < count; i++) {
        target[to + i] = source.data()[from + i * stride];
      }
    } else {
      long[] source = ((Value.Integers) x).data();
      long[] target = ((Value.Integers) y).data();
      for (int i = 0; i < count; i++) {
        target[to + i] = source[from + i * stride];
      }
    }
  }
}
