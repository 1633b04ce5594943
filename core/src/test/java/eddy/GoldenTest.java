package eddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.tensor.Shape;
import org.junit.jupiter.api.Test;

class GoldenTest {
  private static final double[] EXPECTED = {0.5, -4, 2};

  @Test
  void everyCaseOfTheIndexCanBeRead() {
    for (String name : Golden.names("")) {
      assertThatCode(() -> Golden.load(name)).as(name).doesNotThrowAnyException();
    }
  }

  @Test
  void everyRecurrentGradientHasTheShapeOfItsParameter() {
    for (String name : Golden.names("gru-")) {
      Golden golden = Golden.load(name);
      assertThat(golden.shape("d_x")).isEqualTo(golden.shape("x"));
      assertThat(golden.shape("d_weight_hh_l0")).isEqualTo(golden.shape("weight_hh_l0"));
      assertThat(golden.has("d_h0")).isEqualTo(golden.flag("initial_state"));
    }
  }

  @Test
  void anArrayIsReadWithItsShapeAndValues() {
    Golden golden = Golden.load("lstm-ragged");
    assertThat(golden.option("cell")).isEqualTo("lstm");
    assertThat(golden.integer("batch")).isEqualTo(4);
    assertThat(golden.integers("lengths")).containsExactly(3, 6, 1, 4);
    assertThat(golden.array("x").shape()).isEqualTo(Shape.of(4, 6, 4));
    assertThat(golden.array("x").data()).hasSize(96);
    assertThat(golden.doubles("h_n")).hasSize(20);
    assertThat(golden.has("h0")).isFalse();
  }

  @Test
  void outputsAndGradientsOfPaddingAreZero() {
    Golden golden = Golden.load("lstm-ragged");
    int[] lengths = golden.integers("lengths");
    for (String array : new String[] {"output", "d_x"}) {
      double[] values = golden.doubles(array);
      int steps = golden.integer("steps");
      int width = golden.shape(array).last();
      for (int row = 0; row < lengths.length * steps; row++) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
          sum += Math.abs(values[row * width + i]);
        }
        assertThat(sum > 0).isEqualTo(row % steps < lengths[row / steps]);
      }
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    Golden golden = Golden.load("lstm-plain");
    assertThatThrownBy(() -> golden.doubles("h0"))
        .hasMessageContaining("lstm-plain has no array h0");
    assertThatThrownBy(() -> golden.option("color")).hasMessageContaining("no option color");
    assertThatThrownBy(() -> Golden.load("nothing")).hasMessageContaining("no case nothing");
    assertThatThrownBy(() -> Golden.names("nothing")).hasMessageContaining("nothing");
  }

  @Test
  void theToleranceIsRelativeToTheLargestMagnitude() {
    Golden.assertClose("close", new float[] {0.50003f, -4, 2, 99}, 3, EXPECTED);
    assertThatThrownBy(() -> Golden.assertClose("far", new float[] {0.5001f, -4, 2}, 3, EXPECTED))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("far: element 0 of 3");
  }

  @Test
  void notANumberAndAWrongCountAreFarOff() {
    float[] broken = {0.5f, Float.NaN, 2};
    assertThatThrownBy(() -> Golden.assertClose("broken", broken, 3, EXPECTED))
        .hasMessageContaining("element 1");
    assertThatThrownBy(() -> Golden.assertClose("short", new float[] {0.5f, -4}, 2, EXPECTED))
        .hasMessageContaining("expected 3 numbers but got 2");
  }
}
