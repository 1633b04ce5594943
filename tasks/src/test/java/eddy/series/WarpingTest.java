package eddy.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WarpingTest {
  private static final double FAR = Double.POSITIVE_INFINITY;

  /** 1 waits while the other goes on from 1 to 2, at a cost of 1; 3 meets 3. */
  @Test
  void aSequenceMayPause() {
    assertThat(Warping.distance(new float[] {1, 3}, new float[] {1, 2, 3}, 1, FAR)).isEqualTo(1);
    assertThat(Warping.distance(new float[] {1, 1, 3}, new float[] {1, 3, 3}, 1, FAR)).isZero();
  }

  /**
   * Apart, both channels could be matched without a cost; together they can't pause differently.
   */
  @Test
  void channelsPauseTogether() {
    float[] a = {0, 0, 1, 0, 1, 1};
    float[] b = {0, 0, 0, 1, 1, 1};
    assertThat(Warping.distance(a, b, 2, FAR)).isEqualTo(2);
  }

  @Test
  void abandoningChangesNoDistanceBelowTheBound() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50; i++) {
      float[] a = numbers(random, 3 * random.nextInt(1, 9));
      float[] b = numbers(random, 3 * random.nextInt(1, 9));
      double whole = Warping.distance(a, b, 3, FAR);
      assertThat(Warping.distance(a, b, 3, whole * 1.001)).isEqualTo(whole);
      assertThat(Warping.distance(a, b, 3, whole * 0.999)).isGreaterThanOrEqualTo(whole * 0.999);
      assertThat(Warping.distance(b, a, 3, FAR)).isEqualTo(whole);
    }
  }

  private static float[] numbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(10);
    }
    return numbers;
  }
}
