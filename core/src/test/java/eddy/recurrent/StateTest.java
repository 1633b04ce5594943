package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StateTest {
  /** Two layers of three sequences; a number tells its vector, layer, sequence and element. */
  private static final State THREE =
      new State(
          List.of(
              array(
                  new int[] {2, 3, 2},
                  1000,
                  1001,
                  1010,
                  1011,
                  1020,
                  1021,
                  1100,
                  1101,
                  1110,
                  1111,
                  1120,
                  1121),
              array(new int[] {2, 3, 1}, 2000, 2010, 2020, 2100, 2110, 2120)));

  @Test
  void selectTakesSequencesOfEveryLayerAndVectorInTheOrderOfTheIndices() {
    State selected = THREE.select(2, 0);
    assertThat(selected.batch()).isEqualTo(2);
    assertThat(selected.vectors().get(0).shape()).isEqualTo(Shape.of(2, 2, 2));
    assertThat(selected.vectors().get(0).data())
        .containsExactly(1020, 1021, 1000, 1001, 1120, 1121, 1100, 1101);
    assertThat(selected.vectors().get(1).shape()).isEqualTo(Shape.of(2, 2, 1));
    assertThat(selected.vectors().get(1).data()).containsExactly(2020, 2000, 2120, 2100);
  }

  @Test
  void aSequenceMayBeSelectedMoreOftenThanThereAreSequences() {
    State selected = THREE.select(1, 1, 0, 1);
    assertThat(selected.batch()).isEqualTo(4);
    assertThat(selected.vectors().get(1).data())
        .containsExactly(2010, 2010, 2000, 2010, 2110, 2110, 2100, 2110);
  }

  @Test
  void aSelectionIsACopy() {
    State selected = THREE.select(0, 1, 2);
    selected.vectors().get(1).data()[0] = -1;
    assertThat(THREE.vectors().get(1).data()[0]).isEqualTo(2000);
  }

  @Test
  void aSequenceThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> THREE.select(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> THREE.select(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void joinPutsTheSequencesOfEveryLayerAndVectorOneAfterAnother() {
    State joined = State.join(List.of(THREE.select(2), THREE.select(1, 0)));
    assertThat(joined.batch()).isEqualTo(3);
    assertThat(joined.vectors().get(0).shape()).isEqualTo(Shape.of(2, 3, 2));
    assertThat(joined.vectors().get(0).data())
        .containsExactly(1020, 1021, 1010, 1011, 1000, 1001, 1120, 1121, 1110, 1111, 1100, 1101);
    assertThat(joined.vectors().get(1).data()).containsExactly(2020, 2010, 2000, 2120, 2110, 2100);
  }

  /** Sessions of different ages go on together, in one batch, as each would have alone. */
  @Test
  void sessionsThatAreJoinedGoOnAsEachWouldAlone() {
    SplittableRandom random = new SplittableRandom(4);
    Recurrent layer = Recurrent.of(new Lstm(), 2, 5).layers(2).build(random);
    try (Workspace workspace = new Workspace(1)) {
      State young = after(workspace, layer, 2, 1);
      State old = after(workspace, layer, 1, 6);
      Array next = numbers(3, 1, 2);
      State both = State.join(List.of(young, old)).select(2, 0, 1);
      float[] together = step(workspace, layer, next, both);
      float[] first = step(workspace, layer, row(next, 0), old);
      float[] second = step(workspace, layer, row(next, 1), young.select(0));
      float[] third = step(workspace, layer, row(next, 2), young.select(1));
      assertThat(Arrays.copyOfRange(together, 0, 5)).containsExactly(first);
      assertThat(Arrays.copyOfRange(together, 5, 10)).containsExactly(second);
      assertThat(Arrays.copyOfRange(together, 10, 15)).containsExactly(third);
      assertThat(second).isNotEqualTo(third);
    }
  }

  private static State after(Workspace workspace, Recurrent layer, int batch, int steps) {
    try (Tape tape = workspace.inference()) {
      Tensor x = tape.constant(numbers(batch, steps, 2));
      return State.of(layer.forward(Sequence.full(x)).state());
    }
  }

  private static float[] step(Workspace workspace, Recurrent layer, Array x, State state) {
    try (Tape tape = workspace.inference()) {
      Sequence input = Sequence.full(tape.constant(x));
      return layer.forward(input, state.on(tape)).sequence().values().toArray().data();
    }
  }

  private static Array row(Array x, int row) {
    int width = x.shape().last();
    return new Array(
        Shape.of(1, 1, width), Arrays.copyOfRange(x.data(), row * width, (row + 1) * width));
  }

  private static Array numbers(int... dimensions) {
    SplittableRandom random = new SplittableRandom(8);
    Array array = Array.zeros(dimensions);
    for (int i = 0; i < array.data().length; i++) {
      array.data()[i] = random.nextFloat(-1, 1);
    }
    return array;
  }

  private static Array array(int[] dimensions, float... data) {
    return new Array(Shape.of(dimensions), data);
  }

  @Test
  void aResidualLayerAddsWhatItWasFed() {
    Recurrent one = Recurrent.of(new Rnn(), 3, 4).build(new SplittableRandom(1));
    Recurrent two =
        Recurrent.of(new Rnn(), 3, 4).layers(2).residual().build(new SplittableRandom(1));
    // A layer of zeros returns zeros, so that what it was fed is all there is.
    two.parameters()
        .forEach((name, parameter) -> {
          if (name.contains("_l1")) {
            Arrays.fill(parameter.data(), 0);
          }
        });
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence x =
          new Sequence(tape.constant(GradientCheck.random(2, 2, 5, 3).value()), new int[] {5, 2});
      assertThat(two.forward(x).sequence().values().toArray().data())
          .isEqualTo(one.forward(x).sequence().values().toArray().data());
    }
    try (Workspace workspace = new Workspace(1)) {
      assertThatThrownBy(() -> two.stepper(workspace, 1))
          .hasMessageContaining("residual connections has no stepper");
    }
  }
}
