package eddy.kernel;

/**
 * Arithmetic on {@code float[]}, on one thread.
 *
 * <p>{@link ScalarKernels} is the executable specification. Every implementation adds up in the
 * same order, whatever its vector width: along the inner dimension of a product, from first to
 * last. The arguments are checked by the callers; implementations only assert.
 */
public interface Kernels {
  // The functions on arrays look as if plain loops would do. But a loop whose arrays begin at
  // different indices is not vectorised by the compiler of JDK 25, which must fear that they are
  // one array and overlap.

  /** How many columns a packed panel holds. */
  int panelWidth();

  /**
   * The number of floats that a packed matrix of this size takes.
   *
   * @throws TooLarge if there are more than 2^31-1
   */
  default int packedSize(int rows, int columns) {
    long size = (long) Math.ceilDiv(columns, panelWidth()) * panelWidth() * rows;
    if (size > Integer.MAX_VALUE) {
      throw new TooLarge(rows, columns);
    }
    return (int) size;
  }

  /**
   * Packs the right operand of a product into panels of {@link #panelWidth()} columns, each row by
   * row; the last panel is filled up with zeros.
   *
   * @param right not modified, [K, N]
   * @param packed modified from {@code at} on, {@code packedSize(K, N)} floats
   */
  void pack(Matrix right, float[] packed, int at);

  /**
   * Adds a product: {@code result = start + left x right}.
   *
   * @param left not modified, [M, K]
   * @param packed the packed right operand from {@code at} on, [K, N]; not modified
   * @param start [M, N] with a column stride of one: the result itself, to add to it, or another
   *     matrix, which is not modified
   * @param result modified, [M, N] with a column stride of one
   */
  default void multiply(Matrix left, float[] packed, int at, Matrix start, Matrix result) {
    assert result.columnStride() == 1 && left.rows() == result.rows();
    assert start.columnStride() == 1 && start.rows() == result.rows();
    multiply(
        left.rows(),
        left.columns(),
        result.columns(),
        left.data(),
        left.offset(),
        left.rowStride(),
        left.columnStride(),
        packed,
        at,
        start.data(),
        start.offset(),
        start.rowStride(),
        result.data(),
        result.offset(),
        result.rowStride());
  }

  /**
   * The same without views, for the recurrent loop, which makes many small products and no objects.
   *
   * @param a the left operand: element (i, k) is at {@code aAt + i * rowStride + k * columnStride},
   *     where one of the strides is 1
   * @param s what the sums start from: element (i, j) is at {@code sAt + i * sStride + j}
   * @param c the result: element (i, j) is at {@code cAt + i * cStride + j}; modified
   */
  void multiply(
      int m,
      int k,
      int n,
      float[] a,
      int aAt,
      int rowStride,
      int columnStride,
      float[] packed,
      int at,
      float[] s,
      int sAt,
      int sStride,
      float[] c,
      int cAt,
      int cStride);

  /** {@code y = 1 / (1 + exp(-x))}; x and y may be the same. */
  void sigmoid(float[] x, int xAt, float[] y, int yAt, int count);

  /** {@code y = tanh(x)}; x and y may be the same. */
  void tanh(float[] x, int xAt, float[] y, int yAt, int count);

  /** {@code y = exp(x - shift)}; x and y may be the same. */
  void exp(float[] x, int xAt, float shift, float[] y, int yAt, int count);

  /** {@code y += x}. */
  void add(float[] x, int xAt, float[] y, int yAt, int count);

  /** {@code y = max(y, x)}. */
  void maximum(float[] x, int xAt, float[] y, int yAt, int count);

  /**
   * Back through a maximum: where x is the maximum y, what is left of y's gradient goes to that of
   * x, {@code dx += left} and {@code left = 0}. The arrays differ.
   */
  void maximumSlope(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] left,
      int leftAt,
      float[] dx,
      int dxAt,
      int count);

  /** {@code y = a - b}; y may be one of them. */
  void subtract(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

  /** {@code y = a * b}; y may be one of them. */
  void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

  /** {@code y += a * b}. */
  void multiplyAdd(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);

  /** {@code y = a + w * (b - a)}; y may be one of them. */
  void blend(
      float[] a, int aAt, float[] b, int bAt, float[] w, int wAt, float[] y, int yAt, int count);

  /** {@code y = d * s * (1 - s)}: back through a sigmoid whose value was s; y may be d or s. */
  void sigmoidSlope(float[] d, int dAt, float[] s, int sAt, float[] y, int yAt, int count);

  /** {@code y = d * (1 - t * t)}: back through a tanh whose value was t; y may be d or t. */
  void tanhSlope(float[] d, int dAt, float[] t, int tAt, float[] y, int yAt, int count);

  /**
   * Brings numbers to mean 0 and variance 1: {@code y = (x - mean) * scale} with {@code scale = 1 /
   * sqrt(variance + epsilon)}; x and y may be the same.
   *
   * <p>Its sums are kept in sixteen parts, each of every sixteenth element; the halves of these are
   * added until one is left, and then what was over sixteen, one by one.
   *
   * @return the scale
   */
  float normalize(float[] x, int xAt, float[] y, int yAt, int count, float epsilon);

  /**
   * Back through {@link #normalize}, whose value was y: {@code d = scale * (d - mean(d) - y *
   * mean(d * y))}.
   */
  void normalizeSlope(float[] d, int dAt, float[] y, int yAt, float scale, int count);

  /**
   * {@code y = x * scale} where the element's random number reaches the threshold, else zero.
   *
   * <p>The number of element i is the upper 24 bits of {@link Counted#bits(int, int)} of the key
   * and {@code first + i}, so that it depends on nothing but the two. x and y may be the same.
   *
   * @param threshold 0 keeps everything, 2^24 drops everything
   */
  void dropout(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int count,
      int key,
      int first,
      int threshold,
      float scale);

  /**
   * Does nothing but arithmetic, as much at a time as the processor can, for measuring its limit:
   * puts the first elements, as many as suit it, so many times through {@code x = x / 2 + 1}.
   *
   * @param x modified, {@code 12 * panelWidth()} floats or more
   * @return how many multiply-adds that was: the elements times the rounds
   */
  long peak(float[] x, int rounds);
}
