package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.GradientCheck;
import eddy.kernel.TooLarge;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inference, which keeps only a window of steps, against training, which keeps all. */
class InferenceTest {
  private static final int INPUTS = 5;

  static Stream<Cell> cells() {
    return Stream.of(
        new Rnn(),
        new Lstm(),
        new Lstm(true, 0),
        new Lstm(false, 67),
        new Gru(),
        new Gru(false),
        new LayerNormLstm());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void manyWindowsOfFewSequencesGiveTheBitsOfTraining(Cell cell) {
    // More than 2^17 recurrent weights, so that threads share out the units.
    compare(cell, cell instanceof Rnn ? 371 : 213, 5, 80);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void manyWindowsOfManySequencesGiveTheBitsOfTraining(Cell cell) {
    compare(cell, 71, 53, 9);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void moreSequencesThanAWindowHasRowsGiveTheBitsOfTraining(Cell cell) {
    compare(cell, 71, Engine.WINDOW_ROWS + 3, 3);
  }

  @Test
  void aBatchTooLargeForAnArrayIsRefusedWithItsSizes() {
    int rows = 1 << 21;
    Recurrent layer = Recurrent.of(new Lstm(), 1, 256).build(new SplittableRandom(1));
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.constant(new Array(Shape.of(2, rows, 1), new float[2 * rows]));
      assertThatThrownBy(() -> layer.forward(Sequence.full(x)))
          .isInstanceOf(TooLarge.class)
          .hasMessageStartingWith("Shape: [" + 2 * rows + ", ")
          .hasMessageEndingWith("more than 2^31-1 elements. Cut the data into smaller pieces.");
    }
  }

  private static void compare(Cell cell, int hidden, int batch, int steps) {
    Recurrent layer =
        Recurrent.of(cell, INPUTS, hidden).bidirectional().build(new SplittableRandom(1));
    Array x = GradientCheck.random(2, batch, steps, INPUTS).value();
    int[] lengths = new int[batch];
    Arrays.setAll(lengths, b -> 1 + (b * 5 + 2) % steps);
    List<Array> state = new ArrayList<>();
    for (int width : cell.carried(hidden)) {
      state.add(GradientCheck.random(3 + state.size(), 2, batch, width).value());
    }
    List<Array> expected;
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 0)) {
      expected = run(tape, layer, x, lengths, state);
    }
    for (int threads = 1; threads <= 3; threads++) {
      try (Workspace workspace = new Workspace(threads);
          Tape tape = workspace.inference()) {
        List<Array> actual = run(tape, layer, x, lengths, state);
        for (int i = 0; i < actual.size(); i++) {
          assertThat(Arrays.mismatch(actual.get(i).data(), expected.get(i).data()))
              .as("the first difference in result " + i + " with " + threads + " threads")
              .isEqualTo(-1);
        }
      }
    }
  }

  /** The outputs and the last states, after a run from a state and one from zeros. */
  private static List<Array> run(
      Tape tape, Recurrent layer, Array x, int[] lengths, List<Array> state) {
    List<Tensor> given = state.stream().map(tape::constant).toList();
    List<Array> results = new ArrayList<>();
    for (List<Tensor> initial : List.of(given, List.<Tensor>of())) {
      Recurrent.Output out = layer.forward(new Sequence(tape.constant(x), lengths), initial);
      results.add(out.sequence().values().toArray());
      out.state().forEach(vector -> results.add(vector.toArray()));
    }
    return results;
  }

  /** Weights packed for good, and sequences time first, change no bit; nor does a second call. */
  @ParameterizedTest
  @MethodSource("cells")
  void aPreparedLayerGivesTheSameBitsTimeFirst(Cell cell) {
    Recurrent layer =
        Recurrent.of(cell, INPUTS, 37).layers(2).bidirectional().build(new SplittableRandom(1));
    Recurrent prepared = layer.prepared();
    int steps = 6;
    for (int batch : new int[] {1, 9, 70}) {
      Array x = GradientCheck.random(2, batch, steps, INPUTS).value();
      Array turned = Array.zeros(steps, batch, INPUTS);
      for (int b = 0; b < batch; b++) {
        for (int t = 0; t < steps; t++) {
          int from = (b * steps + t) * INPUTS;
          System.arraycopy(x.data(), from, turned.data(), (t * batch + b) * INPUTS, INPUTS);
        }
      }
      for (int threads : new int[] {1, 2}) {
        try (Workspace workspace = new Workspace(threads);
            Tape tape = workspace.inference()) {
          Recurrent.Output expected = layer.forward(Sequence.full(tape.constant(x)));
          Recurrent.Output same = prepared.forward(Sequence.full(tape.constant(x)));
          Recurrent.Steps found = prepared.timeFirst(tape.constant(turned), List.of());
          float[] y = expected.sequence().values().toArray().data();
          assertThat(same.sequence().values().toArray().data()).isEqualTo(y);
          int width = layer.outputSize();
          for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps; t++) {
              float[] row = found.outputs().data();
              int at = (t * batch + b) * width;
              int to = (b * steps + t) * width;
              assertThat(Arrays.copyOfRange(row, at, at + width))
                  .isEqualTo(Arrays.copyOfRange(y, to, to + width));
            }
          }
          for (int k = 0; k < found.state().size(); k++) {
            assertThat(found.state().get(k).toArray().data())
                .isEqualTo(expected.state().get(k).toArray().data());
          }
        }
      }
    }
  }

  @Test
  void aPreparedLayerIsNotTrained() {
    Recurrent prepared = Recurrent.of(new Lstm(), 2, 3).build(new SplittableRandom(1)).prepared();
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 1)) {
      Tensor x = tape.constant(Array.zeros(1, 4, 2));
      assertThatThrownBy(() -> prepared.forward(Sequence.full(x)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Lstm: a prepared layer is for inference");
    }
  }
}
