package eddy.kernel;

import java.util.SplittableRandom;

/**
 * Random numbers that are counted, not drawn: each is a function of a key and an index, so that
 * neither the order of evaluation nor the number of threads can change it.
 */
public final class Counted {
  public static final int MULTIPLIER_1 = 0x7feb352d;
  public static final int MULTIPLIER_2 = 0x846ca68b;
  public static final int STRIDE = 0x9e3779b9;

  private Counted() {}

  /**
   * Folds a seed, a step and the position of an op into one key, by the finaliser of SplitMix64
   * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
   */
  public static int key(long seed, long step, int op) {
    long z = mix(mix(mix(seed) + step) + op);
    return (int) (z ^ (z >>> 32));
  }

  /** 32 random bits for one index under a key. */
  public static int bits(int key, int index) {
    int x = key + index * STRIDE;
    x = (x ^ (x >>> 16)) * MULTIPLIER_1;
    x = (x ^ (x >>> 15)) * MULTIPLIER_2;
    return x ^ (x >>> 16);
  }

  /**
   * A stream for what must be drawn one after the other: a function of some numbers, such as a seed
   * and the place where it is used. Numbers that are close give streams that have nothing in
   * common, where seeds a fixed distance apart may give one stream from different points on.
   */
  public static SplittableRandom stream(long... numbers) {
    long z = 0;
    for (long number : numbers) {
      z = mix(z + number);
    }
    return new SplittableRandom(z);
  }

  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
