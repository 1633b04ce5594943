package eddy.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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
    return mixed(cut(order, size), seed, epoch);
  }

  /**
   * The same with as many items a batch as fit into a number of steps, padding included; one item
   * at least.
   *
   * @param lengths of the items; not modified
   * @param steps the most, of all items of a batch together
   */
  public static int[][] bySteps(int[] lengths, int steps, long seed, long epoch) {
    int[] order = Shuffle.permutation(lengths.length, seed, epoch);
    double mean = Arrays.stream(lengths).average().orElse(1);
    long pool = (long) Math.max(1, (double) POOL * steps / Math.max(1, mean));
    List<int[]> batches = new ArrayList<>();
    for (long from = 0; from < order.length; from += pool) {
      int to = (int) Math.min(order.length, from + pool);
      sortByLength(order, (int) from, to, lengths);
      for (int first = (int) from; first < to; ) {
        int last = first + 1;
        while (last < to && (last + 1L - first) * lengths[order[last]] <= steps) {
          last++;
        }
        batches.add(Arrays.copyOfRange(order, first, last));
        first = last;
      }
    }
    return mixed(batches.toArray(int[][]::new), seed, epoch);
  }

  /**
   * The items by length, the longest first, for reading them in as few batches as fit: an item is
   * in a batch of at most so many, which hold at most so many steps, padding included; one item at
   * least.
   *
   * @param lengths of the items; not modified
   * @param steps the most, of all items of a batch together
   * @param size the most items of a batch
   */
  public static int[][] longestFirst(int[] lengths, int steps, int size) {
    int[] order = shortestFirst(lengths);
    List<int[]> batches = new ArrayList<>();
    for (int to = order.length; to > 0; ) {
      int fitting = Math.min(size, steps / Math.max(1, lengths[order[to - 1]]));
      int from = to - Math.clamp(fitting, 1, to);
      batches.add(Arrays.copyOfRange(order, from, to));
      to = from;
    }
    return batches.toArray(int[][]::new);
  }

  /**
   * The items by length, the shortest first, those of the same length in their own order.
   *
   * @param lengths of the items; not modified
   */
  public static int[] shortestFirst(int[] lengths) {
    int[] order = new int[lengths.length];
    Arrays.setAll(order, i -> i);
    sortByLength(order, 0, order.length, lengths);
    return order;
  }

  private static int[][] mixed(int[][] batches, long seed, long epoch) {
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
