package eddy.kernel;

/**
 * A view of a {@code float[]} as a matrix: the element in row r and column c is {@code data[offset
 * + r * rowStride + c * columnStride]}.
 *
 * <p>Views are cheap and share the array; transposing one only swaps its strides.
 */
public record Matrix(
    float[] data, int offset, int rows, int columns, int rowStride, int columnStride) {

  /** A row-major matrix that begins at an offset, its rows directly behind one another. */
  public static Matrix of(float[] data, int offset, int rows, int columns) {
    return new Matrix(data, offset, rows, columns, columns, 1);
  }

  /** The same row again and again. */
  public static Matrix repeated(float[] data, int offset, int rows, int columns) {
    return new Matrix(data, offset, rows, columns, 0, 1);
  }

  /** Where the element in a row and a column is. */
  public int at(int row, int column) {
    return offset + row * rowStride + column * columnStride;
  }

  /** The same numbers with rows and columns exchanged. */
  public Matrix transposed() {
    return new Matrix(data, offset, columns, rows, columnStride, rowStride);
  }

  /** The rows {@code from} (inclusive) to {@code to} (exclusive). */
  public Matrix rows(int from, int to) {
    return new Matrix(data, offset + from * rowStride, to - from, columns, rowStride, columnStride);
  }

  /** The columns {@code from} (inclusive) to {@code to} (exclusive). */
  public Matrix columns(int from, int to) {
    return new Matrix(data, offset + from * columnStride, rows, to - from, rowStride, columnStride);
  }
}
