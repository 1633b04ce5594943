package eddy.graph;

import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The operators that pick elements, put others beside them, or make them anew. */
final class Selecting {
  private Selecting() {}

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
    int outer = Rearranging.product(sizes, 0, axis);
    int inner = Rearranging.product(sizes, axis + 1, sizes.length);
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
    int outer = Rearranging.product(of, 0, axis);
    int inner = Rearranging.product(of, axis + 1, of.length);
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
    int[] sizes = Rearranging.sizes(call, call.list(0));
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
    int inner = Rearranging.product(sizes, 2, sizes.length);
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
    int inner = Rearranging.product(sizes, axis + 1, rank);
    for (int i = 0; i < indices.shape().size(); i++) {
      long index = indices.data()[i] < 0 ? indices.data()[i] + depth : indices.data()[i];
      if (index >= 0 && index < depth) {
        y.data()[(i / inner * depth + (int) index) * inner + i % inner] = values.data()[1];
      }
    }
    return y;
  }
}
