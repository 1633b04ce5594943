package eddy.forecast;

import eddy.format.BadInput;
import java.util.BitSet;

/** Closes the gaps of a column so that no forecast knows what came after it. */
final class Gaps {
  private Gaps() {}

  /**
   * Replaces every NaN. Up to {@code trainEnd} a gap is closed by the line between its neighbors
   * within these rows; behind, it repeats the last value before it, which is all that is known when
   * a forecast is made inside the gap.
   *
   * @param column modified
   * @param trainEnd the end of the training part, 0 where nothing is trained
   * @param place how messages begin
   * @return the rows whose values were missing
   */
  static BitSet close(double[] column, int trainEnd, String place) {
    BitSet missing = new BitSet(column.length);
    for (int row = 0; row < column.length; row++) {
      missing.set(row, Double.isNaN(column[row]));
    }
    int known = missing.nextClearBit(0);
    if (known >= (trainEnd > 0 ? trainEnd : column.length)) {
      throw new BadInput(
          place
              + ": expected numbers but all values are missing"
              + (trainEnd > 0 && trainEnd < column.length ? " in the training part." : "."));
    }
    for (int row = missing.nextSetBit(0); row >= 0; row = missing.nextSetBit(row)) {
      int next = missing.nextClearBit(row);
      double before = row > 0 ? column[row - 1] : column[known];
      double after = next < trainEnd ? column[next] : before;
      int steps = next - row + 1;
      for (int i = row; i < next; i++) {
        column[i] = row == 0 ? before : before + (after - before) * (i - row + 1) / steps;
      }
      row = next;
    }
    return missing;
  }
}
