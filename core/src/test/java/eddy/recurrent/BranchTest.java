package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A branch is a sequence of one step for every pair of state and input. */
class BranchTest {
  private static final int BATCH = 6;
  private static final int QUERIES = 3;
  private static final int STEPS = 5;
  private static final int INPUTS = 4;
  private static final int HIDDEN = 37;

  static Stream<Cell> cells() {
    return Stream.of(new Rnn(), new Rnn(Rnn.Activation.RELU), new Lstm(), new Gru());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void outputsAndGradientsAreThoseOfSingleSteps(Cell cell) {
    SplittableRandom random = new SplittableRandom(5);
    Recurrent layer = Recurrent.of(cell, INPUTS, HIDDEN).build(random);
    Array inputs = random(random, QUERIES, STEPS, INPUTS);
    Array weights = random(random, BATCH, STEPS, HIDDEN);
    List<Array> state = new ArrayList<>();
    for (int width : cell.carried(HIDDEN)) {
      state.add(random(random, 1, BATCH, width));
    }
    Map<String, float[]> branch = new LinkedHashMap<>();
    Map<String, float[]> single = new LinkedHashMap<>();
    try (Workspace workspace = new Workspace(2)) {
      try (Tape tape = workspace.training(1, 0)) {
        Tensor x = tape.variable(inputs);
        List<Tensor> h = state.stream().map(tape::variable).toList();
        Tensor y = layer.branch(x, h);
        Tensor loss = Reductions.sum(Elementwise.multiply(y, tape.constant(weights)));
        tape.backward(loss);
        collect(branch, layer, tape, y.toArray().data(), x, h);
      }
      try (Tape tape = workspace.training(1, 0)) {
        Array pairs = Array.zeros(BATCH * STEPS, 1, INPUTS);
        for (int b = 0; b < BATCH; b++) {
          int from = b % QUERIES * STEPS * INPUTS;
          int to = b * STEPS * INPUTS;
          System.arraycopy(inputs.data(), from, pairs.data(), to, STEPS * INPUTS);
        }
        Tensor x = tape.variable(pairs);
        List<Tensor> h = state.stream().map(array -> tape.variable(repeat(array))).toList();
        Tensor y = layer.forward(Sequence.full(x), h).sequence().values();
        Array flat = new Array(Shape.of(BATCH * STEPS, 1, HIDDEN), weights.data());
        Tensor loss = Reductions.sum(Elementwise.multiply(y, tape.constant(flat)));
        tape.backward(loss);
        collect(single, layer, tape, y.toArray().data(), x, h);
      }
    }
    single.put("x", sumOverStates(single.get("x")));
    for (int k = 0; k < state.size(); k++) {
      single.put("state" + k, sumOverSteps(single.get("state" + k)));
    }
    single.forEach((name, expected) -> requireClose(name, branch.get(name), expected));
  }

  private static void collect(
      Map<String, float[]> all, Recurrent layer, Tape tape, float[] y, Tensor x, List<Tensor> h) {
    all.put("y", y);
    all.put("x", java.util.Arrays.copyOf(x.gradient(), x.shape().size()));
    for (int k = 0; k < h.size(); k++) {
      Tensor state = h.get(k);
      all.put("state" + k, java.util.Arrays.copyOf(state.gradient(), state.shape().size()));
    }
    for (Map.Entry<String, Parameter> parameter : layer.parameters().entrySet()) {
      int size = parameter.getValue().shape().size();
      float[] gradient = tape.gradient(parameter.getValue());
      all.put(parameter.getKey(), java.util.Arrays.copyOf(gradient, size));
    }
  }

  private static void requireClose(String name, float[] actual, float[] expected) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as(name).isCloseTo(expected[i], within(2e-6f * largest));
    }
  }

  private static Array repeat(Array state) {
    int width = state.shape().last();
    Array all = Array.zeros(1, BATCH * STEPS, width);
    for (int i = 0; i < BATCH * STEPS; i++) {
      System.arraycopy(state.data(), i / STEPS * width, all.data(), i * width, width);
    }
    return all;
  }

  private static float[] sumOverSteps(float[] pairs) {
    int width = pairs.length / (BATCH * STEPS);
    float[] sum = new float[BATCH * width];
    for (int i = 0; i < pairs.length; i++) {
      sum[i / width / STEPS * width + i % width] += pairs[i];
    }
    return sum;
  }

  private static float[] sumOverStates(float[] pairs) {
    float[] sum = new float[QUERIES * STEPS * INPUTS];
    for (int i = 0; i < pairs.length; i++) {
      int state = i / (STEPS * INPUTS);
      sum[state % QUERIES * STEPS * INPUTS + i % (STEPS * INPUTS)] += pairs[i];
    }
    return sum;
  }

  private static Array random(SplittableRandom random, int... shape) {
    Array array = Array.zeros(shape);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = random.nextFloat(-1, 1);
    }
    return array;
  }

  @Test
  void aCellWithMoreThanOneProductIsRefused() {
    Recurrent layer = Recurrent.of(new Gru(false), 4, 5).build(new SplittableRandom(1));
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Tensor x = tape.constant(Array.zeros(1, 2, 4));
      Tensor h = tape.constant(Array.zeros(1, 3, 5));
      assertThatThrownBy(() -> layer.branch(x, List.of(h)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("single recurrent product");
    }
  }
}
