package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.Golden;
import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the engine offers to cells but no cell of the library uses: a step without a product, and
 * whole rows. Their gradients stand in {@link RecurrentGradientTest}.
 */
class CellContractTest {
  private static final int BATCH = 45;
  private static final int STEPS = 6;
  private static final int INPUTS = 5;
  private static final int HIDDEN = 37;
  private static final int[] LENGTHS = new int[BATCH];

  static {
    Arrays.setAll(LENGTHS, b -> 1 + (b * 5 + 2) % STEPS);
  }

  private final Array x = GradientCheck.random(2, BATCH, STEPS, INPUTS).value();

  static Stream<Cell> cells() {
    return Stream.of(new IndependentRnn(), new NormalizedRnn());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void outputsAreThoseOfTheEquations(Cell cell) {
    Recurrent layer = Recurrent.of(cell, INPUTS, HIDDEN).build(new SplittableRandom(1));
    double[] expected = new double[BATCH * STEPS * HIDDEN];
    for (int b = 0; b < BATCH; b++) {
      double[] h = new double[HIDDEN];
      for (int t = 0; t < LENGTHS[b]; t++) {
        h = step(layer, (b * STEPS + t) * INPUTS, h);
        System.arraycopy(h, 0, expected, (b * STEPS + t) * HIDDEN, HIDDEN);
      }
    }
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Sequence input = new Sequence(tape.constant(x), LENGTHS);
      Tensor y = layer.forward(input).sequence().values();
      Golden.assertClose("output", y.data(), y.shape().size(), expected);
    }
  }

  private double[] step(Recurrent layer, int at, double[] before) {
    boolean independent = layer.options().cell() instanceof IndependentRnn;
    double[] a = new double[HIDDEN];
    double squares = 0;
    for (int j = 0; j < HIDDEN; j++) {
      a[j] = weight(layer, "bias_ih_l0", j);
      for (int i = 0; i < INPUTS; i++) {
        a[j] += weight(layer, "weight_ih_l0", j * INPUTS + i) * x.data()[at + i];
      }
      if (independent) {
        a[j] = Math.max(0, a[j] + weight(layer, "u_l0", j) * before[j]);
        continue;
      }
      a[j] += weight(layer, "bias_hh_l0", j);
      for (int k = 0; k < HIDDEN; k++) {
        a[j] += weight(layer, "weight_hh_l0", j * HIDDEN + k) * before[k];
      }
      squares += a[j] * a[j];
    }
    double r = Math.sqrt(squares / HIDDEN + NormalizedRnn.FLOOR);
    return independent ? a : Arrays.stream(a).map(v -> Math.tanh(v / r)).toArray();
  }

  private static double weight(Recurrent layer, String name, int i) {
    return layer.parameters().get(name).data()[i];
  }

  @ParameterizedTest
  @MethodSource("cells")
  void oneThreadAndTwoGiveTheSameBits(Cell cell) {
    Recurrent layer =
        Recurrent.of(cell, INPUTS, HIDDEN).layers(2).bidirectional().build(new SplittableRandom(1));
    List<float[]> one = outputsAndGradients(layer, 1);
    List<float[]> two = outputsAndGradients(layer, 2);
    assertThat(one).hasSize(layer.parameters().size() + 3);
    for (int i = 0; i < one.size(); i++) {
      assertThat(two.get(i)).isEqualTo(one.get(i));
    }
  }

  private List<float[]> outputsAndGradients(Recurrent layer, int threads) {
    List<float[]> all = new ArrayList<>();
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, 0)) {
      Tensor input = tape.variable(x);
      Recurrent.Output out = layer.forward(new Sequence(input, LENGTHS));
      Tensor y = out.sequence().values();
      Array weights = GradientCheck.random(3, y.shape().toArray()).value();
      tape.backward(RecurrentGoldenTest.weighted(tape, y, weights));
      all.add(y.toArray().data());
      all.add(out.state().getFirst().toArray().data());
      all.add(Arrays.copyOf(input.gradient(), input.shape().size()));
      layer
          .parameters()
          .values()
          .forEach(p -> all.add(Arrays.copyOf(tape.gradient(p), p.data().length)));
    }
    return all;
  }
}
