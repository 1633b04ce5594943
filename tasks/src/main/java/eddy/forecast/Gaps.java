package eddy.forecast;

import eddy.format.BadInput;

/** Closes the gaps of a column without looking into a later part. */
final class Gaps {
  private Gaps() {}

  /**
   * Replaces every NaN.
   *
   * @param column modified
   * @param borders the ends of the parts, rising; rows after the last border are one more part
   * @param place how messages begin
   * @return how many values were missing
   */
  static int close(double[] column, int[] borders, String place) {
    int missing = 0;
    int start = 0;
    for (int i = 0; i <= borders.length; i++) {
      int end = i < borders.length ? borders[i] : column.length;
      missing += closePart(column, start, end, place);
      start = end;
    }
    return missing;
  }

  private static int closePart(double[] column, int start, int end, String place) {
    int missing = 0;
    int row = start;
    while (row < end) {
      if (!Double.isNaN(column[row])) {
        row++;
        continue;
      }
      int next = row;
      while (next < end && Double.isNaN(column[next])) {
        next++;
      }
      // The value before may belong to an earlier part, which is known by then.
      if (row == 0 && next == end) {
        throw new BadInput(
            place
                + ": expected numbers but all values are missing"
                + (end < column.length ? " in the training part." : "."));
      }
      double after = next < end ? column[next] : column[row - 1];
      double before = row > 0 ? column[row - 1] : after;
      int steps = next - row + 1;
      for (int i = row; i < next; i++) {
        column[i] = before + (after - before) * (i - row + 1) / steps;
      }
      missing += next - row;
      row = next;
    }
    return missing;
  }
}
