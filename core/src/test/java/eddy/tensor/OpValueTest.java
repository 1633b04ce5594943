package eddy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OpValueTest {
  private final Workspace workspace = new Workspace(1);
  private final Tape tape = workspace.inference();

  private Tensor of(int[] dimensions, float... values) {
    return tape.constant(new Array(Shape.of(dimensions), values));
  }

  private static float[] numbers(Tensor x) {
    return x.toArray().data();
  }

  @Test
  void poolingReadsNoPadding() {
    float nan = Float.NaN;
    Sequence x =
        new Sequence(
            of(new int[] {2, 3, 2}, 1, 2, 3, -4, 5, 6, 7, 9, 8, 3, nan, nan), new int[] {3, 2});

    assertThat(numbers(Pooling.last(x))).containsExactly(5, 6, 8, 3);
    assertThat(numbers(Pooling.mean(x))).containsExactly(3, 4f / 3, 7.5f, 6);
    assertThat(numbers(Pooling.max(x))).containsExactly(5, 6, 8, 9);
    assertThat(numbers(Pooling.reverse(x).values()))
        .containsExactly(5, 6, 3, -4, 1, 2, 8, 3, 7, 9, 0, 0);
  }

  @Test
  void slicesTakeTheirRange() {
    Tensor x = of(new int[] {2, 3}, 1, 2, 3, 4, 5, 6);

    assertThat(numbers(Slicing.slice(x, -1, 1, 3))).containsExactly(2, 3, 5, 6);
    assertThat(numbers(Slicing.slice(x, 0, 1, 2))).containsExactly(4, 5, 6);
    assertThat(Slicing.slice(x, 0, 1, 1).shape()).isEqualTo(Shape.of(0, 3));
    assertThatThrownBy(() -> Slicing.slice(x, 1, 2, 4))
        .hasMessage("slice: expected a range within dimension 1 of [2, 3] but got 2 to 4.");
  }

  @Test
  void softmaxOfLargeNumbersStaysFinite() {
    Tensor x = of(new int[] {2, 3}, 1000, 1001, 999, -1000, -1000, -1000);
    float[] p = numbers(Softmax.softmax(x));
    float[] logs = numbers(Softmax.logSoftmax(x));

    double sum = Math.exp(0) + Math.exp(-1) + Math.exp(-2);
    assertThat(p[0]).isCloseTo((float) (Math.exp(-1) / sum), within(1e-6f));
    assertThat(p[1]).isCloseTo((float) (1 / sum), within(1e-6f));
    assertThat(p[4]).isCloseTo(1f / 3, within(1e-6f));
    assertThat(logs[2]).isCloseTo((float) (-2 - Math.log(sum)), within(1e-4f));
    assertThat(logs[5]).isCloseTo((float) -Math.log(3), within(1e-4f));
  }

  @Test
  void layerNormOfOneRowByHand() {
    // Mean 2, variance (1 + 0 + 1) / 3, so that the rows are -1, 0 and 1 over sqrt(2 / 3).
    Tensor y =
        Normalization.layerNorm(
            of(new int[] {1, 3}, 1, 2, 3),
            of(new int[] {3}, 1, 2, 3),
            of(new int[] {3}, 0, 0.5f, 1),
            0);

    float s = (float) (1 / Math.sqrt(2.0 / 3));
    assertThat(numbers(y)).containsExactly(new float[] {-s, 0.5f, 3 * s + 1}, within(1e-6f));
  }

  @Test
  void aSumHasTheSameBitsForAnyNumberOfThreads() {
    Parameter x = GradientCheck.random(5, 123_457);
    float alone = sum(x, 1);

    assertThat(sum(x, 2)).isEqualTo(alone);
    assertThat(sum(x, 3)).isEqualTo(alone);
    double expected = 0;
    for (float v : x.data()) {
      expected += v;
    }
    assertThat((double) alone).isCloseTo(expected, within(1e-4));
  }

  private static float sum(Parameter x, int threads) {
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.inference()) {
      return Reductions.sum(tape.parameter(x)).scalar();
    }
  }

  @Test
  void dropoutKeepsAsManyAsItSaysAndPassesGradientsThroughTheSameMask() {
    Parameter ones = new Parameter(Array.zeros(300_001));
    Arrays.fill(ones.data(), 1);
    try (Workspace two = new Workspace(2);
        Tape training = two.training(1, 2)) {
      Tensor y = Elementwise.dropout(training.parameter(ones), 0.3f);
      float[] values = numbers(y);
      training.backward(Reductions.sum(y));
      float[] gradient = Arrays.copyOf(training.gradient(ones), values.length);

      int dropped = 0;
      for (float v : values) {
        assertThat(v == 0 || v == 1 / 0.7f).isTrue();
        dropped += v == 0 ? 1 : 0;
      }
      // Four standard deviations of a binomial count are 4 * sqrt(300001 * 0.21) = 1004.
      assertThat(dropped).isCloseTo(90_000, within(1004));
      assertThat(gradient).isEqualTo(values);
    }
  }

  @Test
  void dropoutDropsOtherElementsInEachStepAndEachOp() {
    Parameter ones = new Parameter(Array.zeros(1000));
    Arrays.fill(ones.data(), 1);
    float[] first;
    try (Tape training = new Workspace(1).training(1, 2)) {
      first = numbers(Elementwise.dropout(training.parameter(ones), 0.5f));
      float[] second = numbers(Elementwise.dropout(training.parameter(ones), 0.5f));
      assertThat(agreements(first, second)).isBetween(400, 600);
    }
    try (Tape training = new Workspace(1).training(1, 3)) {
      float[] next = numbers(Elementwise.dropout(training.parameter(ones), 0.5f));
      assertThat(agreements(first, next)).isBetween(400, 600);
    }
    assertThat(Elementwise.dropout(tape.parameter(ones), 0.5f)).isSameAs(tape.parameter(ones));
  }

  private static int agreements(float[] a, float[] b) {
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += a[i] == b[i] ? 1 : 0;
    }
    return count;
  }
}
