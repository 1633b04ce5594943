package eddy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final Parameter a = new Parameter(Array.zeros(3));
  private final Parameter b = new Parameter(Array.zeros(9001));

  GradientsTest() {
    parameters.put("a", a);
    parameters.put("b", b);
  }

  private static void backward(Tape tape, Parameter parameter, Array gradient) {
    tape.backward(
        Reductions.sum(Elementwise.multiply(tape.parameter(parameter), tape.constant(gradient))));
  }

  @Test
  void severalTapesGiveTheirMean() {
    Gradients gradients = new Gradients(parameters);
    Array first = GradientCheck.random(1, 3).value();
    Array second = GradientCheck.random(2, 3).value();
    Array third = GradientCheck.random(3, 3).value();
    try (Workspace workspace = new Workspace(1)) {
      for (int round = 0; round < 2; round++) {
        for (Array array : new Array[] {first, second}) {
          try (Tape tape = workspace.training(1, 1)) {
            backward(tape, a, array);
            gradients.accumulate(tape);
          }
        }
        try (Tape tape = workspace.training(1, 1)) {
          backward(tape, a, third);
          gradients.complete(tape);
          double squares = 0;
          for (int i = 0; i < 3; i++) {
            double mean = ((double) first.data()[i] + second.data()[i] + third.data()[i]) / 3;
            squares += mean * mean;
            assertThat(gradients.of("a")[i] * gradients.scale()).isCloseTo(mean, within(1e-6));
          }
          assertThat(gradients.norm()).isCloseTo(Math.sqrt(squares), within(1e-6));
        }
      }
    }
  }

  @Test
  void theNormIsThatOfAllParametersAndTheSameForAnyNumberOfThreads() {
    Array gradient = GradientCheck.random(4, 9001).value();
    double squares = 0;
    for (float g : gradient.data()) {
      squares += (double) g * g;
    }
    double alone = norm(gradient, 1);

    assertThat(alone).isCloseTo(Math.sqrt(squares), within(1e-9));
    assertThat(norm(gradient, 2)).isEqualTo(alone);
    assertThat(norm(gradient, 3)).isEqualTo(alone);
  }

  private double norm(Array gradient, int threads) {
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, 1)) {
      backward(tape, b, gradient);
      Gradients gradients = new Gradients(parameters);
      gradients.complete(tape);
      return gradients.norm();
    }
  }

  @Test
  void clippingLeavesSmallGradientsAloneAndReturnsTheNormBefore() {
    Gradients gradients = new Gradients(parameters);
    Array gradient = Array.zeros(3);
    gradient.data()[0] = 3;
    gradient.data()[1] = -4;
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 1)) {
      backward(tape, a, gradient);
      gradients.complete(tape);

      assertThat(gradients.clip(6)).isEqualTo(5);
      assertThat(gradients.scale()).isEqualTo(1);
      assertThat(gradients.clip(2)).isEqualTo(5);
      assertThat(gradients.scale()).isEqualTo(2 / (5 + 1e-6));
      assertThat(gradients.norm()).isCloseTo(2, within(1e-6));
    }
  }

  @Test
  void anAverageMovesAndSwapsIn() {
    MovingAverage average = new MovingAverage(parameters, 0.75);
    a.data()[1] = 8;
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      average.update(tape);
      average.update(tape);
    }
    // 0, then 0.25 * 8 = 2, then 2 + 0.25 * 6.
    average.swap();
    assertThat(a.data()).containsExactly(0, 3.5f, 0);
    average.swap();
    assertThat(a.data()).containsExactly(0, 8, 0);
  }

  @Test
  void aPlainAverageBeginsWhenValidationIsWorseThanTheBestOfLongAgo() {
    MovingAverage average = MovingAverage.afterStagnation(parameters, 2);
    double[] metrics = {5, 4, 4.5, 4.2, 3.9, 4.1};
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      for (double metric : metrics) {
        average.update(tape);
        average.swap();
        assertThat(a.data()).containsExactly(0, 0, 0);
        // The last is the first that is worse than one more than two epochs ago, 4.
        average.validated(metric);
      }
      MovingAverage resumed = MovingAverage.afterStagnation(parameters, 2);
      resumed.restore(average.state(), average.counters());
      for (float value : new float[] {1, 2, 6}) {
        a.data()[1] = value;
        average.update(tape);
        resumed.update(tape);
      }
      assertThat(resumed.counters()).isEqualTo(average.counters()).startsWith("3 5.0 4.0 4.5");
      resumed.swap();
      assertThat(a.data()).containsExactly(0, 3, 0);
      resumed.swap();
      assertThat(a.data()).containsExactly(0, 6, 0);
    }
  }
}
