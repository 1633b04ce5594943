package eddy.data;

/** Orders that depend on nothing but a seed and an epoch. */
public final class Shuffle {
  private Shuffle() {}

  /** The numbers from 0 to {@code count - 1} in an order that is a function of seed and epoch. */
  public static int[] permutation(int count, long seed, long epoch) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    shuffle(order, seed, epoch);
    return order;
  }

  /** Fisher and Yates' shuffle, drawn from SplitMix64. */
  static void shuffle(int[] items, long seed, long epoch) {
    long state = mix(mix(seed) + epoch);
    for (int i = items.length - 1; i > 0; i--) {
      state += 0x9e3779b97f4a7c15L;
      int j = (int) Math.unsignedMultiplyHigh(mix(state), i + 1L);
      int kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
