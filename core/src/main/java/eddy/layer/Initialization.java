package eddy.layer;

import eddy.kernel.Matrix;
import eddy.tensor.Parameter;
import java.util.random.RandomGenerator;

/**
 * First values for parameters, whole or in part.
 *
 * <p>{@link #all} and {@link #rows} say which part, so that each gate of a recurrent weight can be
 * filled by itself: {@code orthogonal(rows(weight, 0, hidden), random)}. In a weight of O rows and
 * I columns, I is the fan-in and O the fan-out. Every function modifies its first argument.
 */
public final class Initialization {
  private Initialization() {}

  /** A whole parameter as a matrix: its first dimension counts the rows. */
  public static Matrix all(Parameter parameter) {
    return rows(parameter, 0, parameter.shape().rank() == 0 ? 1 : parameter.shape().dimension(0));
  }

  /** The rows {@code from} (inclusive) to {@code to} (exclusive) of a parameter. */
  public static Matrix rows(Parameter parameter, int from, int to) {
    int rows = parameter.shape().rank() == 0 ? 1 : parameter.shape().dimension(0);
    if (from < 0 || from > to || to > rows) {
      throw new IllegalArgumentException(
          "Initialization: expected rows within 0 to "
              + rows
              + " but got "
              + from
              + " to "
              + to
              + ".");
    }
    int columns = rows == 0 ? 0 : parameter.shape().size() / rows;
    return Matrix.of(parameter.data(), 0, rows, columns).rows(from, to);
  }

  /** The same number everywhere. */
  public static void constant(Matrix part, double value) {
    fill(part, () -> value);
  }

  /** Zeros. */
  public static void zeros(Matrix part) {
    constant(part, 0);
  }

  /** Uniform between two numbers. */
  public static void uniform(Matrix part, double low, double high, RandomGenerator random) {
    fill(part, () -> low + (high - low) * random.nextDouble());
  }

  /** Normal with this mean and standard deviation. */
  public static void normal(Matrix part, double mean, double deviation, RandomGenerator random) {
    fill(part, () -> mean + deviation * random.nextGaussian());
  }

  /**
   * Uniform with the variance {@code 2 / (fan-in + fan-out)}.
   *
   * <p>Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
   * networks", AISTATS 2010.
   */
  public static void xavierUniform(Matrix part, RandomGenerator random) {
    double bound = Math.sqrt(6.0 / (part.rows() + part.columns()));
    uniform(part, -bound, bound, random);
  }

  /** Normal with the variance {@code 2 / (fan-in + fan-out)}, see {@link #xavierUniform}. */
  public static void xavierNormal(Matrix part, RandomGenerator random) {
    normal(part, 0, Math.sqrt(2.0 / (part.rows() + part.columns())), random);
  }

  /**
   * A random orthogonal matrix: its rows are orthonormal, or its columns where it has more rows
   * than columns.
   *
   * <p>Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep
   * linear neural networks", ICLR 2014.
   */
  public static void orthogonal(Matrix part, RandomGenerator random) {
    Matrix m = part.rows() > part.columns() ? part.transposed() : part;
    double[][] rows = new double[m.rows()][m.columns()];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = random.nextGaussian();
      }
      // A second pass removes what rounding left of the rows before.
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < i; k++) {
          subtract(rows[i], rows[k], dot(rows[i], rows[k]));
        }
        double norm = Math.sqrt(dot(rows[i], rows[i]));
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] /= norm;
        }
      }
      for (int j = 0; j < rows[i].length; j++) {
        m.data()[m.offset() + i * m.rowStride() + j * m.columnStride()] = (float) rows[i][j];
      }
    }
  }

  private interface Draw {
    double next();
  }

  private static void fill(Matrix part, Draw draw) {
    for (int i = 0; i < part.rows(); i++) {
      int row = part.offset() + i * part.rowStride();
      for (int j = 0; j < part.columns(); j++) {
        part.data()[row + j * part.columnStride()] = (float) draw.next();
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void subtract(double[] a, double[] b, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] -= factor * b[i];
    }
  }
}
