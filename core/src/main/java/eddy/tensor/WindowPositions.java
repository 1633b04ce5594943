package eddy.tensor;

import java.util.Arrays;

/**
 * Pictures under a moving {@link Window}: where each position looks.
 *
 * <p>B pictures of H rows, W columns and C channels; H' x W' positions. A sequence is a picture
 * whose rows are its steps, and of a ragged batch only the true steps are looked at.
 *
 * @param x [B, H, W, C], or [B, H, W * C]
 * @param heights B true heights
 */
record WindowPositions(Tensor x, int[] heights, int width, int channels, Window window) {

  static WindowPositions of(String op, Tensor x, Window window) {
    if (x.shape().rank() != 4) {
      throw new IllegalArgumentException(
          op + ": expected input [batch, height, width, channels] but got " + x.shape() + ".");
    }
    int[] heights = new int[x.shape().dimension(0)];
    Arrays.fill(heights, x.shape().dimension(1));
    return new WindowPositions(x, heights, x.shape().dimension(2), x.shape().last(), window)
        .fitting(op);
  }

  static WindowPositions of(String op, Sequence x, int channels, Window window) {
    if (channels < 1 || x.features() % channels != 0) {
      throw new IllegalArgumentException(
          op
              + ": expected input [batch, time, a multiple of "
              + channels
              + "] but got "
              + x.values().shape()
              + ". The last dimension holds the channels of each column.");
    }
    return new WindowPositions(x.values(), x.lengths(), x.features() / channels, channels, window)
        .fitting(op);
  }

  private WindowPositions fitting(String op) {
    int lowest = Arrays.stream(heights).min().orElse(height());
    if (window.rows(lowest) < 1 || window.columns(width) < 1) {
      throw new IllegalArgumentException(
          "%s: expected %d x %d or more (the window less its padding) but got %d x %d."
              .formatted(
                  op,
                  window.height() - window.top() - window.bottom(),
                  window.width() - window.left() - window.right(),
                  lowest,
                  width));
    }
    return this;
  }

  int batch() {
    return heights.length;
  }

  int height() {
    return x.shape().dimension(1);
  }

  int rows() {
    return window.rows(height());
  }

  int columns() {
    return window.columns(width);
  }

  /** How many positions there are in all pictures, those over padding included. */
  int positions() {
    return Math.multiplyExact(batch(), rows() * columns());
  }

  /** The true number of rows of positions of each picture. */
  int[] lengths() {
    return Arrays.stream(heights).map(window::rows).toArray();
  }

  /** What is done at one position. */
  interface Position {
    /**
     * One position.
     *
     * @param index of the position among those of all pictures
     * @param rowFrom the first row of the window that lies inside
     * @param rowTo the row after the last one inside
     * @param at where the window's first element would begin in x, inside or not
     */
    void at(int index, int rowFrom, int rowTo, int columnFrom, int columnTo, int at);
  }

  /** How many numbers a position sees. */
  int seen() {
    return window.area() * channels;
  }

  /** Goes through all positions, the pictures shared out among the threads; padding is left out. */
  void each(Position position) {
    int rows = rows();
    x.tape()
        .processor()
        .forEachRow(
            batch(),
            Math.max(1, (long) rows * columns() * seen()),
            (from, to) -> each(from * rows, to * rows, position));
  }

  /** Goes through rows of positions, counted through all pictures, on one thread. */
  void each(int from, int to, Position position) {
    int rows = rows();
    int columns = columns();
    for (int i = from; i < to; i++) {
      int b = i / rows;
      if (i % rows >= window.rows(heights[b])) {
        continue;
      }
      int row = i % rows * window.strideHeight() - window.top();
      int rowFrom = Math.max(0, -row);
      int rowTo = Math.min(window.height(), heights[b] - row);
      for (int c = 0; c < columns; c++) {
        int column = c * window.strideWidth() - window.left();
        position.at(
            i * columns + c,
            rowFrom,
            rowTo,
            Math.max(0, -column),
            Math.min(window.width(), width - column),
            ((b * height() + row) * width + column) * channels);
      }
    }
  }
}
