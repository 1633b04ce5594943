package eddy.recurrent;

import eddy.kernel.Kernels;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.Arrays;

/**
 * What each pixel of a picture sees: itself and the pixels around it, as far as a window reaches;
 * beyond the border there are zeros.
 *
 * <p>A row of the engine is a pixel; those of a picture follow one another, line by line. What a
 * pixel sees stands in one row of C * K numbers, C channels and K pixels of the window, channel by
 * channel, so that a convolution's weight in PyTorch's order, [O, C, window, window], multiplies it
 * as it is.
 *
 * @param height lines of a picture
 * @param width pixels of a line
 * @param window pixels of the window's side, odd
 */
record Neighbours(int height, int width, int window) {
  /** Rows that see nothing but themselves. */
  static final Neighbours NONE = new Neighbours(1, 1, 1);

  /** The number of pixels, K, that a pixel sees. */
  int seen() {
    return window * window;
  }

  /** The number of pixels of a picture. */
  int area() {
    return height * width;
  }

  /** Whether a pixel sees more than itself. */
  boolean any() {
    return window > 1;
  }

  /** Works on one pixel that another sees, as the k-th of its window. */
  private interface Pair {
    void run(int pixel, int other, int k);
  }

  private void eachPair(Pair pair) {
    int reach = window / 2;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < seen(); k++) {
          int there = y + k / window - reach;
          int across = x + k % window - reach;
          if (there >= 0 && there < height && across >= 0 && across < width) {
            pair.run(y * width + x, there * width + across, k);
          }
        }
      }
    }
  }

  /**
   * Writes down what each pixel of some pictures sees.
   *
   * @param from pixels of so many channels, those of the first picture at {@code fromAt}
   * @param to overwritten from {@code toAt} on, with the channels times K numbers a pixel
   */
  void gather(float[] from, int fromAt, int channels, int pictures, float[] to, int toAt) {
    int row = channels * seen();
    Arrays.fill(to, toAt, toAt + pictures * area() * row, 0);
    for (int picture = 0; picture < pictures; picture++) {
      int source = fromAt + picture * area() * channels;
      int target = toAt + picture * area() * row;
      eachPair((pixel, other, k) -> {
        int at = target + pixel * row + k;
        for (int c = 0; c < channels; c++) {
          to[at + c * seen()] = from[source + other * channels + c];
        }
      });
    }
  }

  /** The way back of {@link #gather}: adds what each pixel was seen as. */
  void scatter(float[] from, int fromAt, int channels, int pictures, float[] to, int toAt) {
    int row = channels * seen();
    for (int picture = 0; picture < pictures; picture++) {
      int source = fromAt + picture * area() * row;
      int target = toAt + picture * area() * channels;
      eachPair((pixel, other, k) -> {
        int at = source + pixel * row + k;
        for (int c = 0; c < channels; c++) {
          to[target + other * channels + c] += from[at + c * seen()];
        }
      });
    }
  }

  /**
   * What each pixel of clips sees, in the rows of a layout.
   *
   * @param x [B, T, height, width, C]
   * @param layout of the pixels as sequences
   * @return [N, C * K]
   */
  Tensor look(Tensor x, Layout layout) {
    int time = x.shape().dimension(1);
    int channels = x.shape().last();
    int row = channels * seen();
    Tape tape = x.tape();
    Tensor y = tape.result(Shape.of(layout.rows(), row), x);
    float[] xv = x.data();
    float[] yv = y.data();
    eachPicture(
        tape,
        layout,
        row,
        (clip, t, first) ->
            gather(xv, (clip * time + t) * area() * channels, channels, 1, yv, first * row));
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          eachPicture(
              tape,
              layout,
              row,
              (clip, t, first) ->
                  scatter(dy, first * row, channels, 1, dx, (clip * time + t) * area() * channels));
        },
        y);
    return y;
  }

  /**
   * The rows of a layout as clips, zeros behind their ends.
   *
   * @param x [N, C]
   * @return [B, T, height, width, C]
   */
  Tensor clips(Tensor x, Layout layout, int time) {
    int channels = x.shape().last();
    int picture = area() * channels;
    Tape tape = x.tape();
    Kernels kernels = tape.processor().kernels();
    int clips = layout.batch() / area();
    Tensor y = tape.result(Shape.of(clips, time, height, width, channels), x);
    float[] xv = x.data();
    float[] yv = y.data();
    Arrays.fill(yv, 0, y.shape().size(), 0);
    eachPicture(
        tape,
        layout,
        channels,
        (clip, t, first) ->
            System.arraycopy(xv, first * channels, yv, (clip * time + t) * picture, picture));
    tape.record(
        () -> {
          float[] dx = x.gradient();
          float[] dy = y.gradient();
          eachPicture(
              tape,
              layout,
              channels,
              (clip, t, first) ->
                  kernels.add(dy, (clip * time + t) * picture, dx, first * channels, picture));
        },
        y);
    return y;
  }

  /** Works on a picture, given its clip, its time and its first row in the layout. */
  private interface Picture {
    void run(int clip, int time, int firstRow);
  }

  /** Goes through all pictures, each of which no other touches. */
  private void eachPicture(Tape tape, Layout layout, int rowWidth, Picture picture) {
    tape.processor()
        .forEachRow(
            layout.steps(),
            (long) layout.batch() * rowWidth,
            (from, to) -> {
              for (int t = from; t < to; t++) {
                for (int row = 0; row < layout.active(t); row += area()) {
                  picture.run(layout.order[row] / area(), t, layout.start[t] + row);
                }
              }
            });
  }
}
