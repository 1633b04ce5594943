package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ClassScoresTest {
  /**
   * True a a b c, predicted a b b a: precision 1/2, 1/2, 0 and recall 1/2, 1, 0, so F1 is 1/2, 2/3
   * and 0.
   */
  private static final ClassScores SINGLE =
      ClassScores.of(
          List.of(
              new float[] {0.8f, 0.1f, 0.1f},
              new float[] {0.3f, 0.6f, 0.1f},
              new float[] {0.2f, 0.7f, 0.1f},
              new float[] {0.5f, 0.25f, 0.25f}),
          List.of(new int[] {0}, new int[] {0}, new int[] {1}, new int[] {2}),
          false);

  @Test
  void figuresOfOneLabelAgreeWithAHandWorkedExample() {
    SortedMap<String, Double> metrics = SINGLE.metrics();
    assertThat(metrics.get("accuracy")).isEqualTo(0.5);
    assertThat(metrics.get("micro_f1")).isEqualTo(0.5);
    assertThat(metrics.get("macro_f1")).isCloseTo((0.5 + 2.0 / 3) / 3, within(1e-12));
    assertThat(metrics.get("cross_entropy"))
        .isCloseTo(
            -(Math.log(0.8) + Math.log(0.3) + Math.log(0.7) + Math.log(0.25)) / 4, within(1e-6));
    assertThat(SINGLE.error()).isEqualTo(0.5);
  }

  @Test
  void tablesCountEachClassAndEachConfusion() {
    var tables = SINGLE.tables(List.of("a", "b", "c"), "texts");
    assertThat(tables.get(ClassScores.CLASSES).get("b"))
        .containsEntry("precision", 0.5)
        .containsEntry("recall", 1.0)
        .containsEntry("texts", 1.0);
    assertThat(tables.get(ClassScores.CONFUSION).get("a").values()).containsExactly(1.0, 1.0, 0.0);
    assertThat(tables.get(ClassScores.CONFUSION).get("c").values()).containsExactly(1.0, 0.0, 0.0);
  }

  /** Bins of a fifteenth: 0.8 (right), 0.6 (wrong), 0.7 (right) and 0.5 (wrong) have one each. */
  @Test
  void theCalibrationErrorIsTheMeanGapOfTheBins() {
    assertThat(SINGLE.metrics().get("calibration_error"))
        .isCloseTo((0.2 + 0.6 + 0.3 + 0.5) / 4, within(1e-6));
    assertThat(SINGLE.calibration().accuracy()[12]).isEqualTo(1);
    assertThat(SINGLE.calibration().accuracy()[0]).isNaN();
  }

  /** True {a, b}, {} and predicted {a}, {b}: one of two true ones, one of two predictions. */
  @Test
  void figuresOfSeveralLabelsAgreeWithAHandWorkedExample() {
    ClassScores scores =
        ClassScores.of(
            List.of(new float[] {0.9f, 0.4f}, new float[] {0.2f, 0.5f}),
            List.of(new int[] {0, 1}, new int[] {}),
            true);
    assertThat(scores.metrics().get("accuracy")).isZero();
    assertThat(scores.metrics().get("micro_f1")).isEqualTo(0.5);
    assertThat(scores.metrics().get("macro_f1")).isEqualTo(0.5);
    assertThat(scores.metrics().get("cross_entropy"))
        .isCloseTo(
            -(Math.log(0.9) + Math.log(0.4) + Math.log(0.8) + Math.log(0.5)) / 2, within(1e-6));
    assertThat(scores.error()).isEqualTo(0.5);
    assertThat(scores.tables(List.of("a", "b"), "texts")).containsOnlyKeys(ClassScores.CLASSES);
  }
}
