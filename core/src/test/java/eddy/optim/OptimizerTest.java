package eddy.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/** The loss is {@code sum(c * w)}, so that the gradient of step t is what the test chooses. */
class OptimizerTest {
  private static final double RATE = 0.1;

  private static double gradient(int step) {
    return Math.sin(step * 1.7) + 0.3;
  }

  /** Ten steps of a [1, 1] weight that begins at 0.8, each compared with a recurrence in double. */
  private static void tenSteps(UpdateRule rule, DoubleBinaryOperator next) {
    Parameter w = new Parameter(new Array(Shape.of(1, 1), new float[] {0.8f}));
    Optimizer optimizer = new Optimizer(rule, map("w", w));
    double expected = 0.8;
    try (Workspace workspace = new Workspace(1)) {
      for (int t = 1; t <= 10; t++) {
        step(workspace, optimizer, w, (float) gradient(t), 1);
        expected = next.applyAsDouble(expected, gradient(t));
        assertThat((double) w.data()[0]).as("step %d", t).isCloseTo(expected, within(3e-6));
      }
    }
  }

  private static void step(
      Workspace workspace, Optimizer optimizer, Parameter w, float gradient, double clip) {
    Array factors = Array.zeros(w.shape().toArray());
    java.util.Arrays.fill(factors.data(), gradient);
    Gradients gradients = new Gradients(optimizer.parameters());
    try (Tape tape = workspace.training(1, 1)) {
      tape.backward(
          Reductions.sum(Elementwise.multiply(tape.parameter(w), tape.constant(factors))));
      gradients.complete(tape);
      if (clip < 1) {
        gradients.clip(clip);
      }
      optimizer.step(gradients, RATE);
    }
  }

  private static SequencedMap<String, Parameter> map(String name, Parameter parameter) {
    SequencedMap<String, Parameter> map = new LinkedHashMap<>();
    map.put(name, parameter);
    return map;
  }

  @Test
  void plainDescentWithWeightDecay() {
    tenSteps(new Sgd(0, false, 0.2), (w, g) -> w - RATE * (g + 0.2 * w));
  }

  @Test
  void momentum() {
    double[] b = {0};
    tenSteps(
        new Sgd(0.9, false, 0.2),
        (w, g) -> {
          b[0] = 0.9 * b[0] + g + 0.2 * w;
          return w - RATE * b[0];
        });
  }

  @Test
  void nesterovsMomentum() {
    double[] b = {0};
    tenSteps(
        new Sgd(0.9, true, 0.2),
        (w, g) -> {
          double d = g + 0.2 * w;
          b[0] = 0.9 * b[0] + d;
          return w - RATE * (d + 0.9 * b[0]);
        });
  }

  @Test
  void adamAddsTheDecayToTheGradient() {
    double[] s = new double[3];
    tenSteps(
        new Adam(0.8, 0.95, 1e-8, 0.2, false),
        (w, g) -> {
          double d = g + 0.2 * w;
          return w - adam(s, d);
        });
  }

  @Test
  void adamWDecaysTheWeightItself() {
    double[] s = new double[3];
    tenSteps(new Adam(0.8, 0.95, 1e-8, 0.2, true), (w, g) -> w * (1 - RATE * 0.2) - adam(s, g));
  }

  private static double adam(double[] s, double g) {
    s[0] = 0.8 * s[0] + 0.2 * g;
    s[1] = 0.95 * s[1] + 0.05 * g * g;
    s[2]++;
    double m = s[0] / (1 - Math.pow(0.8, s[2]));
    double v = s[1] / (1 - Math.pow(0.95, s[2]));
    return RATE * m / (Math.sqrt(v) + 1e-8);
  }

  @Test
  void rmsProp() {
    double[] v = {0};
    tenSteps(
        new RmsProp(0.9, 1e-8, 0, false, 0.2),
        (w, g) -> {
          double d = g + 0.2 * w;
          v[0] = 0.9 * v[0] + 0.1 * d * d;
          return w - RATE * d / (Math.sqrt(v[0]) + 1e-8);
        });
  }

  @Test
  void rmsPropCenteredWithMomentum() {
    double[] s = new double[3];
    tenSteps(
        new RmsProp(0.9, 1e-2, 0.5, true, 0),
        (w, g) -> {
          s[0] = 0.9 * s[0] + 0.1 * g * g;
          s[1] = 0.9 * s[1] + 0.1 * g;
          s[2] = 0.5 * s[2] + g / (Math.sqrt(s[0] - s[1] * s[1]) + 1e-2);
          return w - RATE * s[2];
        });
  }

  @Test
  void rmsPropWithMomentum() {
    double[] s = new double[2];
    tenSteps(
        new RmsProp(0.9, 1e-8, 0.5, false, 0),
        (w, g) -> {
          s[0] = 0.9 * s[0] + 0.1 * g * g;
          s[1] = 0.5 * s[1] + g / (Math.sqrt(s[0]) + 1e-8);
          return w - RATE * s[1];
        });
  }

  @Test
  void rmsPropCentered() {
    double[] s = new double[2];
    tenSteps(
        new RmsProp(0.9, 1e-2, 0, true, 0.2),
        (w, g) -> {
          double d = g + 0.2 * w;
          s[0] = 0.9 * s[0] + 0.1 * d * d;
          s[1] = 0.9 * s[1] + 0.1 * d;
          return w - RATE * d / (Math.sqrt(s[0] - s[1] * s[1]) + 1e-2);
        });
  }

  @Test
  void adagrad() {
    double[] s = {0.4, 0};
    tenSteps(
        new Adagrad(0.05, 1e-10, 0.4, 0.2),
        (w, g) -> {
          double d = g + 0.2 * w;
          s[0] += d * d;
          return w - RATE / (1 + s[1]++ * 0.05) * d / (Math.sqrt(s[0]) + 1e-10);
        });
  }

  @Test
  void clippingScalesTheGradientOfTheStep() {
    Parameter w = new Parameter(Array.zeros(4));
    try (Workspace workspace = new Workspace(1)) {
      // The norm of four gradients of 3 is 6, so that a limit of 0.6 leaves 0.3 of each.
      step(workspace, new Optimizer(new Sgd(), map("w", w)), w, 3, 0.6);
    }
    assertThat(w.data()).containsOnly(w.data()[0]);
    assertThat(w.data()[0]).isCloseTo(-0.03f, within(1e-7f));
  }

  @Test
  void biasesAreNotDecayedAndGroupsHaveTheirOwnRates() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    for (String name : new String[] {"slow", "frozen", "plain"}) {
      Array matrix = Array.zeros(2, 2);
      java.util.Arrays.fill(matrix.data(), 1);
      all.put(name, new Parameter(matrix));
    }
    Array vector = Array.zeros(2);
    java.util.Arrays.fill(vector.data(), 1);
    all.put("bias", new Parameter(vector));
    Groups groups =
        Groups.standard()
            .frozen(name -> name.equals("frozen"))
            .withRate(name -> name.equals("slow"), 0.5);
    Optimizer optimizer = new Optimizer(new Sgd(0, false, 0.5), all, groups);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 1)) {
      Gradients gradients = new Gradients(optimizer.parameters());
      gradients.complete(tape);
      optimizer.step(gradients, RATE);
    }

    assertThat(optimizer.parameters()).doesNotContainKey("frozen");
    assertThat(all.get("plain").data()).containsOnly(0.95f);
    assertThat(all.get("slow").data()).containsOnly(0.975f);
    assertThat(all.get("frozen").data()).containsOnly(1);
    assertThat(all.get("bias").data()).containsOnly(1);
  }

  @Test
  void aRestoredOptimizerGoesOnWithTheSameBits() {
    Parameter w = GradientCheck.random(1, 5, 3);
    Optimizer optimizer = new Optimizer(new Adam(), map("layer.weight", w));
    try (Workspace workspace = new Workspace(1)) {
      step(workspace, optimizer, w, 0.3f, 1);
      SortedMap<String, Array> state = new TreeMap<>();
      optimizer.state().forEach((name, array) -> state.put(name, array.copy()));
      float[] kept = w.data().clone();
      step(workspace, optimizer, w, -0.1f, 1);
      float[] expected = w.data().clone();

      System.arraycopy(kept, 0, w.data(), 0, kept.length);
      Optimizer other = new Optimizer(new Adam(), map("layer.weight", w));
      other.restore(state, 1);
      step(workspace, other, w, -0.1f, 1);

      assertThat(w.data()).isEqualTo(expected);
      assertThat(state.keySet())
          .containsExactly("adam.exp_avg/layer.weight", "adam.exp_avg_sq/layer.weight");
      state.remove("adam.exp_avg/layer.weight");
      assertThatThrownBy(() -> other.restore(state, 1))
          .hasMessage(
              "Optimizer: expected state adam.exp_avg/layer.weight of shape [5, 3] but got none.");
    }
  }
}
