package eddy.tensor;

import eddy.kernel.Processor;

/**
 * Sums of many numbers, in double and in fixed chunks, so that the number of threads changes no
 * bit.
 *
 * <p>Within a chunk eight running sums are kept, each of every eighth element: the order is still
 * fixed, and additions need not wait for one another.
 */
public final class Sums {
  /** How many elements one chunk has. */
  public static final int CHUNK = 4096;

  private Sums() {}

  /** The sum of something over a range of indices. */
  public interface Term {
    double over(int from, int to);
  }

  /** How many chunks of so many items there are. */
  public static int chunks(int count, int grain) {
    return Math.ceilDiv(count, grain);
  }

  /** Adds up a term over {@code [0, count)}, chunk by chunk of {@link #CHUNK} items. */
  public static double inChunks(Processor processor, int count, Term term) {
    return inChunks(processor, count, CHUNK, new double[chunks(count, CHUNK)], term);
  }

  /**
   * Adds up a term over {@code [0, count)}, chunk by chunk.
   *
   * @param grain how many items a chunk has; a function of the shapes alone
   * @param partials modified; at least {@code chunks(count, grain)} numbers
   */
  public static double inChunks(
      Processor processor, int count, int grain, double[] partials, Term term) {
    int chunks = chunks(count, grain);
    processor
        .workers()
        .run(
            chunks,
            part -> {
              for (int c = part.from(chunks, 1); c < part.to(chunks, 1); c++) {
                int from = c * grain;
                partials[c] = term.over(from, from + Math.min(grain, count - from));
              }
            });
    double sum = 0;
    for (int c = 0; c < chunks; c++) {
      sum += partials[c];
    }
    return sum;
  }

  /** The sum of {@code x[from] .. x[to - 1]}. */
  public static double of(float[] x, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    for (; i < to; i++) {
      a += x[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  /** The sum of {@code x[xAt + i] * y[yAt + i]} over {@code count} elements. */
  public static double ofProducts(float[] x, int xAt, float[] y, int yAt, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    double e = 0;
    double f = 0;
    double g = 0;
    double h = 0;
    int i = 0;
    for (; i <= count - 8; i += 8) {
      int p = xAt + i;
      int q = yAt + i;
      a += (double) x[p] * y[q];
      b += (double) x[p + 1] * y[q + 1];
      c += (double) x[p + 2] * y[q + 2];
      d += (double) x[p + 3] * y[q + 3];
      e += (double) x[p + 4] * y[q + 4];
      f += (double) x[p + 5] * y[q + 5];
      g += (double) x[p + 6] * y[q + 6];
      h += (double) x[p + 7] * y[q + 7];
    }
    for (; i < count; i++) {
      a += (double) x[xAt + i] * y[yAt + i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  /** An op's result of one element, a scalar. */
  public static Tensor scalar(double value, Tensor... inputs) {
    Tensor y = inputs[0].tape().result(Shape.of(), inputs);
    y.data()[0] = (float) value;
    return y;
  }
}
