package eddy.layer;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.layer.Attention.Score;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttentionTest {
  private static final int[] QUERIES = {4, 1, 3};
  private static final int[] STATES = {2, 5, 1};

  private final Parameter queries = random(1, 3, 4, 6);
  private final Parameter states = random(2, 3, 5, 3);

  private static Attention layer(Score score) {
    return new Attention(score, 6, 3, new SplittableRandom(5));
  }

  private static Attention.Output run(Attention layer, Tensor queries, Tensor states) {
    return layer.forward(
        new Sequence(queries, QUERIES), layer.memory(new Sequence(states, STATES)));
  }

  @ParameterizedTest
  @EnumSource(Score.class)
  void gradientsAreThoseOfFiniteDifferences(Score score) {
    Attention layer = layer(score);
    Parameter[] all = layer.parameters().values().toArray(Parameter[]::new);
    Parameter[] checked = Arrays.copyOf(all, all.length + 2);
    checked[all.length] = queries;
    checked[all.length + 1] = states;
    check(t -> run(layer, t.parameter(queries), t.parameter(states)).contexts(), checked);
  }

  /** The equations of the class comment, word for word. */
  @ParameterizedTest
  @EnumSource(Score.class)
  void contextsAreThoseOfTheEquations(Score score) {
    Attention layer = layer(score);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Attention.Output output =
          run(layer, tape.constant(queries.value()), tape.constant(states.value()));
      float[] contexts = output.contexts().toArray().data();
      float[] weights = output.weights().toArray().data();
      for (int b = 0; b < 3; b++) {
        for (int t = 0; t < 4; t++) {
          double[] a = new double[5];
          if (t < QUERIES[b]) {
            for (int s = 0; s < STATES[b]; s++) {
              a[s] = Math.exp(score(layer, score, b, t, s));
            }
          }
          double sum = Math.max(1e-300, Arrays.stream(a).sum());
          for (int s = 0; s < 5; s++) {
            assertThat((double) weights[(b * 4 + t) * 5 + s]).isCloseTo(a[s] / sum, within(1e-6));
          }
          for (int k = 0; k < 3; k++) {
            double context = 0;
            for (int s = 0; s < 5; s++) {
              context += a[s] / sum * states.data()[(b * 5 + s) * 3 + k];
            }
            assertThat((double) contexts[(b * 4 + t) * 3 + k]).isCloseTo(context, within(1e-5));
          }
        }
      }
    }
  }

  private double score(Attention layer, Score score, int b, int t, int s) {
    double sum = 0;
    for (int h = 0; h < 6; h++) {
      double key = 0;
      for (int k = 0; k < 3; k++) {
        key += weight(layer, "weight_key", h * 3 + k) * states.data()[(b * 5 + s) * 3 + k];
      }
      if (score == Score.MULTIPLICATIVE) {
        sum += key * queries.data()[(b * 4 + t) * 6 + h];
      } else {
        double asked = weight(layer, "bias", h);
        for (int i = 0; i < 6; i++) {
          asked += weight(layer, "weight_query", h * 6 + i) * queries.data()[(b * 4 + t) * 6 + i];
        }
        sum += weight(layer, "weight_score", h) * Math.tanh(key + asked);
      }
    }
    return sum;
  }

  private static double weight(Attention layer, String name, int index) {
    return layer.parameters().get(name).data()[index];
  }

  @ParameterizedTest
  @EnumSource(Score.class)
  void aPairAloneGivesTheSameBitsAsInABatch(Score score) {
    Attention layer = layer(score);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      float[] together =
          run(layer, tape.constant(queries.value()), tape.constant(states.value()))
              .contexts()
              .toArray()
              .data();
      float[] alone =
          layer
              .forward(
                  Sequence.full(tape.constant(cut(queries, 4 * 6, 2, 3, 6))),
                  layer.memory(Sequence.full(tape.constant(cut(states, 5 * 3, 2, 1, 3)))))
              .contexts()
              .toArray()
              .data();
      assertThat(alone).isEqualTo(Arrays.copyOfRange(together, 2 * 4 * 3, 2 * 4 * 3 + 3 * 3));
    }
  }

  private static Array cut(Parameter from, int stride, int row, int time, int width) {
    Array part = Array.zeros(1, time, width);
    System.arraycopy(from.data(), row * stride, part.data(), 0, time * width);
    return part;
  }

  @Test
  void queriesOfAnotherSizeAreRefused() {
    Attention layer = layer(Score.ADDITIVE);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Attention.Memory memory = layer.memory(Sequence.full(tape.constant(states.value())));
      assertThatThrownBy(
              () -> layer.forward(Sequence.full(tape.constant(Array.zeros(3, 4, 5))), memory))
          .hasMessageContaining("expected queries [3, time, 6] but got [3, 4, 5]");
    }
  }
}
