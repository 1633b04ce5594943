package eddy.benchmarks.compare;

import java.util.Map;
import java.util.SequencedMap;

/** Checks that two sides computed the same before either is timed. */
final class Agreement {
  private Agreement() {}

  /**
   * Compares every array that both sides must have.
   *
   * @param tolerance how far apart numbers may be, as a share of the largest in their array
   * @return the largest difference, as a share of the largest number in its array
   * @throws IllegalStateException naming the array, if one is missing or differs by more than the
   *     tolerance
   */
  static double check(
      String row,
      double tolerance,
      SequencedMap<String, float[]> ours,
      SequencedMap<String, float[]> theirs) {
    if (!ours.keySet().equals(theirs.keySet())) {
      throw new IllegalStateException(
          row + ": we have " + ours.keySet() + " but the peer has " + theirs.keySet() + ".");
    }
    double worst = 0;
    for (Map.Entry<String, float[]> entry : ours.entrySet()) {
      double difference = difference(entry.getValue(), theirs.get(entry.getKey()));
      // Written so that a NaN fails.
      if (!(difference <= tolerance)) {
        throw new IllegalStateException(
            row
                + ": expected "
                + entry.getKey()
                + " to agree within "
                + tolerance
                + " of its largest number but it differs by "
                + difference
                + ".");
      }
      worst = Math.max(worst, difference);
    }
    return worst;
  }

  private static double difference(float[] ours, float[] theirs) {
    if (ours.length != theirs.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      apart = Math.max(apart, Math.abs((double) ours[i] - theirs[i]));
    }
    // An array of zeros agrees only with zeros; an empty one would prove nothing.
    return apart == 0 && ours.length > 0 ? 0 : apart / largest;
  }
}
