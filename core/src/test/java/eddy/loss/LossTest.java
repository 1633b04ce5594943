package eddy.loss;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.distinct;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LossTest {
  private final Parameter x = random(1, 3, 4, 5);
  private final Array target = random(2, 3, 4, 5).value();
  private final Array weights =
      new Array(Shape.of(3, 4), new float[] {1, 0, 0.5f, 2, 1, 1, 0, 0, 3, 0, 1, 0.25f});

  private static float value(Function<Tape, Tensor> loss) {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      return loss.apply(tape).scalar();
    }
  }

  private static Array row(float... values) {
    return new Array(Shape.of(values.length), values);
  }

  private static float value(BiFunction<Tensor, Tensor, Tensor> loss, Array x, Array t) {
    return value(tape -> loss.apply(tape.constant(x), tape.constant(t)));
  }

  @Test
  void valuesByHand() {
    Array p = row(1, 2, 5);
    Array t = row(0, 4, 4.5f);

    assertThat(value(Loss::meanSquared, p, t)).isCloseTo((1 + 4 + 0.25f) / 3, within(1e-6f));
    assertThat(value(Loss::meanAbsolute, p, t)).isCloseTo((1 + 2 + 0.5f) / 3, within(1e-6f));
    // Within delta: 0.125; outside: 1.5 * (2 - 0.75) for the difference 2, 0.5 for 1.
    assertThat(value((a, b) -> Loss.huber(a, b, 1.5), p, t))
        .isCloseTo((0.5f + 1.875f + 0.125f) / 3, within(1e-6f));
  }

  @Test
  void activationAndItsChangeCountTrueStepsOnly() {
    float nan = Float.NaN;
    Array h = new Array(Shape.of(2, 3, 2), new float[] {1, 2, 3, 0, 3, 1, -1, 4, 2, 2, nan, nan});
    int[] lengths = {3, 2};

    // Squares: 1 + 4 + 9 + 0 + 9 + 1 and 1 + 16 + 4 + 4, over the five true steps of two.
    assertThat(value(t -> Loss.activation(new Sequence(t.constant(h), lengths)))).isEqualTo(4.9f);
    // Changes: (2, -2) and (0, 1); (3, -2), over three pairs of two.
    assertThat(value(t -> Loss.temporalActivation(new Sequence(t.constant(h), lengths))))
        .isCloseTo((4 + 4 + 1 + 9 + 4) / 6f, within(1e-6f));
    assertThat(value(t -> Loss.temporalActivation(new Sequence(t.constant(h), new int[] {1, 1}))))
        .isZero();
    Array step = Array.zeros(2, 1, 3);
    assertThat(value(t -> Loss.temporalActivation(Sequence.full(t.constant(step))))).isZero();
    check(t -> Loss.activation(new Sequence(t.parameter(x), new int[] {4, 1, 3})), x);
    check(t -> Loss.temporalActivation(new Sequence(t.parameter(x), new int[] {4, 1, 3})), x);
  }

  @Test
  void binaryCrossEntropyByHandAndWithoutOverflow() {
    double s = 1 / (1 + Math.exp(-0.7));
    double expected = -0.2 * Math.log(s) - 0.8 * Math.log(1 - s);

    assertThat(value(Loss::binaryCrossEntropy, row(0.7f), row(0.2f)))
        .isCloseTo((float) expected, within(1e-6f));
    assertThat(value(Loss::binaryCrossEntropy, row(500, -500), row(0, 1))).isEqualTo(500);
    assertThat(value(Loss::binaryCrossEntropy, row(500, -500), row(1, 0)))
        .isCloseTo(0, within(1e-30f));
  }

  @Test
  void crossEntropyByHandWithIgnoredRowsAndSmoothing() {
    Array logits = new Array(Shape.of(3, 2), new float[] {1, 3, Float.NaN, 7, -2, 500});
    double log = Math.log(1 + Math.exp(-2));

    // Row 0 of class 0 loses 2 + log, row 2 of class 1 nothing; the row between is ignored.
    assertThat(value(t -> Loss.crossEntropy(t.constant(logits), new int[] {0, -1, 1})))
        .isCloseTo((float) ((2 + log) / 2), within(1e-6f));
    // With smoothing 0.2 class 0 weighs 0.9 and class 1, which loses log, 0.1.
    assertThat(value(t -> Loss.crossEntropy(t.constant(logits), new int[] {0, -1, -1}, 0.2)))
        .isCloseTo((float) (0.9 * (2 + log) + 0.1 * log), within(1e-6f));
  }

  @Test
  void weightsCountWholeStepsAndZeroHidesWhateverIsThere() {
    Array p = new Array(Shape.of(2, 2), new float[] {1, 3, Float.NaN, Float.POSITIVE_INFINITY});
    Array t = new Array(Shape.of(2, 2), new float[] {0, 0, 0, 0});

    assertThat(
            value(tape ->
                Loss.meanSquared(tape.constant(p), tape.constant(t), tape.constant(row(2, 0)))))
        .isEqualTo(5);
  }

  @Test
  void aLossOfNothingIsZeroWithoutAGradient() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 1)) {
      Tensor loss =
          Loss.meanAbsolute(
              tape.parameter(x), tape.constant(target), tape.constant(Array.zeros(3, 4)));
      tape.backward(loss);

      assertThat(loss.scalar()).isZero();
      assertThat(Arrays.copyOf(tape.gradient(x), 60)).containsOnly(0);
    }
  }

  @Test
  void theMaskOfASequenceIsOneAtTrueSteps() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence sequence = new Sequence(tape.constant(Array.zeros(2, 3, 4)), new int[] {1, 3});

      assertThat(Loss.mask(sequence).toArray().data()).containsExactly(1, 0, 0, 1, 1, 1);
    }
  }

  @Test
  void gradientsOfTheWholeMean() {
    check(t -> Loss.meanSquared(t.parameter(x), t.constant(target)), x);
    check(t -> Loss.huber(t.parameter(x), t.constant(target), 0.7), x);
    Parameter logits = random(3, 7, 3);
    Array probabilities = Array.zeros(7, 3);
    for (int i = 0; i < 21; i++) {
      probabilities.data()[i] = i / 20f;
    }
    check(t -> Loss.binaryCrossEntropy(t.parameter(logits), t.constant(probabilities)), logits);
    Parameter kinked = distinct(4, 3, 4, 5);
    check(t -> Loss.meanAbsolute(t.parameter(kinked), t.constant(Array.zeros(3, 4, 5))), kinked);
  }

  @Test
  void gradientsOfTheWeightedMean() {
    check(t -> Loss.meanSquared(t.parameter(x), t.constant(target), t.constant(weights)), x);
    check(t -> Loss.huber(t.parameter(x), t.constant(target), 0.7, t.constant(weights)), x);
    check(t -> Loss.binaryCrossEntropy(t.parameter(x), t.constant(target), t.constant(weights)), x);
    Parameter kinked = distinct(4, 3, 4, 5);
    Array zeros = Array.zeros(3, 4, 5);
    check(
        t -> Loss.meanAbsolute(t.parameter(kinked), t.constant(zeros), t.constant(weights)),
        kinked);
  }

  @Test
  void gradientsOfCrossEntropy() {
    int[] ids = {0, 4, -1, 2, 2, 1, -3, 3, 0, 4, 1, 2};
    check(t -> Loss.crossEntropy(t.parameter(x), ids), x);
    check(t -> Loss.crossEntropy(t.parameter(x), ids, 0.1), x);
  }

  @Test
  void gradientsOfCrossEntropyAddToThoseThatAreThere() {
    int[] ids = {0, 4, -1, 2, 2, 1, -3, 3, 0, 4, 1, 2};
    int[] others = {1, -1, 3, 0, -1, 1, 4, 2, 2, 0, 3, 1};
    check(
        t ->
            Elementwise.add(
                Loss.crossEntropy(t.parameter(x), ids, 0.1),
                Loss.crossEntropy(t.parameter(x), others)),
        x);
  }

  @Test
  void lossesHaveTheSameBitsForAnyNumberOfThreads() {
    Parameter large = random(5, 1001, 37);
    Array other = random(6, 1001, 37).value();
    Array rows = random(7, 1001).value();
    int[] ids = new int[1001];
    Arrays.setAll(ids, i -> i % 40 < 37 ? i % 40 : -1);
    assertSameBits(large, t -> Loss.huber(t.parameter(large), t.constant(other), 1));
    assertSameBits(
        large, t -> Loss.meanSquared(t.parameter(large), t.constant(other), t.constant(rows)));
    assertSameBits(large, t -> Loss.binaryCrossEntropy(t.parameter(large), t.constant(other)));
    assertSameBits(large, t -> Loss.crossEntropy(t.parameter(large), ids, 0.1));
  }

  private static void assertSameBits(Parameter x, Function<Tape, Tensor> loss) {
    float[] alone = lossAndGradient(x, loss, 1);
    assertThat(lossAndGradient(x, loss, 2)).isEqualTo(alone);
    assertThat(lossAndGradient(x, loss, 3)).isEqualTo(alone);
  }

  private static float[] lossAndGradient(Parameter x, Function<Tape, Tensor> loss, int threads) {
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, 1)) {
      Tensor value = loss.apply(tape);
      tape.backward(value);
      int n = x.data().length;
      float[] all = Arrays.copyOf(tape.gradient(x), n + 1);
      all[n] = value.scalar();
      return all;
    }
  }

  @Test
  void mistakesAreNamed() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 1)) {
      Tensor p = tape.parameter(x);
      assertThatThrownBy(() -> Loss.meanSquared(p, tape.constant(weights)))
          .hasMessage(
              "meanSquared: expected a target of the prediction's shape [3, 4, 5] but got [3, 4].");
      assertThatThrownBy(() -> Loss.huber(p, p, 1)).hasMessageContaining("constant target");
      assertThatThrownBy(
              () -> Loss.meanSquared(p, tape.constant(target), tape.constant(Array.zeros(4, 3))))
          .hasMessageContaining("weights whose shape begins [3, 4, 5] but got [4, 3]");
      int[] ids = new int[12];
      ids[5] = 5;
      assertThatThrownBy(() -> Loss.crossEntropy(p, ids))
          .hasMessageContaining("expected ids below 5")
          .hasMessageContaining("got 5 at index 5");
    }
  }
}
