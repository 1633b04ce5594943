package eddy.tensor;

import eddy.kernel.Buffers;
import eddy.kernel.Kernels;
import java.util.Arrays;

/**
 * Ops that make one number of what a {@link Window} sees of a channel. What lies outside of a
 * picture, or behind a sequence's length, does not count.
 */
public final class WindowPooling {
  private WindowPooling() {}

  /**
   * The largest number; the gradient goes to the first that has it.
   *
   * @param x [B, H, W, C]
   * @return [B, H', W', C]
   */
  public static Tensor max(Tensor x, Window window) {
    WindowPositions windows = WindowPositions.of("max", x, window);
    return Arrangement.reshape(
        max(windows), windows.batch(), windows.rows(), windows.columns(), windows.channels());
  }

  /**
   * The largest number, along time and across columns of several channels.
   *
   * @param x [B, T, W * C]
   * @param channels C, all features for a pooling along time only
   * @return [B, T', W' * C] with the lengths that the window leaves
   */
  public static Sequence max(Sequence x, int channels, Window window) {
    WindowPositions windows = WindowPositions.of("max", x, channels, window);
    return sequence(windows, max(windows));
  }

  /**
   * The mean of the numbers.
   *
   * @param x [B, H, W, C]
   * @return [B, H', W', C]
   */
  public static Tensor mean(Tensor x, Window window) {
    WindowPositions windows = WindowPositions.of("mean", x, window);
    return Arrangement.reshape(
        mean(windows), windows.batch(), windows.rows(), windows.columns(), windows.channels());
  }

  /**
   * The mean, along time and across columns of several channels.
   *
   * @param x [B, T, W * C]
   * @param channels C, all features for a pooling along time only
   * @return [B, T', W' * C] with the lengths that the window leaves
   */
  public static Sequence mean(Sequence x, int channels, Window window) {
    WindowPositions windows = WindowPositions.of("mean", x, channels, window);
    return sequence(windows, mean(windows));
  }

  private static Sequence sequence(WindowPositions windows, Tensor y) {
    return new Sequence(
        Arrangement.reshape(
            y, windows.batch(), windows.rows(), windows.columns() * windows.channels()),
        windows.lengths());
  }

  /**
   * What is done to the channels of one pixel that a position sees, {@code count} pixels in all.
   */
  private interface Pixel {
    void at(int y, int x, int count);
  }

  private static void each(WindowPositions windows, Pixel pixel) {
    int channels = windows.channels();
    windows.each((index, rowFrom, rowTo, columnFrom, columnTo, at) -> {
      int count = (rowTo - rowFrom) * (columnTo - columnFrom);
      for (int r = rowFrom; r < rowTo; r++) {
        for (int s = columnFrom; s < columnTo; s++) {
          pixel.at(index * channels, at + (r * windows.width() + s) * channels, count);
        }
      }
    });
  }

  private static Tensor result(WindowPositions windows, float start) {
    Tensor x = windows.x();
    Tensor y = x.tape().result(Shape.of(windows.positions(), windows.channels()), x);
    Arrays.fill(y.data(), 0, y.shape().size(), 0);
    int row = windows.columns() * windows.channels();
    int[] lengths = windows.lengths();
    for (int b = 0; b < lengths.length; b++) {
      int from = b * windows.rows() * row;
      Arrays.fill(y.data(), from, from + lengths[b] * row, start);
    }
    return y;
  }

  private static Tensor max(WindowPositions windows) {
    Tensor y = result(windows, Float.NEGATIVE_INFINITY);
    float[] xv = windows.x().data();
    float[] yv = y.data();
    int channels = windows.channels();
    Kernels kernels = y.tape().processor().kernels();
    each(windows, (to, from, _) -> kernels.maximum(xv, from, yv, to, channels));
    y.tape()
        .record(
            () -> {
              float[] dx = windows.x().gradient();
              // What no number has got yet.
              Buffers buffers = y.tape().processor().buffers();
              float[] left = buffers.take(y.shape().size());
              System.arraycopy(y.gradient(), 0, left, 0, y.shape().size());
              each(
                  windows,
                  (to, from, _) ->
                      kernels.maximumSlope(xv, from, yv, to, left, to, dx, from, channels));
              buffers.give(left);
            },
            y);
    return y;
  }

  private static Tensor mean(WindowPositions windows) {
    Tensor y = result(windows, 0);
    float[] xv = windows.x().data();
    float[] yv = y.data();
    int channels = windows.channels();
    each(
        windows,
        (to, from, count) -> {
          for (int c = 0; c < channels; c++) {
            yv[to + c] += xv[from + c] / count;
          }
        });
    y.tape()
        .record(
            () -> {
              float[] dx = windows.x().gradient();
              float[] dy = y.gradient();
              each(
                  windows,
                  (to, from, count) -> {
                    for (int c = 0; c < channels; c++) {
                      dx[from + c] += dy[to + c] / count;
                    }
                  });
            },
            y);
    return y;
  }
}
