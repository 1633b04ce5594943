package eddy.tensor;

import java.util.Arrays;

/**
 * A batch of sequences with their true lengths.
 *
 * <p>B sequences, T steps, F features. What lies behind a sequence's length is padding: nothing
 * reads it.
 *
 * @param values [B, T, F]
 * @param lengths B true lengths, each from 1 to T
 */
public record Sequence(Tensor values, int[] lengths) {
  public Sequence {
    Shape shape = values.shape();
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(
          "Sequence: expected values [batch, time, features] but got " + shape + ".");
    }
    if (lengths.length != shape.dimension(0)) {
      throw new IllegalArgumentException(
          "Sequence: expected "
              + shape.dimension(0)
              + " lengths, one a sequence, but got "
              + lengths.length
              + ".");
    }
    lengths = lengths.clone();
    for (int length : lengths) {
      if (length < 1 || length > shape.dimension(1)) {
        throw new IllegalArgumentException(
            "Sequence: expected lengths from 1 to "
                + shape.dimension(1)
                + " but got "
                + length
                + ".");
      }
    }
  }

  /** Sequences that all fill their time dimension. */
  public static Sequence full(Tensor values) {
    int[] lengths = new int[values.shape().rank() == 3 ? values.shape().dimension(0) : 0];
    Arrays.fill(lengths, values.shape().rank() == 3 ? values.shape().dimension(1) : 0);
    return new Sequence(values, lengths);
  }

  /** The number of sequences. */
  public int batch() {
    return lengths.length;
  }

  /** The number of steps, padding included. */
  public int time() {
    return values.shape().dimension(1);
  }

  /** The number of features of a step. */
  public int features() {
    return values.shape().dimension(2);
  }

  /** The same lengths with other values of the same batch and time. */
  public Sequence with(Tensor values) {
    return new Sequence(values, lengths);
  }
}
