package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.Golden;
import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every cell with so much work that two threads share it out, by units and by rows, against each
 * sequence alone on one thread.
 */
class SharedWorkTest {
  private static final int STEPS = 6;
  private static final int INPUTS = 7;

  /** What a run gave for each sequence, and for each parameter. */
  private record Run(List<float[]> bySequence, Map<String, double[]> byParameter) {}

  /** The sizes have more than 2^17 recurrent weights and end within a panel. */
  static Stream<Cell> byUnits() {
    return cells(67);
  }

  static Stream<Cell> byRows() {
    return cells(13);
  }

  private static Stream<Cell> cells(int projection) {
    return Stream.of(
        new Rnn(),
        new Rnn(Rnn.Activation.RELU),
        new Lstm(),
        new Lstm(true, 0),
        new Lstm(false, projection),
        new Gru(),
        new Gru(false));
  }

  @ParameterizedTest
  @MethodSource("byUnits")
  void threadsThatShareOutTheUnitsComputeWhatOneDoes(Cell cell) {
    Shares shares = new Shares();
    int hidden =
        switch (cell) {
          case Rnn _ -> 371;
          case Lstm lstm -> lstm.projection() > 0 ? 401 : 187;
          default -> 213;
        };
    compare(new Watched(cell, shares), hidden, 5);
    assertThat(shares.units).as("the shares of the units").hasSize(2);
    assertThat(shares.rows).as("where the rows begin").containsExactly(0);
  }

  @ParameterizedTest
  @MethodSource("byRows")
  void threadsThatShareOutTheRowsComputeWhatOneDoes(Cell cell) {
    Shares shares = new Shares();
    compare(new Watched(cell, shares), 29, 43);
    assertThat(shares.units).as("the shares of the units").containsExactly(0);
    assertThat(shares.rows).as("where the rows begin").hasSizeGreaterThan(1);
  }

  private static void compare(Watched cell, int hidden, int batch) {
    Recurrent layer =
        Recurrent.of(cell, INPUTS, hidden).bidirectional().build(new SplittableRandom(1));
    Array x = GradientCheck.random(2, batch, STEPS, INPUTS).value();
    Array weights = GradientCheck.random(3, batch, STEPS, layer.outputSize()).value();
    List<Array> state = new ArrayList<>();
    List<Array> stateWeights = new ArrayList<>();
    for (int width : cell.carried(hidden)) {
      state.add(GradientCheck.random(4 + state.size(), 2, batch, width).value());
      stateWeights.add(GradientCheck.random(6 + state.size(), 2, batch, width).value());
    }
    int[] lengths = new int[batch];
    Arrays.setAll(lengths, b -> 1 + (b * 5 + 2) % STEPS);
    Run shared;
    try (Workspace workspace = new Workspace(2)) {
      shared = run(workspace, layer, x, weights, state, stateWeights, lengths);
    }
    cell.shares.done = true;
    Map<String, double[]> sums = new LinkedHashMap<>();
    try (Workspace workspace = new Workspace(1)) {
      for (int b = 0; b < batch; b++) {
        int row = b;
        Run alone =
            run(
                workspace,
                layer,
                row(x, 0, row),
                row(weights, 0, row),
                state.stream().map(vector -> row(vector, 1, row)).toList(),
                stateWeights.stream().map(vector -> row(vector, 1, row)).toList(),
                new int[] {lengths[row]});
        // No sum runs over sequences here, so not a bit may differ.
        assertThat(shared.bySequence.get(row))
            .as("sequence " + row)
            .isEqualTo(alone.bySequence.getFirst());
        alone.byParameter.forEach((name, gradient) -> {
          double[] sum = sums.computeIfAbsent(name, _ -> new double[gradient.length]);
          Arrays.setAll(sum, i -> sum[i] + gradient[i]);
        });
      }
    }
    shared.byParameter.forEach((name, gradient) -> {
      float[] actual = new float[gradient.length];
      for (int i = 0; i < actual.length; i++) {
        actual[i] = (float) gradient[i];
      }
      Golden.assertClose("gradient of " + name, actual, actual.length, sums.get(name));
    });
  }

  /** Outputs, last states and the gradients of the input and the first states; all parameters. */
  private static Run run(
      Workspace workspace,
      Recurrent layer,
      Array x,
      Array weights,
      List<Array> state,
      List<Array> stateWeights,
      int[] lengths) {
    try (Tape tape = workspace.training(1, 0)) {
      Tensor input = tape.variable(x);
      List<Tensor> initial = state.stream().map(tape::variable).toList();
      Recurrent.Output out = layer.forward(new Sequence(input, lengths), initial);
      Tensor y = out.sequence().values();
      Tensor loss = RecurrentGoldenTest.weighted(tape, y, weights);
      for (int k = 0; k < state.size(); k++) {
        Tensor last = out.state().get(k);
        loss = Elementwise.add(loss, RecurrentGoldenTest.weighted(tape, last, stateWeights.get(k)));
      }
      tape.backward(loss);
      List<float[]> bySequence = new ArrayList<>();
      for (int b = 0; b < lengths.length; b++) {
        List<Array> all = new ArrayList<>();
        all.add(row(y.toArray(), 0, b));
        all.add(row(gradient(input), 0, b));
        for (int k = 0; k < state.size(); k++) {
          all.add(row(out.state().get(k).toArray(), 1, b));
          all.add(row(gradient(initial.get(k)), 1, b));
        }
        bySequence.add(joined(all));
      }
      Map<String, double[]> byParameter = new LinkedHashMap<>();
      layer
          .parameters()
          .forEach((name, parameter) -> {
            float[] gradient = tape.gradient(parameter);
            double[] exact = new double[parameter.data().length];
            Arrays.setAll(exact, i -> gradient[i]);
            byParameter.put(name, exact);
          });
      return new Run(bySequence, byParameter);
    }
  }

  private static Array gradient(Tensor x) {
    return new Array(x.shape(), Arrays.copyOf(x.gradient(), x.shape().size()));
  }

  private static float[] joined(List<Array> arrays) {
    float[] all = new float[arrays.stream().mapToInt(array -> array.data().length).sum()];
    int at = 0;
    for (Array array : arrays) {
      System.arraycopy(array.data(), 0, all, at, array.data().length);
      at += array.data().length;
    }
    return all;
  }

  /** One sequence of an array of three dimensions whose batch is the first or the second. */
  private static Array row(Array x, int batchDimension, int row) {
    int[] sizes = x.shape().toArray();
    int batch = sizes[batchDimension];
    int outer = batchDimension == 0 ? 1 : sizes[0];
    int inner = x.data().length / outer / batch;
    sizes[batchDimension] = 1;
    Array one = new Array(Shape.of(sizes), new float[outer * inner]);
    for (int s = 0; s < outer; s++) {
      System.arraycopy(x.data(), (s * batch + row) * inner, one.data(), s * inner, inner);
    }
    return one;
  }

  /** Which shares of the work the threads have been given. */
  private static final class Shares {
    private final Set<Integer> units = ConcurrentHashMap.newKeySet();
    private final Set<Integer> rows = ConcurrentHashMap.newKeySet();
    private volatile boolean done;

    void saw(Step step) {
      if (!done && step.firstRow() < step.lastRow()) {
        units.add(step.unit());
        rows.add(step.firstRow());
      }
    }
  }

  /** A cell that notes which shares it is called for. */
  private record Watched(Cell cell, Shares shares) implements Cell {
    @Override
    public int inputBlocks() {
      return cell.inputBlocks();
    }

    @Override
    public int blocks() {
      return cell.blocks();
    }

    @Override
    public int[] carried(int hiddenSize) {
      return cell.carried(hiddenSize);
    }

    @Override
    public List<Phase> phases() {
      return cell.phases();
    }

    @Override
    public List<String> ownParameters() {
      return cell.ownParameters();
    }

    @Override
    public Scope scope() {
      return cell.scope();
    }

    @Override
    public void forward(Step step, int phase) {
      shares.saw(step);
      cell.forward(step, phase);
    }

    @Override
    public void backward(Step step, int phase) {
      shares.saw(step);
      cell.backward(step, phase);
    }

    @Override
    public void ownGradients(Step step) {
      cell.ownGradients(step);
    }
  }
}
