package eddy.tensor;

/**
 * What a convolution or a pooling looks at: a rectangle that moves over a picture, or over the
 * steps of a sequence.
 *
 * <p>A picture of H rows has {@code (H + top + bottom - height) / strideHeight + 1} positions from
 * top to bottom, rounded down, and from left to right likewise. What lies outside counts as zero in
 * a convolution, and not at all in a pooling.
 *
 * @param height rows, or steps of a sequence
 * @param width columns; 1 for a sequence
 * @param strideHeight rows from one position to the next
 * @param strideWidth columns from one position to the next
 * @param top rows outside before the first
 * @param bottom rows outside after the last
 * @param left columns outside before the first
 * @param right columns outside after the last
 */
public record Window(
    int height,
    int width,
    int strideHeight,
    int strideWidth,
    int top,
    int bottom,
    int left,
    int right) {
  public Window {
    if (height < 1 || width < 1 || strideHeight < 1 || strideWidth < 1) {
      throw new IllegalArgumentException(
          "Window: expected sizes and strides of one or more but got %d x %d by %d x %d."
              .formatted(height, width, strideHeight, strideWidth));
    }
    // A position with nothing but padding would have no maximum and no mean.
    if (Math.min(top, bottom) < 0
        || Math.min(left, right) < 0
        || Math.max(top, bottom) >= height
        || Math.max(left, right) >= width) {
      throw new IllegalArgumentException(
          "Window: expected padding from 0 to below the size, %d x %d, but got %d, %d, %d and %d."
              .formatted(height, width, top, bottom, left, right));
    }
  }

  /** A window over the steps of a sequence, without padding. */
  public static Window steps(int size, int stride) {
    return new Window(size, 1, stride, 1, 0, 0, 0, 0);
  }

  /**
   * A window over the steps of a sequence that looks at no step after its own: a sequence of T
   * steps has T / stride positions, rounded up, whatever follows.
   */
  public static Window causal(int size, int stride) {
    return new Window(size, 1, stride, 1, size - 1, 0, 0, 0);
  }

  /** A square window over a picture, with the same padding on all sides. */
  public static Window square(int size, int stride, int padding) {
    return new Window(size, size, stride, stride, padding, padding, padding, padding);
  }

  /** How many positions there are over so many rows; 0 or less if the window does not fit. */
  public int rows(int height) {
    return Math.floorDiv(height + top + bottom - this.height, strideHeight) + 1;
  }

  /** How many positions there are over so many columns; 0 or less if the window does not fit. */
  public int columns(int width) {
    return Math.floorDiv(width + left + right - this.width, strideWidth) + 1;
  }

  /** How many elements it covers. */
  int area() {
    return height * width;
  }
}
