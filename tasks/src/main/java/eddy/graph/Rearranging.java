package eddy.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The operators that give elements other shapes and places. */
final class Rearranging {
  private Rearranging() {}

  static Value shape(Call call) {
    int[] sizes = call.value(0).shape().toArray();
    int rank = sizes.length;
    int start = bound(call.attributes().integer("start", 0), rank);
    int end = Math.max(start, bound(call.attributes().integer("end", rank), rank));
    return Value.of(Arrays.stream(sizes, start, end).asLongStream().toArray());
  }

  private static int bound(long index, int rank) {
    return Math.clamp(index < 0 ? index + rank : index, 0, rank);
  }

  static Value size(Call call) {
    return Value.scalar(call.value(0).shape().size());
  }

  static Value reshape(Call call) {
    Value x = call.value(0);
    long[] sizes = call.list(1);
    boolean zeros = call.attributes().integer("allowzero", 0) == 1;
    int[] dimensions = new int[sizes.length];
    long known = 1;
    int open = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1 && open < 0) {
        open = i;
        continue;
      }
      boolean same = sizes[i] == 0 && !zeros;
      if (sizes[i] < 0 || sizes[i] > Integer.MAX_VALUE || same && i >= x.shape().rank()) {
        throw call.fail("%s can't become %s.".formatted(x.shape(), Arrays.toString(sizes)));
      }
      dimensions[i] = same ? x.shape().dimension(i) : (int) sizes[i];
      known *= dimensions[i];
    }
    if (open >= 0) {
      dimensions[open] = known == 0 ? 0 : (int) (x.shape().size() / known);
    }
    return Strided.reshaped(call, x, dimensions);
  }

  static Value flatten(Call call) {
    Value x = call.value(0);
    int rank = x.shape().rank();
    long axis = call.attributes().integer("axis", 1);
    int cut = axis == rank ? rank : call.axis(axis, Math.max(1, rank));
    int rows = IntStream.range(0, cut).map(x.shape()::dimension).reduce(1, (a, b) -> a * b);
    int columns = IntStream.range(cut, rank).map(x.shape()::dimension).reduce(1, (a, b) -> a * b);
    return Strided.reshaped(call, x, rows, columns);
  }

  static Value squeeze(Call call) {
    Value x = call.value(0);
    boolean[] gone = new boolean[x.shape().rank()];
    for (int axis = 0; axis < gone.length; axis++) {
      gone[axis] = !call.has(1) && x.shape().dimension(axis) == 1;
    }
    for (long axis : call.has(1) ? call.list(1) : new long[0]) {
      int at = call.axis(axis, gone.length);
      if (x.shape().dimension(at) != 1) {
        throw call.fail("axis %d of %s is not of size 1.".formatted(axis, x.shape()));
      }
      gone[at] = true;
    }
    int[] sizes =
        IntStream.range(0, gone.length)
            .filter(axis -> !gone[axis])
            .map(x.shape()::dimension)
            .toArray();
    return Strided.reshaped(call, x, sizes);
  }

  static Value unsqueeze(Call call) {
    Value x = call.value(0);
    long[] axes = call.list(1);
    int[] sizes = new int[x.shape().rank() + axes.length];
    for (long axis : axes) {
      sizes[call.axis(axis, sizes.length)] = 1;
    }
    for (int axis = 0, own = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == 0) {
        if (own == x.shape().rank()) {
          throw call.fail("an axis stands twice in " + Arrays.toString(axes) + ".");
        }
        sizes[axis] = x.shape().dimension(own++);
      }
    }
    return Strided.reshaped(call, x, sizes);
  }

  static Value transpose(Call call) {
    Value x = call.value(0);
    int rank = x.shape().rank();
    long[] order =
        call.attributes().has("perm")
            ? call.attributes().integers("perm")
            : IntStream.range(0, rank).mapToLong(axis -> rank - 1 - axis).toArray();
    if (order.length != rank || Arrays.stream(order).distinct().count() != rank) {
      throw call.fail(
          "the order %s is not for %d dimensions.".formatted(Arrays.toString(order), rank));
    }
    return transposed(call, x, order);
  }

  /** The same with its dimensions in another order. */
  static Value transposed(Call call, Value x, long[] order) {
    int rank = order.length;
    int[] own = Strided.strides(x.shape().toArray());
    int[] sizes = new int[rank];
    int[] strides = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int from = call.axis(order[axis], rank);
      sizes[axis] = x.shape().dimension(from);
      strides[axis] = own[from];
    }
    return Strided.copy(call, x, 0, sizes, strides);
  }

  static Value expand(Call call) {
    Value x = call.value(0);
    int[] wanted = sizes(call, call.list(1));
    int rank = Math.max(wanted.length, x.shape().rank());
    int[] own = Strided.strides(x.shape().toArray());
    int[] sizes = new int[rank];
    int[] strides = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int of = axis - (rank - x.shape().rank());
      int in = axis - (rank - wanted.length);
      int size = of < 0 ? 1 : x.shape().dimension(of);
      int asked = in < 0 ? 1 : wanted[in];
      if (size != 1 && asked != 1 && size != asked) {
        throw call.fail("%s does not fit into %s.".formatted(x.shape(), Arrays.toString(wanted)));
      }
      sizes[axis] = size == 1 ? asked : size;
      strides[axis] = size == 1 ? 0 : own[of];
    }
    return Strided.copy(call, x, 0, sizes, strides);
  }

  static Value tile(Call call) {
    Value x = call.value(0);
    long[] repeats = call.list(1);
    for (int axis = 0; axis < repeats.length; axis++) {
      Value[] parts = new Value[sizes(call, repeats)[axis]];
      Arrays.fill(parts, x);
      x = concatenate(call, axis, parts);
    }
    return x;
  }

  static int[] sizes(Call call, long[] sizes) {
    int[] all = new int[sizes.length];
    for (int i = 0; i < all.length; i++) {
      if (sizes[i] < 0 || sizes[i] > Integer.MAX_VALUE) {
        throw call.fail("sizes must not be negative or too large: " + Arrays.toString(sizes));
      }
      all[i] = (int) sizes[i];
    }
    return all;
  }

  static Value concatenate(Call call) {
    int rank = call.value(0).shape().rank();
    return concatenate(call, call.axis(call.attributes().integer("axis", 0), rank), call.values());
  }

  private static Value concatenate(Call call, int axis, Value[] parts) {
    if (parts.length == 0) {
      throw call.fail("expected one part or more.");
    }
    int[] sizes = parts[0].shape().toArray();
    int total = 0;
    for (Value part : parts) {
      int[] own = part.shape().toArray();
      if (own.length != sizes.length) {
        throw call.fail("%s and %s can't be joined.".formatted(parts[0].shape(), part.shape()));
      }
      total = Math.addExact(total, own[axis]);
      own[axis] = sizes[axis];
      if (!Arrays.equals(own, sizes)) {
        throw call.fail("%s and %s can't be joined.".formatted(parts[0].shape(), part.shape()));
      }
    }
    sizes[axis] = total;
    Value y = Strided.like(call, parts[0], sizes);
    int outer = product(sizes, 0, axis);
    int inner = product(sizes, axis + 1, sizes.length);
    int at = 0;
    for (Value part : parts) {
      int run = part.shape().dimension(axis) * inner;
      for (int row = 0; row < outer; row++) {
        System.arraycopy(
            Strided.data(part), row * run, Strided.data(y), row * total * inner + at, run);
      }
      at += run;
    }
    return y;
  }

  static int product(int[] sizes, int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= sizes[i];
    }
    return product;
  }

  static Value[] split(Call call) {
    Value x = call.value(0);
    int axis = call.axis(call.attributes().integer("axis", 0), x.shape().rank());
    int count = call.node().outputs().size();
    int size = x.shape().dimension(axis);
    int[] parts = new int[count];
    Arrays.fill(parts, Math.ceilDiv(size, count));
    parts[count - 1] = Math.max(0, size - (count - 1) * Math.ceilDiv(size, count));
    if (call.has(1)) {
      parts = sizes(call, call.list(1));
    }
    if (parts.length != count || Arrays.stream(parts).sum() != size) {
      throw call.fail("%d can't be split into %s.".formatted(size, Arrays.toString(parts)));
    }
    int[] strides = Strided.strides(x.shape().toArray());
    Value[] all = new Value[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      int[] sizes = x.shape().toArray();
      sizes[axis] = parts[i];
      all[i] = Strided.copy(call, x, at * strides[axis], sizes, strides);
      at += parts[i];
    }
    return all;
  }
}
