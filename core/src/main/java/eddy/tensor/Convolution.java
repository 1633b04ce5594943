package eddy.tensor;

import eddy.kernel.Buffers;
import eddy.kernel.Kernels;
import eddy.kernel.Matrix;
import eddy.kernel.Processor;
import java.util.Arrays;

/**
 * Convolution (as the field says; it is a correlation) as an op.
 *
 * <p>What each position of the window sees is copied into a row of a matrix, so that a convolution
 * is one product. That matrix is many times as large as the pictures, so it is made piece by piece,
 * each small enough for a core's cache, and made again on the way back. Its rows run over the
 * window's rows, columns and channels, as the pictures do; the weight, which has PyTorch's order,
 * is brought into that order first.
 */
public final class Convolution {
  /** Numbers of a piece: with what is multiplied with them they fit into a core's own cache. */
  private static final int PIECE = 1 << 16;

  /** Into so many sums at most the weight's gradient is cut, whatever the number of threads. */
  private static final int SUMS = 16;

  /** So few numbers are copied faster one by one. */
  private static final int SHORT = 16;

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
    WindowPositions windows = WindowPositions.of("convolve", x, window);
    Tensor y = apply(windows, weight, bias);
    return Arrangement.reshape(
        y, windows.batch(), windows.rows(), windows.columns(), weight.shape().dimension(0));
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
    WindowPositions windows =
        WindowPositions.of("convolve", x, weight.shape().dimension(1), window);
    Tensor y = apply(windows, weight, bias);
    return new Sequence(
        Arrangement.reshape(
            y, windows.batch(), windows.rows(), windows.columns() * weight.shape().dimension(0)),
        windows.lengths());
  }

  private static Tensor apply(WindowPositions windows, Tensor weight, Tensor bias) {
    Window window = windows.window();
    Shape expected =
        Shape.of(weight.shape().dimension(0), windows.channels(), window.height(), window.width());
    if (!weight.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "convolve: expected a weight "
              + expected
              + " (outputs, channels, window) but got "
              + weight.shape()
              + ".");
    }
    Tape tape = weight.tape();
    Tensor y =
        tape.result(
            Shape.of(windows.positions(), expected.dimension(0)), windows.x(), weight, bias);
    forward(windows, weight, bias, y);
    tape.record(() -> backward(windows, weight, bias, y), y);
    return y;
  }

  private static void forward(WindowPositions windows, Tensor weight, Tensor bias, Tensor y) {
    Processor processor = y.tape().processor();
    int outputs = y.shape().last();
    int seen = windows.seen();
    Matrix w = ordered(processor, weight);
    float[] packed = packed(processor, w.transposed());
    float[] xv = windows.x().data();
    float[] bv = bias.data();
    float[] yv = y.data();
    processor.forEachRow(
        windows.batch() * windows.rows(),
        (long) windows.columns() * seen * outputs,
        (from, to) ->
            eachPiece(
                windows,
                from,
                to,
                (first, count, piece) -> {
                  gather(windows, xv, first, count, piece);
                  int positions = count * windows.columns();
                  processor
                      .kernels()
                      .multiply(
                          Matrix.of(piece, 0, positions, seen),
                          packed,
                          0,
                          Matrix.repeated(bv, 0, positions, outputs),
                          Matrix.of(yv, first * windows.columns() * outputs, positions, outputs));
                }));
    processor.buffers().give(packed);
    processor.buffers().give(w.data());
    clearPadding(windows, yv, outputs);
  }

  private static void backward(WindowPositions windows, Tensor weight, Tensor bias, Tensor y) {
    float[] dy = y.gradient();
    int outputs = y.shape().last();
    clearPadding(windows, dy, outputs);
    if (weight.needsGradient()) {
      weightGradient(windows, weight, dy);
    }
    if (bias.needsGradient()) {
      Matrix all = Matrix.of(dy, 0, windows.positions(), outputs);
      Products.addRows(y.tape().processor(), all, bias.gradient(), 0);
    }
    if (windows.x().needsGradient()) {
      inputGradient(windows, weight, dy);
    }
  }

  /** Each of some groups of pictures has its own sum, and these are added up in order. */
  private static void weightGradient(WindowPositions windows, Tensor weight, float[] dy) {
    Processor processor = weight.tape().processor();
    int outputs = weight.shape().dimension(0);
    int seen = windows.seen();
    int sums = Math.clamp(windows.batch(), 1, SUMS);
    int size = seen * outputs;
    float[] dw = zeros(processor, sums * size);
    float[] xv = windows.x().data();
    processor.forEachRow(
        sums,
        (long) windows.positions() / sums * size,
        (from, to) -> {
          for (int sum = from; sum < to; sum++) {
            Matrix own = Matrix.of(dw, sum * size, seen, outputs);
            eachPiece(
                windows,
                windows.batch() * sum / sums * windows.rows(),
                windows.batch() * (sum + 1) / sums * windows.rows(),
                (first, count, piece) -> {
                  gather(windows, xv, first, count, piece);
                  int positions = count * windows.columns();
                  int at = first * windows.columns() * outputs;
                  float[] packed = packed(processor, Matrix.of(dy, at, positions, outputs));
                  Matrix left = Matrix.of(piece, 0, positions, seen).transposed();
                  processor.kernels().multiply(left, packed, 0, own, own);
                  processor.buffers().give(packed);
                });
          }
        });
    for (int sum = 1; sum < sums; sum++) {
      processor.kernels().add(dw, sum * size, dw, 0, size);
    }
    float[] gradient = weight.gradient();
    reorder(weight, (own, row, output) -> gradient[own] += dw[row * outputs + output]);
    processor.buffers().give(dw);
  }

  /** One thread does all positions of a picture, in order, since what they see overlaps. */
  private static void inputGradient(WindowPositions windows, Tensor weight, float[] dy) {
    Processor processor = weight.tape().processor();
    int outputs = weight.shape().dimension(0);
    int seen = windows.seen();
    Matrix w = ordered(processor, weight);
    float[] packed = packed(processor, w);
    float[] zeros = zeros(processor, seen);
    float[] dx = windows.x().gradient();
    processor.forEachRow(
        windows.batch(),
        (long) windows.rows() * windows.columns() * seen * outputs,
        (from, to) ->
            eachPiece(
                windows,
                from * windows.rows(),
                to * windows.rows(),
                (first, count, piece) -> {
                  int positions = count * windows.columns();
                  processor
                      .kernels()
                      .multiply(
                          Matrix.of(dy, first * windows.columns() * outputs, positions, outputs),
                          packed,
                          0,
                          Matrix.repeated(zeros, 0, positions, seen),
                          Matrix.of(piece, 0, positions, seen));
                  scatter(windows, piece, first, count, dx);
                }));
    processor.buffers().give(zeros);
    processor.buffers().give(packed);
    processor.buffers().give(w.data());
  }

  private static float[] zeros(Processor processor, int size) {
    float[] buffer = processor.buffers().take(size);
    Arrays.fill(buffer, 0, size, 0);
    return buffer;
  }

  private static float[] packed(Processor processor, Matrix right) {
    Kernels kernels = processor.kernels();
    float[] packed = processor.buffers().take(kernels.packedSize(right.rows(), right.columns()));
    kernels.pack(right, packed, 0);
    return packed;
  }

  /** What is done with a piece: {@code count} rows of positions from the {@code first} on. */
  private interface Piece {
    void with(int first, int count, float[] piece);
  }

  /** Goes through rows of positions piece by piece, on one thread. */
  private static void eachPiece(WindowPositions windows, int from, int to, Piece work) {
    int row = windows.columns() * windows.seen();
    int most = Math.max(1, PIECE / row);
    Buffers buffers = windows.x().tape().processor().buffers();
    float[] piece = buffers.take(Math.min(most, to - from) * row);
    for (int first = from; first < to; first += most) {
      work.with(first, Math.min(most, to - first), piece);
    }
    buffers.give(piece);
  }

  private static void gather(
      WindowPositions windows, float[] x, int first, int count, float[] piece) {
    Arrays.fill(piece, 0, count * windows.columns() * windows.seen(), 0);
    eachLine(
        windows,
        first,
        count,
        (at, in, numbers) -> {
          if (numbers < SHORT) {
            for (int i = 0; i < numbers; i++) {
              piece[at + i] = x[in + i];
            }
          } else {
            System.arraycopy(x, in, piece, at, numbers);
          }
        });
  }

  private static void scatter(
      WindowPositions windows, float[] piece, int first, int count, float[] dx) {
    Kernels kernels = windows.x().tape().processor().kernels();
    eachLine(windows, first, count, (at, in, numbers) -> kernels.add(piece, at, dx, in, numbers));
  }

  /** What is done with the numbers that a line of the window sees. */
  private interface Line {
    /**
     * One line.
     *
     * @param at where they are in the piece
     * @param in where they are in the pictures
     */
    void with(int at, int in, int numbers);
  }

  private static void eachLine(WindowPositions windows, int first, int count, Line line) {
    int channels = windows.channels();
    int before = first * windows.columns();
    windows.each(
        first,
        first + count,
        (index, rowFrom, rowTo, columnFrom, columnTo, at) -> {
          for (int r = rowFrom; r < rowTo; r++) {
            line.with(
                (index - before) * windows.seen()
                    + (r * windows.window().width() + columnFrom) * channels,
                at + (r * windows.width() + columnFrom) * channels,
                (columnTo - columnFrom) * channels);
          }
        });
  }

  /** Sets to zero what lies behind the true rows of each picture. */
  private static void clearPadding(WindowPositions windows, float[] values, int outputs) {
    int[] lengths = windows.lengths();
    int row = windows.columns() * outputs;
    for (int b = 0; b < lengths.length; b++) {
      int end = (b + 1) * windows.rows() * row;
      Arrays.fill(values, b * windows.rows() * row + lengths[b] * row, end, 0);
    }
  }

  /** The weight as [O, area * C]. */
  private static Matrix ordered(Processor processor, Tensor weight) {
    int outputs = weight.shape().dimension(0);
    int seen = weight.shape().size() / outputs;
    float[] ordered = processor.buffers().take(outputs * seen);
    reorder(weight, (own, row, output) -> ordered[output * seen + row] = weight.data()[own]);
    return Matrix.of(ordered, 0, outputs, seen);
  }

  /** Where a number of the weight belongs. */
  private interface Place {
    /**
     * One number.
     *
     * @param own its index in [O, C, area]
     * @param row its index in [area, C]
     */
    void at(int own, int row, int output);
  }

  private static void reorder(Tensor weight, Place place) {
    int channels = weight.shape().dimension(1);
    int area = weight.shape().dimension(2) * weight.shape().dimension(3);
    for (int o = 0; o < weight.shape().dimension(0); o++) {
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < area; k++) {
          place.at((o * channels + c) * area + k, k * channels + c, o);
        }
      }
    }
  }
}
