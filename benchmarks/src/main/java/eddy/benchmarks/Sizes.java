package eddy.benchmarks;

import java.util.Arrays;

/** Sizes as a benchmark's parameter spells them: {@code 32x50x128x256}. */
final class Sizes {
  private Sizes() {}

  static int[] of(String text, int count) {
    int[] sizes = Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    if (sizes.length != count) {
      throw new IllegalArgumentException(
          "size: expected " + count + " numbers with an x between but got '" + text + "'.");
    }
    return sizes;
  }
}
