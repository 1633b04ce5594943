package eddy.data;

import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import java.util.List;

/**
 * Ragged rows of numbers in one array, filled up with zeros to the longest.
 *
 * @param values [B, T, F]
 * @param lengths B true lengths
 */
public record Padded(Array values, int[] lengths) {

  /**
   * Pads rows.
   *
   * @param rows each of {@code length * features} numbers, step by step; copied
   * @param features how many numbers a step has
   */
  public static Padded of(List<float[]> rows, int features) {
    int[] lengths = new int[rows.size()];
    int longest = 0;
    for (int b = 0; b < lengths.length; b++) {
      int numbers = rows.get(b).length;
      if (features < 1 || numbers % features != 0) {
        throw new IllegalArgumentException(
            "Padded: expected steps of "
                + features
                + " features but row "
                + b
                + " has "
                + numbers
                + " numbers.");
      }
      lengths[b] = numbers / features;
      longest = Math.max(longest, lengths[b]);
    }
    Array values = Array.zeros(lengths.length, longest, features);
    for (int b = 0; b < lengths.length; b++) {
      float[] row = rows.get(b);
      System.arraycopy(row, 0, values.data(), b * longest * features, row.length);
    }
    return new Padded(values, lengths);
  }

  /** The rows as a sequence on a tape. */
  public Sequence on(Tape tape) {
    return new Sequence(tape.constant(values), lengths);
  }
}
