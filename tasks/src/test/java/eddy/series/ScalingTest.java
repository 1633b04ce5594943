package eddy.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {
  /**
   * The first channel has 1, 3, 5, 7 with the mean 4 and the variance 5; the second never changes.
   */
  private static final List<float[]> ROWS =
      List.of(new float[] {1, 9, 3, 9}, new float[] {5, 9}, new float[] {7, 9});

  @Test
  void eachChannelHasItsOwnScale() {
    Scaling scaling = Scaling.of(ROWS, 2, false);
    float root = (float) Math.sqrt(5);
    assertThat(scaling.scaled(new float[] {4, 9, 5, 10})).containsExactly(0, 0, 1 / root, 1);
    assertThat(scaling.original(1 / root)).isEqualTo(5);
  }

  @Test
  void pixelsHaveOneScale() {
    Scaling scaling = Scaling.of(List.of(new float[] {0, 2}, new float[] {0, 2}), 2, true);
    assertThat(scaling.scaled(new float[] {0, 2, 1, 1})).containsExactly(-1, 1, 0, 0);
  }
}
