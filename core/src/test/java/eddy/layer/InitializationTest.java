package eddy.layer;

import static eddy.layer.Initialization.all;
import static eddy.layer.Initialization.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InitializationTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final Parameter weight = new Parameter(Array.zeros(300, 100));

  private double mean() {
    double sum = 0;
    for (float v : weight.data()) {
      sum += v;
    }
    return sum / weight.data().length;
  }

  private double variance() {
    double sum = 0;
    for (float v : weight.data()) {
      sum += (double) v * v;
    }
    return sum / weight.data().length;
  }

  private float largest() {
    float largest = 0;
    for (float v : weight.data()) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  @Test
  void theUniformsStayWithinTheirBounds() {
    Initialization.uniform(all(weight), -2, 2, random);
    assertThat(largest()).isBetween(1.99f, 2f);
    assertThat(variance()).isCloseTo(4.0 / 3, within(0.03));

    Initialization.xavierUniform(all(weight), random);
    assertThat((double) largest()).isCloseTo(Math.sqrt(6.0 / 400), within(1e-4));
    assertThat(mean()).isCloseTo(0, within(0.002));
  }

  @Test
  void theNormalsHaveTheirDeviation() {
    Initialization.normal(all(weight), 3, 0.5, random);
    assertThat(mean()).isCloseTo(3, within(0.02));
    assertThat(variance() - 9).isCloseTo(0.25, within(0.1));

    Initialization.xavierNormal(all(weight), random);
    assertThat(variance()).isCloseTo(2.0 / 400, within(2e-4));
  }

  @Test
  void orthogonalColumnsWhereThereAreMoreRowsAndOrthogonalRowsElse() {
    Initialization.orthogonal(all(weight), random);
    for (int a = 0; a < 100; a += 9) {
      for (int b = 0; b < 100; b += 7) {
        double dot = 0;
        for (int r = 0; r < 300; r++) {
          dot += (double) weight.data()[r * 100 + a] * weight.data()[r * 100 + b];
        }
        assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-6));
      }
    }
    Initialization.orthogonal(rows(weight, 10, 60), random);
    for (int a = 10; a < 60; a += 3) {
      for (int b = 10; b < 60; b += 7) {
        double dot = 0;
        for (int c = 0; c < 100; c++) {
          dot += (double) weight.data()[a * 100 + c] * weight.data()[b * 100 + c];
        }
        assertThat(dot).isCloseTo(a == b ? 1 : 0, within(1e-6));
      }
    }
  }

  @Test
  void aPartLeavesTheRestAlone() {
    Parameter bias = new Parameter(Array.zeros(6));
    Initialization.constant(rows(bias, 2, 4), 1);

    assertThat(bias.data()).containsExactly(0, 0, 1, 1, 0, 0);
    Initialization.zeros(all(bias));
    assertThat(bias.data()).containsOnly(0);
    assertThatThrownBy(() -> rows(bias, 2, 7)).hasMessageContaining("rows within 0 to 6");
  }
}
