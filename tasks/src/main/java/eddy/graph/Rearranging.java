package eddy.graph;

import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  static Value slice(Call call) {
    Value x = call.value(0);
    int rank = x.shape().rank();
    long[] starts = call.list(1);
    long[] ends = call.list(2);
    long[] axes = call.has(3) ? call.list(3) : IntStream.range(0, rank).asLongStream().toArray();
    int[] sizes = x.shape().toArray();
    int[] strides = Strided.strides(sizes);
    int offset = 0;
    for (int i = 0; i < starts.length; i++) {
      int axis = call.axis(axes[i], rank);
      long step = call.has(4) ? call.list(4)[i] : 1;
      if (step == 0) {
        throw call.fail("a step of 0 leads nowhere.");
      }
      long size = sizes[axis];
      long start = Math.clamp(fromEnd(starts[i], size), 0, step > 0 ? size : Math.max(0, size - 1));
      long end = Math.clamp(fromEnd(ends[i], size), step > 0 ? 0 : -1, size);
      long count = step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step);
      sizes[axis] = (int) Math.max(0, size == 0 ? 0 : count);
      offset += (int) (sizes[axis] == 0 ? 0 : start) * strides[axis];
      strides[axis] = Math.clamp(step * strides[axis], Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    return Strided.copy(call, x, offset, sizes, strides);
  }

  private static long fromEnd(long index, long size) {
    return index < 0 ? index + size : index;
  }

  /** Adds elements at the ends of dimensions: a constant, mirrored ones, or the last one again. */
  static Value pad(Call call) {
    Value x = call.value(0);
    int rank = x.shape().rank();
    long[] pads = call.list(1);
    long[] axes = call.has(3) ? call.list(3) : IntStream.range(0, rank).asLongStream().toArray();
    String mode = call.attributes().text("mode", "constant");
    for (int i = 0; i < axes.length; i++) {
      int before = Math.toIntExact(pads[i]);
      int after = Math.toIntExact(pads[i + axes.length]);
      x = pad(call, x, call.axis(axes[i], rank), before, after, mode);
    }
    return x;
  }

  private static Value pad(Call call, Value x, int axis, int before, int after, String mode) {
    if (before == 0 && after == 0) {
      return x;
    }
    int size = x.shape().dimension(axis);
    int[] sizes = x.shape().toArray();
    sizes[axis] = size + before + after;
    Value y = Strided.like(call, x, sizes);
    switch (y) {
      case Value.Floats floats ->
          Arrays.fill(floats.data(), 0, y.shape().size(), call.has(2) ? call.real(2) : 0);
      case Value.Integers integers ->
          Arrays.fill(integers.data(), call.has(2) ? call.integer(2) : 0);
    }
    int outer = product(sizes, 0, axis);
    int inner = product(sizes, axis + 1, sizes.length);
    for (int row = 0; row < outer; row++) {
      for (int to = 0; to < sizes[axis]; to++) {
        int from = source(call, to - before, size, mode);
        if (from >= 0) {
          System.arraycopy(
              Strided.data(x),
              (row * size + from) * inner,
              Strided.data(y),
              (row * sizes[axis] + to) * inner,
              inner);
        }
      }
    }
    return y;
  }

  /** Where an element of a padded dimension comes from, -1 for the constant. */
  private static int source(Call call, int at, int size, String mode) {
    boolean inside = at >= 0 && at < size;
    return switch (mode) {
      case "constant" -> inside ? at : -1;
      case "edge" -> Math.clamp(at, 0, size - 1);
      case "wrap" -> Math.floorMod(at, size);
      case "reflect" -> {
        int turn = Math.max(1, 2 * size - 2);
        int place = Math.floorMod(at, turn);
        yield place < size ? place : turn - place;
      }
      default -> throw call.fail("the mode " + mode + " is not supported.");
    };
  }

  static Value gather(Call call) {
    Value x = call.value(0);
    int axis = call.axis(call.attributes().integer("axis", 0), x.shape().rank());
    Value.Integers indices = call.integers(1);
    int[] of = x.shape().toArray();
    int count = indices.shape().size();
    List<Integer> sizes = new ArrayList<>();
    IntStream.range(0, axis).forEach(i -> sizes.add(of[i]));
    Arrays.stream(indices.shape().toArray()).forEach(sizes::add);
    IntStream.range(axis + 1, of.length).forEach(i -> sizes.add(of[i]));
    Value y = Strided.like(call, x, sizes.stream().mapToInt(Integer::intValue).toArray());
    int outer = product(of, 0, axis);
    int inner = product(of, axis + 1, of.length);
    for (int row = 0; row < outer; row++) {
      for (int i = 0; i < count; i++) {
        int from = (row * of[axis] + index(call, indices.data()[i], of[axis])) * inner;
        System.arraycopy(Strided.data(x), from, Strided.data(y), (row * count + i) * inner, inner);
      }
    }
    return y;
  }

  private static int index(Call call, long index, int size) {
    if (index < -size || index >= size) {
      throw call.fail("there is no index %d among %d.".formatted(index, size));
    }
    return (int) (index < 0 ? index + size : index);
  }

  /** Picks along one dimension, another element at each place. */
  static Value gatherElements(Call call) {
    Value x = call.value(0);
    int axis = call.axis(call.attributes().integer("axis", 0), x.shape().rank());
    Value.Integers indices = call.integers(1);
    int[] sizes = indices.shape().toArray();
    int[] strides = Strided.strides(x.shape().toArray());
    Value y = Strided.like(call, x, sizes);
    int[] at = new int[sizes.length];
    for (int to = 0; to < indices.shape().size(); to++) {
      int from = 0;
      for (int i = 0; i < at.length; i++) {
        int place = i == axis ? index(call, indices.data()[to], x.shape().dimension(axis)) : at[i];
        from += place * strides[i];
      }
      System.arraycopy(Strided.data(x), from, Strided.data(y), to, 1);
      for (int i = at.length - 1; i >= 0 && ++at[i] == sizes[i]; i--) {
        at[i] = 0;
      }
    }
    return y;
  }

  static Value constantOfShape(Call call) {
    int[] sizes = sizes(call, call.list(0));
    Object value = call.attributes().all().getOrDefault("value", 0f);
    if (value instanceof Long whole) {
      Shape shape = call.shape(sizes);
      long[] all = new long[shape.size()];
      Arrays.fill(all, whole);
      return new Value.Integers(shape, all);
    }
    Value.Floats y = call.result(sizes);
    Arrays.fill(y.data(), 0, y.shape().size(), call.attributes().real("value", 0));
    return y;
  }

  static Value range(Call call) {
    if (call.value(0) instanceof Value.Floats) {
      float start = call.real(0);
      double count = Math.ceil((call.real(1) - start) / call.real(2));
      Value.Floats y = call.result((int) Math.clamp(count, 0, Integer.MAX_VALUE));
      for (int i = 0; i < y.shape().size(); i++) {
        y.data()[i] = start + i * call.real(2);
      }
      return y;
    }
    long start = call.integer(0);
    long step = call.integer(2);
    if (step == 0) {
      throw call.fail("a step of 0 leads nowhere.");
    }
    long length = step > 0 ? call.integer(1) - start : start - call.integer(1);
    long count = Math.max(0, Math.ceilDiv(length, Math.abs(step)));
    long[] all = new long[call.shape((int) Math.min(count, Integer.MAX_VALUE)).size()];
    Arrays.setAll(all, i -> start + i * step);
    return Value.of(all);
  }

  /** Turns the first steps of each sequence around. */
  static Value reverseSequence(Call call) {
    Value x = call.value(0);
    int time = (int) call.attributes().integer("time_axis", 0);
    int batch = (int) call.attributes().integer("batch_axis", 1);
    if (time + batch != 1) {
      throw call.fail("expected the axes 0 and 1 for time and batch.");
    }
    long[] lengths = call.list(1);
    int[] sizes = x.shape().toArray();
    int inner = product(sizes, 2, sizes.length);
    Value y = Strided.like(call, x, sizes);
    for (int b = 0; b < sizes[batch]; b++) {
      for (int t = 0; t < sizes[time]; t++) {
        int from = t < lengths[b] ? (int) lengths[b] - 1 - t : t;
        int source = time == 0 ? from * sizes[1] + b : b * sizes[1] + from;
        int target = time == 0 ? t * sizes[1] + b : b * sizes[1] + t;
        System.arraycopy(Strided.data(x), source * inner, Strided.data(y), target * inner, inner);
      }
    }
    return y;
  }

  static Value oneHot(Call call) {
    Value.Integers indices = call.integers(0);
    int depth = (int) call.integer(1);
    Value.Floats values =
        call.value(2) instanceof Value.Integers whole ? Pointwise.toReals(whole) : call.floats(2);
    int rank = indices.shape().rank() + 1;
    int axis = call.axis(call.attributes().integer("axis", -1), rank);
    int[] of = indices.shape().toArray();
    int[] sizes = new int[rank];
    for (int i = 0; i < rank; i++) {
      sizes[i] = i == axis ? depth : of[i < axis ? i : i - 1];
    }
    Value.Floats y = call.result(sizes);
    Arrays.fill(y.data(), 0, y.shape().size(), values.data()[0]);
    int inner = product(sizes, axis + 1, rank);
    for (int i = 0; i < indices.shape().size(); i++) {
      long index = indices.data()[i] < 0 ? indices.data()[i] + depth : indices.data()[i];
      if (index >= 0 && index < depth) {
        y.data()[(i / inner * depth + (int) index) * inner + i % inner] = values.data()[1];
      }
    }
    return y;
  }
}
