package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.recurrent.State;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Pooling;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the engine's run of the cell to {@link Reference}, and its gradients to differences. */
class MinimalGatedUnitTest {
  private static final int I = 3;
  private static final int H = 5;
  private static final int T = 6;

  /** A network, the lengths of its batch, and whether it begins with a state that is given. */
  record Case(String name, int layers, boolean reverse, boolean given, int... lengths) {
    Recurrent network() {
      RecurrentBuilder options = Recurrent.of(new MinimalGatedUnit(), I, H).layers(layers);
      return (reverse ? options.bidirectional() : options).build(new SplittableRandom(7));
    }

    int directions() {
      return reverse ? 2 : 1;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("plain", 1, false, false, T, T, T),
          new Case("ragged", 1, false, false, 2, T, 1, 4),
          new Case("reversed", 1, true, false, 3, T),
          new Case("stacked", 3, false, false, T, 5),
          new Case("from a state", 1, false, true, T, 4),
          new Case("all together", 2, true, true, 4, 1, T, 3));

  @ParameterizedTest
  @FieldSource("CASES")
  void outputsAndStatesAreThoseOfTheEquations(Case c) {
    Recurrent network = c.network();
    Array x = random(1, c.lengths.length, T, I);
    Array h0 = initial(c);
    Reference reference = new Reference(c, doubles(network, x, h0));
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Recurrent.Output output = run(c, network, tape.constant(x), tape.constant(h0));
      near(output.sequence().values().toArray().data(), reference.outputs());
      near(output.state().getFirst().toArray().data(), reference.last());
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void gradientsAreThoseOfFiniteDifferences(Case c) {
    Recurrent network = c.network();
    Array x = random(1, c.lengths.length, T, I);
    Array h0 = initial(c);
    Array outputWeights = random(2, c.lengths.length, T, c.directions() * H);
    Array stateWeights = random(3, c.layers * c.directions(), c.lengths.length, H);
    Map<String, double[]> values = doubles(network, x, h0);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor xt = tape.variable(x);
      Tensor ht = tape.variable(h0);
      Recurrent.Output output = run(c, network, xt, ht);
      Tensor loss =
          Elementwise.add(
              weighted(output.sequence().values(), outputWeights),
              weighted(output.state().getFirst(), stateWeights));
      tape.backward(loss);
      for (Map.Entry<String, double[]> entry : values.entrySet()) {
        double[] expected =
            differences(
                entry.getValue(),
                () -> {
                  Reference reference = new Reference(c, values);
                  return dot(reference.outputs(), outputWeights.data())
                      + dot(reference.last(), stateWeights.data());
                });
        switch (entry.getKey()) {
          case "x" -> near(xt.gradient(), expected);
          case "h0" -> {
            if (c.given) {
              near(ht.gradient(), expected);
            }
          }
          case String name -> near(tape.gradient(network.parameters().get(name)), expected);
        }
      }
    }
  }

  @Test
  void aCarriedStateGoesOnWhereTheFirstHalfEnded() {
    Recurrent network = CASES.getFirst().network();
    Array whole = random(1, 1, T, I);
    Array first = new Array(random(1, 1, T / 2, I).shape(), half(whole, 0));
    Array second = new Array(first.shape(), half(whole, 1));
    try (Workspace workspace = new Workspace(1)) {
      float[] expected;
      try (Tape tape = workspace.inference()) {
        Sequence x = Sequence.full(tape.constant(whole));
        expected = Pooling.last(network.forward(x).sequence()).toArray().data();
      }
      assertThat(Tutorial.carried(network, first, second).data()).isEqualTo(expected);
    }
  }

  @Test
  void stateOfOneThreadAndOfTwoHaveTheSameBits() {
    Case c = CASES.getLast();
    assertThat(state(c, 1)).isEqualTo(state(c, 2));
  }

  private static float[] state(Case c, int threads) {
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.inference()) {
      Tensor x = tape.constant(random(1, c.lengths.length, T, I));
      List<Tensor> state = run(c, c.network(), x, tape.constant(initial(c))).state();
      return State.of(state).vectors().getFirst().data();
    }
  }

  private static Recurrent.Output run(Case c, Recurrent network, Tensor x, Tensor h0) {
    return network.forward(new Sequence(x, c.lengths), c.given ? List.of(h0) : List.of());
  }

  private static Array initial(Case c) {
    Array state = random(4, c.layers * c.directions(), c.lengths.length, H);
    return c.given ? state : Array.zeros(state.shape().toArray());
  }

  private static float[] half(Array whole, int which) {
    int size = whole.data().length / 2;
    return Arrays.copyOfRange(whole.data(), which * size, (which + 1) * size);
  }

  private static Tensor weighted(Tensor y, Array weights) {
    return Reductions.sum(Elementwise.multiply(y, y.tape().constant(weights)));
  }

  private static Map<String, double[]> doubles(Recurrent network, Array x, Array h0) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
      values.put(entry.getKey(), doubles(entry.getValue().data()));
    }
    values.put("x", doubles(x.data()));
    values.put("h0", doubles(h0.data()));
    return values;
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double[] differences(double[] values, DoubleSupplier function) {
    double[] slopes = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double kept = values[i];
      values[i] = kept + 1e-4;
      double above = function.getAsDouble();
      values[i] = kept - 1e-4;
      double below = function.getAsDouble();
      values[i] = kept;
      slopes[i] = (above - below) / 2e-4;
    }
    return slopes;
  }

  private static double dot(double[] a, float[] b) {
    return IntStream.range(0, b.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static void near(float[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], offset(1e-5 * largest));
    }
  }

  private static Array random(long seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    Array array = Array.zeros(shape);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = (float) random.nextGaussian();
    }
    return array;
  }

  /** The equations in doubles, one sequence after another. */
  private record Reference(Case c, Map<String, double[]> values) {

    double[] outputs() {
      return results().getFirst();
    }

    double[] last() {
      return results().getLast();
    }

    private List<double[]> results() {
      int batch = c.lengths.length;
      int width = c.directions() * H;
      double[] outputs = new double[batch * T * width];
      double[] last = new double[c.layers * c.directions() * batch * H];
      for (int b = 0; b < batch; b++) {
        double[][] x = new double[c.lengths[b]][];
        for (int t = 0; t < x.length; t++) {
          int at = (b * T + t) * I;
          x[t] = Arrays.copyOfRange(values.get("x"), at, at + I);
        }
        for (int layer = 0; layer < c.layers; layer++) {
          double[][] y = new double[x.length][width];
          for (int direction = 0; direction < c.directions(); direction++) {
            int at = ((layer * c.directions() + direction) * batch + b) * H;
            double[] h = Arrays.copyOfRange(values.get("h0"), at, at + H);
            for (int s = 0; s < x.length; s++) {
              int t = direction == 0 ? s : x.length - 1 - s;
              h = step("_l" + layer + (direction == 0 ? "" : "_reverse"), x[t], h);
              System.arraycopy(h, 0, y[t], direction * H, H);
            }
            System.arraycopy(h, 0, last, at, H);
          }
          x = y;
        }
        for (int t = 0; t < x.length; t++) {
          System.arraycopy(x[t], 0, outputs, (b * T + t) * width, width);
        }
      }
      return List.of(outputs, last);
    }

    private double[] step(String suffix, double[] x, double[] h) {
      double[] f = new double[H];
      double[] fh = new double[H];
      for (int j = 0; j < H; j++) {
        f[j] = 1 / (1 + Math.exp(-sum(suffix, j, x, h)));
        fh[j] = f[j] * h[j];
      }
      double[] next = new double[H];
      for (int j = 0; j < H; j++) {
        double n = Math.tanh(sum(suffix, H + j, x, fh));
        next[j] = (1 - f[j]) * h[j] + f[j] * n;
      }
      return next;
    }

    private double sum(String suffix, int row, double[] x, double[] h) {
      double sum = values.get("bias_ih" + suffix)[row] + values.get("bias_hh" + suffix)[row];
      for (int i = 0; i < x.length; i++) {
        sum += values.get("weight_ih" + suffix)[row * x.length + i] * x[i];
      }
      for (int k = 0; k < H; k++) {
        sum += values.get("weight_hh" + suffix)[row * H + k] * h[k];
      }
      return sum;
    }
  }
}
