package eddy.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.Golden;
import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdaptiveSoftmaxTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final AdaptiveSoftmax softmax = new AdaptiveSoftmax(6, 9, new int[] {3, 4}, random);
  private final Parameter x = GradientCheck.random(1, 2, 4, 6);
  private final int[] ids = {0, 8, 3, -1, 4, 2, -1, 6};

  @Test
  void lossProbabilitiesAndGradientsAreThoseOfPyTorch() {
    Golden golden = Golden.load("adaptive-softmax");
    int[] cutoffs = golden.integers("cutoffs");
    AdaptiveSoftmax layer =
        new AdaptiveSoftmax(golden.shape("x").last(), golden.integer("classes"), cutoffs, random);
    layer.parameters().forEach((name, value) -> value.set(name, golden.array(name)));
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("x"));
      Tensor all = layer.logProbabilities(x);
      golden.assertClose("log_probabilities", all.data(), all.shape().size());
      Tensor loss = layer.loss(x, golden.integers("ids"));
      golden.assertClose("loss", loss.data(), 1);
      tape.backward(loss);
      golden.assertClose("d_x", x.gradient(), x.shape().size());
      layer
          .parameters()
          .forEach((name, value) ->
              golden.assertClose("d_" + name, tape.gradient(value), value.shape().size()));
    }
  }

  @Test
  void gradientsOfLossAndOfAllProbabilities() {
    Parameter[] all =
        Stream.concat(Stream.of(x), softmax.parameters().values().stream())
            .toArray(Parameter[]::new);
    GradientCheck.check(t -> softmax.loss(t.parameter(x), ids), all);
    GradientCheck.check(t -> softmax.logProbabilities(t.parameter(x)), all);
  }

  @Test
  void probabilitiesAddUpToOneAndTheLossIsTheirMeanWithoutIgnoredRows() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor all = softmax.logProbabilities(tape.parameter(x));
      assertThat(all.shape()).isEqualTo(Shape.of(2, 4, 9));
      double expected = 0;
      for (int row = 0; row < 8; row++) {
        double sum = 0;
        for (int c = 0; c < 9; c++) {
          sum += Math.exp(all.data()[row * 9 + c]);
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
        expected -= ids[row] < 0 ? 0 : all.data()[row * 9 + ids[row]] / 6;
      }
      assertThat((double) softmax.loss(tape.parameter(x), ids).scalar())
          .isCloseTo(expected, within(1e-5));
      int[] none = new int[8];
      Arrays.fill(none, -1);
      assertThat(softmax.loss(tape.parameter(x), none).scalar()).isZero();
    }
  }

  @Test
  void oneThreadAndTwoGiveTheSameBits() {
    assertThat(gradients(2)).isEqualTo(gradients(1));
  }

  private static float[] gradients(int threads) {
    AdaptiveSoftmax large =
        new AdaptiveSoftmax(64, 2000, new int[] {200, 900}, new SplittableRandom(3));
    Array input = GradientCheck.random(2, 300, 64).value();
    int[] targets = new int[300];
    Arrays.setAll(targets, i -> i * i % 2000);
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(input);
      tape.backward(large.loss(x, targets));
      return Arrays.copyOf(x.gradient(), x.shape().size());
    }
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> new AdaptiveSoftmax(6, 9, new int[] {4, 3}, random))
        .hasMessage(
            "AdaptiveSoftmax: expected rising cutoffs from 1 to below 9, the number of classes, but"
                + " got [4, 3].");
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      assertThatThrownBy(() -> softmax.loss(tape.constant(Array.zeros(1, 6)), new int[] {9}))
          .hasMessage("AdaptiveSoftmax: expected ids below 9 but got 9.");
      assertThatThrownBy(() -> softmax.loss(tape.constant(Array.zeros(1, 5)), new int[] {1}))
          .hasMessage(
              "AdaptiveSoftmax: expected input [..., 6] and an id for each row but got [1, 5] and 1"
                  + " ids.");
    }
  }
}
