package eddy.tensor;

import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import java.util.Arrays;

/**
 * Convolution (as the field says; it is a correlation) as an op.
 *
 * <p>What each position of the window sees is copied into a row of a matrix, so that a convolution
 * is one product. Rows of that matrix run over the window's rows, columns and channels, as the
 * pictures do; the weight, which has PyTorch's order, is brought into that order first.
 */
public final class Convolution {
  private Convolution() {}

  /**
   * Convolves pictures: {@code y[b, i, j, o] = bias[o] + sum_{r, s, c} weight[o, c, r, s] * x[b, i
   * * strideHeight + r - top, j * strideWidth + s - left, c]}.
   *
   * @param x [B, H, W, C]
   * @param weight [O, C, window height, window width]
   * @param bias [O]
   * @return [B, H', W', O], see {@link Window}
   */
  public static Tensor convolve(Tensor x, Tensor weight, Tensor bias, Window window) {
    Frames frames = Frames.of("convolve", x, window);
    Tensor y = apply(frames, weight, bias);
    return Arrangement.reshape(
        y, frames.batch(), frames.rows(), frames.columns(), weight.shape().dimension(0));
  }

  /**
   * Convolves sequences along time, and across their features if these are columns of several
   * channels; what lies behind a sequence's length counts as zero.
   *
   * @param x [B, T, W * C], column by column; W is 1 for a convolution along time only
   * @param weight [O, C, window height, window width]; the height runs along time
   * @param bias [O]
   * @return [B, T', W' * O] with the lengths that the window leaves, zeros behind them
   */
  public static Sequence convolve(Sequence x, Tensor weight, Tensor bias, Window window) {
    Frames frames = Frames.of("convolve", x, weight.shape().dimension(1), window);
    Tensor y = apply(frames, weight, bias);
    return new Sequence(
        Arrangement.reshape(
            y, frames.batch(), frames.rows(), frames.columns() * weight.shape().dimension(0)),
        frames.lengths());
  }

  private static Tensor apply(Frames frames, Tensor weight, Tensor bias) {
    Window window = frames.window();
    Shape expected =
        Shape.of(weight.shape().dimension(0), frames.channels(), window.height(), window.width());
    if (!weight.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "convolve: expected a weight "
              + expected
              + " (outputs, channels, window) but got "
              + weight.shape()
              + ".");
    }
    Tape tape = weight.tape();
    Tensor x = frames.x();
    Processor processor = tape.processor();
    int outputs = expected.dimension(0);
    int seen = window.area() * frames.channels();
    int positions = frames.positions();
    Tensor y = tape.result(Shape.of(positions, outputs), x, weight, bias);
    Matrix gathered = Matrix.of(gather(frames, tape, seen), 0, positions, seen);
    float[] ordered = tape.scratch(outputs * seen);
    reorder(weight.data(), ordered, expected, false);
    Matrix w = Matrix.of(ordered, 0, outputs, seen);
    processor.multiply(
        gathered,
        w.transposed(),
        Matrix.repeated(bias.data(), 0, positions, outputs),
        Matrix.of(y.data(), 0, positions, outputs));
    clearPadding(frames, y.data(), outputs);
    tape.record(
        () -> {
          clearPadding(frames, y.gradient(), outputs);
          Matrix dy = Matrix.of(y.gradient(), 0, positions, outputs);
          if (weight.needsGradient()) {
            float[] dw = zeros(processor, outputs * seen);
            processor.multiply(dy.transposed(), gathered, Matrix.of(dw, 0, outputs, seen));
            reorder(dw, weight.gradient(), expected, true);
            processor.buffers().give(dw);
          }
          if (bias.needsGradient()) {
            Products.addRows(processor, dy, bias.gradient(), 0);
          }
          if (x.needsGradient()) {
            float[] dg = zeros(processor, positions * seen);
            processor.multiply(dy, w, Matrix.of(dg, 0, positions, seen));
            scatter(frames, dg, seen);
            processor.buffers().give(dg);
          }
        },
        y);
    return y;
  }

  private static float[] zeros(Processor processor, int size) {
    float[] buffer = processor.buffers().take(size);
    Arrays.fill(buffer, 0, size, 0);
    return buffer;
  }

  private static float[] gather(Frames frames, Tape tape, int seen) {
    float[] rows = tape.scratch(frames.positions() * seen);
    Arrays.fill(rows, 0, frames.positions() * seen, 0);
    float[] x = frames.x().data();
    int channels = frames.channels();
    frames.each((index, rowFrom, rowTo, columnFrom, columnTo, at) -> {
      for (int r = rowFrom; r < rowTo; r++) {
        int to = index * seen + (r * frames.window().width() + columnFrom) * channels;
        int from = at + (r * frames.width() + columnFrom) * channels;
        System.arraycopy(x, from, rows, to, (columnTo - columnFrom) * channels);
      }
    });
    return rows;
  }

  /** Adds to the gradient of x; one thread does all positions of a picture, in order. */
  private static void scatter(Frames frames, float[] rows, int seen) {
    float[] dx = frames.x().gradient();
    int channels = frames.channels();
    frames.each((index, rowFrom, rowTo, columnFrom, columnTo, at) -> {
      for (int r = rowFrom; r < rowTo; r++) {
        int from = index * seen + (r * frames.window().width() + columnFrom) * channels;
        int to = at + (r * frames.width() + columnFrom) * channels;
        frames
            .x()
            .tape()
            .processor()
            .kernels()
            .add(rows, from, dx, to, (columnTo - columnFrom) * channels);
      }
    });
  }

  /** Sets to zero what lies behind the true rows of each picture. */
  private static void clearPadding(Frames frames, float[] values, int outputs) {
    int[] lengths = frames.lengths();
    int row = frames.columns() * outputs;
    for (int b = 0; b < lengths.length; b++) {
      int end = (b + 1) * frames.rows() * row;
      Arrays.fill(values, b * frames.rows() * row + lengths[b] * row, end, 0);
    }
  }

  /** From [O, C, area] to [O, area, C]; or back, adding to what is there. */
  private static void reorder(float[] from, float[] to, Shape shape, boolean back) {
    int channels = shape.dimension(1);
    int area = shape.dimension(2) * shape.dimension(3);
    for (int o = 0; o < shape.dimension(0); o++) {
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < area; k++) {
          int own = (o * channels + c) * area + k;
          int ordered = (o * area + k) * channels + c;
          if (back) {
            to[own] += from[ordered];
          } else {
            to[ordered] = from[own];
          }
        }
      }
    }
  }
}
