package eddy.kernel;

import java.util.Arrays;

/** More numbers were to be laid out at once than a Java array holds, 2^31-1. */
public final class TooLarge extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /**
   * Of an array.
   *
   * @param dimensions its sizes along each dimension
   */
  public TooLarge(int... dimensions) {
    super(
        "Shape: "
            + Arrays.toString(dimensions)
            + " has more than 2^31-1 elements. Cut the data into smaller pieces.");
  }
}
