package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.recurrent.Rnn;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TutorialTest {
  @Test
  void theFiveStepsByHandAreWhatTheLayerDoes() {
    Map<String, Parameter> layer =
        Recurrent.of(new Rnn(), 1, 64).build(new SplittableRandom(1)).parameters();
    float[] b = new float[64];
    for (int j = 0; j < b.length; j++) {
      b[j] = layer.get("bias_ih_l0").data()[j] + layer.get("bias_hh_l0").data()[j];
    }
    FiveSteps byHand =
        new FiveSteps(
            rows(layer.get("weight_ih_l0").data(), 1),
            rows(layer.get("weight_hh_l0").data(), 64),
            b);
    float[] x = {0.1f, 0.9f, -0.4f, 0.3f};
    float[][] expected = byHand.run(rows(x, 1));
    float[] actual = Tutorial.layer(new Array(Shape.of(1, 4, 1), x)).data();
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i / 64][i % 64], offset(1e-6f));
    }
  }

  @Test
  void paddingChangesNothing() {
    float[] padded = {1, 2, 0, 0, 3, 4, 5, 6};
    float[] first = Tutorial.cells(new Array(Shape.of(2, 4, 1), padded), 2, 4).data();
    float[] alone = Tutorial.cells(new Array(Shape.of(1, 2, 1), new float[] {1, 2}), 2).data();
    assertThat(Arrays.copyOf(first, 128)).isEqualTo(alone);
    assertThat(first).hasSize(2 * 128);
  }

  @Test
  void aStateCarriesOverFromPieceToPiece() {
    Recurrent lstm = Recurrent.of(new Lstm(), 1, 8).build(new SplittableRandom(1));
    Array piece = new Array(Shape.of(1, 2, 1), new float[] {1, 2});
    Array other = new Array(Shape.of(1, 2, 1), new float[] {-1, 2});
    assertThat(Tutorial.carried(lstm, piece, piece).data())
        .isNotEqualTo(Tutorial.carried(lstm, other, piece).data());
  }

  private static float[][] rows(float[] values, int width) {
    float[][] rows = new float[values.length / width][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width, (i + 1) * width));
    return rows;
  }
}
