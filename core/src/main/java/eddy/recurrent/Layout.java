package eddy.recurrent;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the engine lays out a batch of sequences: time first, the longest sequence first, without
 * padding.
 *
 * <p>The rows of step t stand at {@code start[t]} to {@code start[t + 1]}; since lengths only fall,
 * row r of a step belongs to the same sequence at every step, {@code order[r]}.
 */
final class Layout {
  final int[] order;
  final int[] lengths;
  final int[] start;

  /**
   * @param lengths the true lengths, in the order of the batch
   */
  Layout(int[] lengths) {
    order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted((a, b) -> Integer.compare(lengths[b], lengths[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.lengths = Arrays.stream(order).map(row -> lengths[row]).toArray();
    int steps = this.lengths.length == 0 ? 0 : this.lengths[0];
    start = new int[steps + 1];
    int active = lengths.length;
    for (int t = 0; t < steps; t++) {
      while (this.lengths[active - 1] <= t) {
        active--;
      }
      start[t + 1] = Math.addExact(start[t], active);
    }
  }

  int batch() {
    return order.length;
  }

  int steps() {
    return start.length - 1;
  }

  /** The number of rows of all steps together. */
  int rows() {
    return start[steps()];
  }

  /** The number of sequences that reach step t. */
  int active(int t) {
    return start[t + 1] - start[t];
  }

  /** Which sequence of the batch each row of all steps belongs to. */
  int[] sequences() {
    int[] sequences = new int[rows()];
    for (int t = 0; t < steps(); t++) {
      System.arraycopy(order, 0, sequences, start[t], active(t));
    }
    return sequences;
  }

  /**
   * The first row of the i-th of {@code count} shares of about equal work, aligned to a grain.
   *
   * <p>The rows are sorted by length, so equal numbers of rows would be unequal work.
   */
  int share(int i, int count, int grain) {
    if (i == count) {
      return batch();
    }
    long goal = (long) rows() * i / count;
    int row = 0;
    for (long work = 0; row < batch() && work < goal; row++) {
      work += lengths[row];
    }
    return Math.min(batch(), (row + grain / 2) / grain * grain);
  }
}
