package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepperTest {
  private static final int STEPS = 6;
  private static final int INPUTS = 37;

  static Stream<Cell> cells() {
    return Stream.of(
        new Rnn(),
        new Lstm(),
        new Lstm(true, 0),
        new Lstm(false, 40),
        new Gru(),
        new Gru(false),
        new LayerNormLstm());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void stepsGiveTheSameBitsAsSequencesOfLengthOne(Cell cell) {
    for (int threads : new int[] {1, 2}) {
      // The larger one is shared out by two threads.
      for (int hidden : new int[] {50, 200}) {
        for (boolean learnt : new boolean[] {false, true}) {
          RecurrentBuilder options = Recurrent.of(cell, INPUTS, hidden).layers(2);
          float[] zoneout = new float[cell.carried(hidden).length];
          Arrays.fill(zoneout, 0.1f);
          options = learnt ? options.learntState() : options.zoneout(zoneout);
          compare(options.build(new SplittableRandom(1)), threads);
        }
      }
    }
  }

  private static void compare(Recurrent layer, int threads) {
    int batch = 3;
    SplittableRandom random = new SplittableRandom(2);
    layer.parameters().values().forEach(parameter -> fill(parameter.data(), random));
    try (Workspace workspace = new Workspace(threads)) {
      Stepper stepper = layer.stepper(workspace, batch);
      State state = stepper.state();
      for (int t = 0; t < STEPS; t++) {
        Array x = Array.zeros(batch, 1, INPUTS);
        fill(x.data(), random);
        float[] output = stepper.step(x.data());
        try (Tape tape = workspace.inference()) {
          Sequence input = Sequence.full(tape.constant(x));
          List<eddy.tensor.Tensor> before = t == 0 ? List.of() : state.on(tape);
          Recurrent.Output out = layer.forward(input, before);
          assertThat(output).isEqualTo(out.sequence().values().toArray().data());
          state = State.of(out.state());
        }
        for (int k = 0; k < state.vectors().size(); k++) {
          assertThat(stepper.state().vectors().get(k).data())
              .isEqualTo(state.vectors().get(k).data());
        }
      }
      Stepper other = layer.stepper(workspace, batch);
      other.state(state);
      float[] x = new float[batch * INPUTS];
      fill(x, random);
      assertThat(other.step(x)).isEqualTo(stepper.step(x));
    }
  }

  private static void fill(float[] values, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat(-0.3f, 0.3f);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void parametersThatChangeLaterDoNotReachIt(Cell cell) {
    Recurrent layer = Recurrent.of(cell, 3, 50).build(new SplittableRandom(1));
    float[] x = {1, -2, 3};
    try (Workspace workspace = new Workspace(1)) {
      float[] expected = layer.stepper(workspace, 1).step(x).clone();
      Stepper stepper = layer.stepper(workspace, 1);
      layer
          .parameters()
          .values()
          .forEach(parameter -> fill(parameter.data(), new SplittableRandom(9)));
      assertThat(stepper.step(x)).isEqualTo(expected);
      assertThat(layer.stepper(workspace, 1).step(x)).isNotEqualTo(expected);
    }
  }

  @Test
  void aStateOfAnotherCellIsRefused() {
    try (Workspace workspace = new Workspace(1)) {
      SplittableRandom random = new SplittableRandom(1);
      State state = Recurrent.of(new Lstm(), 3, 4).build(random).stepper(workspace, 1).state();
      Stepper stepper = Recurrent.of(new Gru(), 3, 4).build(random).stepper(workspace, 1);
      assertThatThrownBy(() -> stepper.state(state))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 vectors but got 2");
    }
  }

  @Test
  void aStepAllocatesNothing() throws IOException, InterruptedException {
    assertThat(Interpreted.run(StepAllocation.class, List.of()).strip()).isEqualTo("0");
  }

  @Test
  void aLayerOfTwoDirectionsHasNoStepper() {
    Recurrent layer = Recurrent.of(new Gru(), 3, 4).bidirectional().build(new SplittableRandom(1));
    try (Workspace workspace = new Workspace(1)) {
      assertThatThrownBy(() -> layer.stepper(workspace, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two directions");
    }
  }

  @Test
  void anInputOfAnotherSizeIsRefused() {
    Recurrent layer = Recurrent.of(new Gru(), 3, 4).build(new SplittableRandom(1));
    try (Workspace workspace = new Workspace(1)) {
      Stepper stepper = layer.stepper(workspace, 2);
      assertThatThrownBy(() -> stepper.step(new float[5]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[2, 3]")
          .hasMessageContaining("5");
    }
  }
}
