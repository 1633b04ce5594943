package eddy.graph;

import eddy.kernel.Matrix;
import java.util.Arrays;

/** The operators that slide a window along one dimension or two. */
final class Convolutions {
  private Convolutions() {}

  /**
   * Where a window stands, always in two dimensions; of sequences the first has one element.
   *
   * @param sizes of the input without batch and channels
   * @param out of the output
   */
  private record WindowPositions(
      int[] sizes, int[] kernel, int[] strides, int[] dilations, int[] before, int[] out) {

    static WindowPositions of(Call call, int[] shape, int[] kernel) {
      int spatial = shape.length - 2;
      if (spatial < 1 || spatial > 2 || kernel.length != spatial) {
        throw call.fail("expected one or two dimensions beside batch and channels.");
      }
      Attributes attributes = call.attributes();
      int[] strides = of(attributes.integers("strides"), spatial, 1);
      int[] dilations = of(attributes.integers("dilations"), spatial, 1);
      int[] pads = of(attributes.integers("pads"), 2 * spatial, 0);
      String auto = attributes.text("auto_pad", "NOTSET");
      boolean up = attributes.integer("ceil_mode", 0) == 1;
      int[][] all = new int[6][2];
      for (int[] each : all) {
        Arrays.fill(each, 1);
      }
      all[4] = new int[2];
      for (int i = 0; i < spatial; i++) {
        int to = i + 2 - spatial;
        int size = shape[i + 2];
        int reach = (kernel[i] - 1) * dilations[i] + 1;
        int before = auto.equals("VALID") ? 0 : pads[i];
        int total = auto.equals("VALID") ? 0 : pads[i] + pads[i + spatial];
        if (auto.startsWith("SAME")) {
          total = Math.max(0, (Math.ceilDiv(size, strides[i]) - 1) * strides[i] + reach - size);
          before = auto.equals("SAME_LOWER") ? Math.ceilDiv(total, 2) : total / 2;
        }
        int room = size + total - reach;
        int out = room < 0 ? 0 : (up ? Math.ceilDiv(room, strides[i]) : room / strides[i]) + 1;
        // A last window that would begin behind the input is none.
        if (up && out > 0 && (out - 1) * strides[i] >= size + before) {
          out--;
        }
        all[0][to] = size;
        all[1][to] = kernel[i];
        all[2][to] = strides[i];
        all[3][to] = dilations[i];
        all[4][to] = before;
        all[5][to] = out;
      }
      return new WindowPositions(all[0], all[1], all[2], all[3], all[4], all[5]);
    }

    private static int[] of(long[] given, int count, int otherwise) {
      int[] all = new int[count];
      Arrays.fill(all, otherwise);
      for (int i = 0; i < Math.min(count, given.length); i++) {
        all[i] = Math.toIntExact(given[i]);
      }
      return all;
    }

    /** Where an element of a window lies in its plane, or -1 in the padding. */
    int at(int row, int column, int i, int j) {
      int y = row * strides[0] + i * dilations[0] - before[0];
      int x = column * strides[1] + j * dilations[1] - before[1];
      return y < 0 || y >= sizes[0] || x < 0 || x >= sizes[1] ? -1 : y * sizes[1] + x;
    }

    int inputs() {
      return sizes[0] * sizes[1];
    }

    int outputs() {
      return out[0] * out[1];
    }

    int window() {
      return kernel[0] * kernel[1];
    }

    int[] shape(int batch, int channels, int rank) {
      return rank == 3
          ? new int[] {batch, channels, out[1]}
          : new int[] {batch, channels, out[0], out[1]};
    }
  }

  /** Each output is one product of what its window sees, gathered, with the weights. */
  static Value convolve(Call call) {
    Value.Floats x = call.floats(0);
    Value.Floats w = call.floats(1);
    int[] shape = x.shape().toArray();
    int[] weight = w.shape().toArray();
    if (shape.length != weight.length || shape.length < 3) {
      throw call.fail("%s does not fit %s.".formatted(x.shape(), w.shape()));
    }
    int groups = (int) call.attributes().integer("group", 1);
    int channels = weight[1];
    if (groups < 1 || shape[1] != channels * groups || weight[0] % groups != 0) {
      throw call.fail("%s does not fit %s.".formatted(x.shape(), w.shape()));
    }
    WindowPositions windows =
        WindowPositions.of(call, shape, Arrays.copyOfRange(weight, 2, weight.length));
    int filters = weight[0] / groups;
    int depth = channels * windows.window();
    int positions = windows.outputs();
    Value.Floats y = call.result(windows.shape(shape[0], weight[0], shape.length));
    float[] seen = call.result(depth, positions).data();
    for (int n = 0; n < shape[0]; n++) {
      for (int group = 0; group < groups; group++) {
        gather(
            windows,
            x.data(),
            (n * shape[1] + group * channels) * windows.inputs(),
            channels,
            seen);
        int to = (n * weight[0] + group * filters) * positions;
        for (int filter = 0; filter < filters; filter++) {
          float start = call.has(2) ? call.floats(2).data()[group * filters + filter] : 0;
          int row = to + filter * positions;
          Arrays.fill(y.data(), row, row + positions, start);
        }
        call.tape()
            .processor()
            .multiply(
                Matrix.of(w.data(), group * filters * depth, filters, depth),
                Matrix.of(seen, 0, depth, positions),
                Matrix.of(y.data(), to, filters, positions));
      }
    }
    return y;
  }

  private static void gather(
      WindowPositions windows, float[] x, int from, int channels, float[] seen) {
    int at = 0;
    for (int c = 0; c < channels; c++) {
      int plane = from + c * windows.inputs();
      for (int i = 0; i < windows.kernel()[0]; i++) {
        for (int j = 0; j < windows.kernel()[1]; j++) {
          for (int row = 0; row < windows.out()[0]; row++) {
            for (int column = 0; column < windows.out()[1]; column++) {
              int place = windows.at(row, column, i, j);
              seen[at++] = place < 0 ? 0 : x[plane + place];
            }
          }
        }
      }
    }
  }

  /** The greatest element or the mean of each window. */
  static Value pool(Call call, boolean mean) {
    Value.Floats x = call.floats(0);
    int[] shape = x.shape().toArray();
    int[] kernel =
        Arrays.stream(call.attributes().integers("kernel_shape"))
            .mapToInt(Math::toIntExact)
            .toArray();
    WindowPositions windows = WindowPositions.of(call, shape, kernel);
    boolean padding = call.attributes().integer("count_include_pad", 0) == 1;
    Value.Floats y = call.result(windows.shape(shape[0], shape[1], shape.length));
    int to = 0;
    for (int plane = 0; plane < shape[0] * shape[1]; plane++) {
      for (int row = 0; row < windows.out()[0]; row++) {
        for (int column = 0; column < windows.out()[1]; column++) {
          y.data()[to++] =
              pooled(windows, x.data(), plane * windows.inputs(), row, column, mean, padding);
        }
      }
    }
    return y;
  }

  private static float pooled(
      WindowPositions windows,
      float[] x,
      int from,
      int row,
      int column,
      boolean mean,
      boolean padding) {
    double sum = 0;
    float greatest = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int i = 0; i < windows.kernel()[0]; i++) {
      for (int j = 0; j < windows.kernel()[1]; j++) {
        int place = windows.at(row, column, i, j);
        if (place >= 0) {
          sum += x[from + place];
          greatest = Math.max(greatest, x[from + place]);
          count++;
        }
      }
    }
    return mean ? (float) (sum / (padding ? windows.window() : count)) : greatest;
  }

  /** The greatest element or the mean of each channel. */
  static Value poolAll(Call call, boolean mean) {
    Value.Floats x = call.floats(0);
    int[] sizes = x.shape().toArray();
    int count = Rearranging.product(sizes, 2, sizes.length);
    Arrays.fill(sizes, 2, sizes.length, 1);
    Value.Floats y = call.result(sizes);
    for (int i = 0; i < y.shape().size(); i++) {
      double sum = 0;
      float greatest = Float.NEGATIVE_INFINITY;
      for (int k = i * count; k < (i + 1) * count; k++) {
        sum += x.data()[k];
        greatest = Math.max(greatest, x.data()[k]);
      }
      y.data()[i] = mean ? (float) (sum / count) : greatest;
    }
    return y;
  }
}
