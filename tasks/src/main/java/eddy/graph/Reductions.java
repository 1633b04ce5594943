package eddy.graph;

import eddy.tensor.Normalization;
import eddy.tensor.Shape;
import eddy.tensor.Softmax;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The operators that look along whole dimensions: sums, greatest elements, normalizations. */
final class Reductions {
  /** A float holds every whole number up to this one. */
  private static final long EXACT = 1 << 24;

  private Reductions() {}

  interface Step {
    double add(double sum, float x);
  }

  interface End {
    double of(double sum, int count);
  }

  /** Along some axes, or all; those of no axes at all do nothing where that is asked for. */
  static Value reduce(Call call, double start, Step step, End end) {
    Value given = call.value(0);
    Value.Floats x = given instanceof Value.Integers whole ? exact(whole) : call.floats(0);
    int rank = x.shape().rank();
    long[] axes = call.has(1) ? call.list(1) : new long[0];
    if (axes.length == 0 && call.attributes().integer("noop_with_empty_axes", 0) == 1) {
      return given;
    }
    boolean[] gone = new boolean[rank];
    Arrays.fill(gone, axes.length == 0);
    for (long axis : axes) {
      gone[call.axis(axis, rank)] = true;
    }
    boolean keep = call.attributes().integer("keepdims", 1) == 1;
    // What stays comes first and what goes last, so that each result is of one run.
    int[] order =
        IntStream.concat(
                IntStream.range(0, rank).filter(axis -> !gone[axis]),
                IntStream.range(0, rank).filter(axis -> gone[axis]))
            .toArray();
    int[] own = Strided.strides(x.shape().toArray());
    int[] sizes = Arrays.stream(order).map(x.shape()::dimension).toArray();
    int[] strides = Arrays.stream(order).map(axis -> own[axis]).toArray();
    Value.Floats rows = (Value.Floats) Strided.copy(call, x, 0, sizes, strides);
    int stay = (int) IntStream.range(0, rank).filter(axis -> !gone[axis]).count();
    int count = Rearranging.product(sizes, stay, rank);
    double[] y = new double[Rearranging.product(sizes, 0, stay)];
    for (int row = 0; row < y.length; row++) {
      double sum = start;
      for (int i = 0; i < count; i++) {
        sum = step.add(sum, rows.data()[row * count + i]);
      }
      y[row] = end.of(sum, count);
    }
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      if (!gone[axis]) {
        left.add(x.shape().dimension(axis));
      } else if (keep) {
        left.add(1);
      }
    }
    Shape shape = call.shape(left.stream().mapToInt(Integer::intValue).toArray());
    return value(given, shape, y);
  }

  /** Whole numbers as real ones, of which larger ones would be others. */
  private static Value.Floats exact(Value.Integers whole) {
    for (int i = 0; i < whole.shape().size(); i++) {
      if (Math.abs(whole.data()[i]) > EXACT) {
        throw new IllegalArgumentException(
            "expected whole numbers up to %d but found %d.".formatted(EXACT, whole.data()[i]));
      }
    }
    return Pointwise.toReals(whole);
  }

  static Value sum(Call call) {
    return reduce(call, 0, (sum, x) -> sum + x, (sum, _) -> sum);
  }

  static Value mean(Call call) {
    return reduce(call, 0, (sum, x) -> sum + x, (sum, count) -> sum / count);
  }

  /** The place of the greatest element, or, turned around, of the least. */
  static Value argMax(Call call, int sign) {
    Value.Floats x = call.value(0) instanceof Value.Integers whole ? exact(whole) : call.floats(0);
    int[] sizes = x.shape().toArray();
    int axis = call.axis(call.attributes().integer("axis", 0), sizes.length);
    boolean last = call.attributes().integer("select_last_index", 0) == 1;
    int inner = Rearranging.product(sizes, axis + 1, sizes.length);
    int outer = Rearranging.product(sizes, 0, axis);
    long[] y = new long[outer * inner];
    for (int i = 0; i < y.length; i++) {
      int at = i / inner * sizes[axis] * inner + i % inner;
      int best = 0;
      for (int k = 1; k < sizes[axis]; k++) {
        float more = sign * (x.data()[at + k * inner] - x.data()[at + best * inner]);
        best = more > 0 || last && more == 0 ? k : best;
      }
      y[i] = best;
    }
    boolean keep = call.attributes().integer("keepdims", 1) == 1;
    int[] left =
        keep
            ? IntStream.range(0, sizes.length).map(i -> i == axis ? 1 : sizes[i]).toArray()
            : IntStream.range(0, sizes.length).filter(i -> i != axis).map(i -> sizes[i]).toArray();
    return new Value.Integers(call.shape(left), y);
  }

  static Value cumulativeSum(Call call) {
    Value.Floats x = call.value(0) instanceof Value.Integers whole ? exact(whole) : call.floats(0);
    int[] sizes = x.shape().toArray();
    int axis = call.axis(call.integer(1), sizes.length);
    boolean exclusive = call.attributes().integer("exclusive", 0) == 1;
    boolean reverse = call.attributes().integer("reverse", 0) == 1;
    int inner = Rearranging.product(sizes, axis + 1, sizes.length);
    int count = sizes[axis];
    double[] y = new double[x.shape().size()];
    for (int i = 0; count > 0 && i < y.length / count; i++) {
      int at = i / inner * count * inner + i % inner;
      double sum = 0;
      for (int k = 0; k < count; k++) {
        int place = at + (reverse ? count - 1 - k : k) * inner;
        double before = sum;
        sum += x.data()[place];
        y[place] = exclusive ? before : sum;
      }
    }
    return value(call.value(0), x.shape(), y);
  }

  /** Numbers of the kind that was given. */
  private static Value value(Value given, Shape shape, double[] numbers) {
    if (given instanceof Value.Integers) {
      return new Value.Integers(shape, Arrays.stream(numbers).mapToLong(n -> (long) n).toArray());
    }
    float[] real = new float[numbers.length];
    for (int i = 0; i < real.length; i++) {
      real[i] = (float) numbers[i];
    }
    return new Value.Floats(shape, real);
  }

  static Value softmax(Call call, boolean logarithm) {
    Value.Floats x = call.floats(0);
    int rank = x.shape().rank();
    int axis = call.axis(call.attributes().integer("axis", -1), rank);
    if (axis != rank - 1) {
      Value turned = swapped(call, x, axis, rank - 1);
      Node last = new Node("", "", List.of(), List.of(), Attributes.NONE);
      Value y = softmax(new Call(call.tape(), last, new Value[] {turned}), logarithm);
      return swapped(call, y, axis, rank - 1);
    }
    Tensor in = call.tensor(x);
    return Call.of(logarithm ? Softmax.logSoftmax(in) : Softmax.softmax(in));
  }

  private static Value swapped(Call call, Value x, int a, int b) {
    int[] sizes = x.shape().toArray();
    int[] strides = Strided.strides(sizes);
    int size = sizes[a];
    int stride = strides[a];
    sizes[a] = sizes[b];
    strides[a] = strides[b];
    sizes[b] = size;
    strides[b] = stride;
    return Strided.copy(call, x, 0, sizes, strides);
  }

  static Value layerNormalization(Call call) {
    Value.Floats x = call.floats(0);
    int[] sizes = x.shape().toArray();
    int axis = call.axis(call.attributes().integer("axis", -1), sizes.length);
    float epsilon = call.attributes().real("epsilon", 1e-5f);
    int count = Rearranging.product(sizes, axis, sizes.length);
    if (call.floats(1).shape().size() != count
        || call.has(2) && call.floats(2).shape().size() != count) {
      throw call.fail("expected a scale and a bias of %d elements.".formatted(count));
    }
    Shape rows = call.shape(Rearranging.product(sizes, 0, axis), count);
    Shape row = call.shape(count);
    Tensor y =
        Normalization.layerNorm(
            call.tensor(new Value.Floats(rows, x.data())),
            call.tensor(new Value.Floats(row, call.floats(1).data())),
            call.tensor(
                new Value.Floats(row, call.has(2) ? call.floats(2).data() : new float[count])),
            epsilon);
    return new Value.Floats(x.shape(), y.data());
  }

  /** By the means and variances of the training, which are inputs. */
  static Value batchNormalization(Call call) {
    Value.Floats x = call.floats(0);
    int[] sizes = x.shape().toArray();
    int channels = sizes[1];
    double epsilon = call.attributes().real("epsilon", 1e-5f);
    int inner = Rearranging.product(sizes, 2, sizes.length);
    Value.Floats y = call.result(sizes);
    float[] scale = call.floats(1).data();
    float[] bias = call.floats(2).data();
    float[] mean = call.floats(3).data();
    float[] variance = call.floats(4).data();
    for (int i = 0; i < x.shape().size() / Math.max(1, inner); i++) {
      int c = i % channels;
      double factor = scale[c] / Math.sqrt(variance[c] + epsilon);
      for (int k = i * inner; k < (i + 1) * inner; k++) {
        y.data()[k] = (float) ((x.data()[k] - mean[c]) * factor + bias[c]);
      }
    }
    return y;
  }
}
