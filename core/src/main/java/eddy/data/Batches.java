package eddy.data;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Which items go into which batch: each batch is an array of indices, the last one may be smaller.
 */
public final class Batches {
  /** Buckets are sorted within pools of so many batches, so that shuffling still mixes. */
  private static final int POOL = 50;

  private Batches() {}

  /** How many batches there are. */
  public static int count(int items, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "Batches: expected a batch size of 1 or more but got " + size + ".");
    }
    return Math.ceilDiv(items, size);
  }

  /** The items in their own order. */
  public static int[][] inOrder(int items, int size) {
    int[] order = new int[items];
    Arrays.setAll(order, i -> i);
    return cut(order, size);
  }

  /** The items in an order that is a function of seed and epoch. */
  public static int[][] shuffled(int items, int size, long seed, long epoch) {
    return cut(Shuffle.permutation(items, seed, epoch), size);
  }

  /**
   * The items shuffled such that a batch holds items of similar length and needs little padding.
   *
   * @param lengths of the items; not modified
   */
  public static int[][] byLength(int[] lengths, int size, long seed, long epoch) {
    int[] order = Shuffle.permutation(lengths.length, seed, epoch);
    long pool = (long) POOL * size;
    for (long from = 0; from < order.length; from += pool) {
      sortByLength(order, (int) from, (int) Math.min(order.length, from + pool), lengths);
    }
    int[][] batches = cut(order, size);
    int[] places = Shuffle.permutation(batches.length, ~seed, epoch);
    int[][] mixed = new int[batches.length][];
    Arrays.setAll(mixed, i -> batches[places[i]]);
    return mixed;
  }

  private static void sortByLength(int[] order, int from, int to, int[] lengths) {
    int[] sorted =
        Arrays.stream(order, from, to)
            .boxed()
            .sorted(Comparator.comparingInt(i -> lengths[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }

  private static int[][] cut(int[] order, int size) {
    int[][] batches = new int[count(order.length, size)][];
    Arrays.setAll(
        batches,
        b -> {
          int from = b * size;
          return Arrays.copyOfRange(order, from, from + Math.min(size, order.length - from));
        });
    return batches;
  }
}
