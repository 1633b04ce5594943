package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Slicing;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each regularisation is, by definition: a training with it equals a plain run of what it
 * stands for, to the bit, and at inference it is off. Gradients stand in {@link
 * RecurrentGradientTest}.
 */
class RegularizationTest {
  private static final int BATCH = 5;
  private static final int STEPS = 6;
  private static final int INPUTS = 4;
  private static final int HIDDEN = 19;
  private static final int[] LENGTHS = {4, 6, 1, 6, 3};

  private final Array x = GradientCheck.random(2, BATCH, STEPS, INPUTS).value();

  private static Recurrent layer(UnaryOperator<RecurrentBuilder> options) {
    return options.apply(Recurrent.of(new Lstm(), INPUTS, HIDDEN)).build(new SplittableRandom(1));
  }

  private Sequence input(Tape tape) {
    return new Sequence(tape.constant(x), LENGTHS);
  }

  private static float[] training(Function<Tape, Sequence> run) {
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(5, 9)) {
      return run.apply(tape).values().toArray().data();
    }
  }

  private static float[] inference(Function<Tape, Sequence> run) {
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      return run.apply(tape).values().toArray().data();
    }
  }

  @Test
  void weightDropIsDropoutOfTheRecurrentWeights() {
    Recurrent dropping = layer(options -> options.weightDrop(0.4f));
    Recurrent plain = layer(options -> options);
    float[] dropped = training(tape -> dropping.forward(input(tape)).sequence());
    assertThat(dropped).isNotEqualTo(inference(tape -> plain.forward(input(tape)).sequence()));
    Parameter weight = plain.parameters().get("weight_hh_l0");
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(5, 9)) {
      weight.set("weight", Elementwise.dropout(tape.parameter(weight), 0.4f).toArray());
    }

    assertThat(dropped).isEqualTo(inference(tape -> plain.forward(input(tape)).sequence()));
  }

  @Test
  void lockedDropoutBetweenLayersIsThatOfTheSequence() {
    Recurrent both = layer(options -> options.layers(2).lockedDropout(0.4f));
    Recurrent first = layer(options -> options);
    Recurrent second = Recurrent.of(new Lstm(), HIDDEN, HIDDEN).build(new SplittableRandom(1));
    second
        .parameters()
        .forEach((name, parameter) ->
            parameter.set(name, both.parameters().get(name.replace("l0", "l1")).value()));

    assertThat(training(tape -> both.forward(input(tape)).sequence()))
        .isEqualTo(
            training(tape ->
                second
                    .forward(RowDropout.locked(first.forward(input(tape)).sequence(), 0.4f))
                    .sequence()));
  }

  /** With {@code h' = relu(x + h)} and x only at the first step, h is a power of the mask. */
  @Test
  void recurrentDropoutMultipliesTheStateByOneMaskASequence() {
    int width = 400;
    Recurrent layer =
        Recurrent.of(new Rnn(Rnn.Activation.RELU), 1, width)
            .withoutBias()
            .recurrentDropout(0.5f)
            .build(new SplittableRandom(1));
    Arrays.fill(layer.parameters().get("weight_ih_l0").data(), 1);
    float[] identity = layer.parameters().get("weight_hh_l0").data();
    for (int i = 0; i < identity.length; i++) {
      identity[i] = i % (width + 1) == 0 ? 1 : 0;
    }
    Array first = Array.zeros(BATCH, STEPS, 1);
    for (int b = 0; b < BATCH; b++) {
      first.data()[b * STEPS] = 1;
    }
    float[] h =
        training(tape -> layer.forward(new Sequence(tape.constant(first), LENGTHS)).sequence());
    Set<String> masks = new HashSet<>();
    for (int b = 0; b < BATCH; b++) {
      StringBuilder mask = new StringBuilder();
      int kept = 0;
      for (int j = 0; j < width; j++) {
        boolean keeps = LENGTHS[b] == 1 || h[(b * STEPS + 1) * width + j] > 0;
        for (int t = 0; t < LENGTHS[b]; t++) {
          float expected = t == 0 ? 1 : keeps ? 1 << t : 0;
          assertThat(h[(b * STEPS + t) * width + j]).isEqualTo(expected);
        }
        mask.append(keeps);
        kept += keeps ? 1 : 0;
      }
      masks.add(mask.toString());
      // Four standard deviations of a binomial count are 4 * sqrt(400 / 4) = 40.
      assertThat(kept).isBetween(LENGTHS[b] == 1 ? 400 : 160, LENGTHS[b] == 1 ? 400 : 240);
    }
    assertThat(masks).hasSize(BATCH);
  }

  @Test
  void whatElseACellDoesWithItsStateSeesAllOfIt() {
    Recurrent layer =
        Recurrent.of(new Gru(), INPUTS, HIDDEN)
            .recurrentDropout(0.5f)
            .build(new SplittableRandom(1));
    // An update gate of one keeps the state.
    Arrays.fill(layer.parameters().get("bias_ih_l0").data(), HIDDEN, 2 * HIDDEN, 100);
    Array state = GradientCheck.random(4, 1, BATCH, HIDDEN).value();
    float[] h =
        training(tape -> layer.forward(input(tape), new State(List.of(state)).on(tape)).sequence());

    for (int b = 0; b < BATCH; b++) {
      for (int i = 0; i < LENGTHS[b] * HIDDEN; i++) {
        assertThat(h[b * STEPS * HIDDEN + i])
            .isCloseTo(state.data()[b * HIDDEN + i % HIDDEN], within(1e-5f));
      }
    }
  }

  static Stream<Cell> cells() {
    return Stream.of(new Rnn(), new Lstm(true, 0), new Lstm(false, 7), new Gru(), new Gru(false));
  }

  /** Runs ever longer beginnings of a sequence, to compare each state with the one before. */
  @ParameterizedTest
  @MethodSource("cells")
  void zoneoutKeepsUnitsOfTheStateBefore(Cell cell) {
    int vectors = cell.carried(HIDDEN).length;
    Recurrent plain = Recurrent.of(cell, INPUTS, HIDDEN).build(new SplittableRandom(1));
    RecurrentBuilder options = Recurrent.of(cell, INPUTS, HIDDEN);
    Recurrent noisy =
        (vectors == 1 ? options.zoneout(0.3f) : options.zoneout(0.3f, 0.6f))
            .build(new SplittableRandom(1));
    for (boolean training : new boolean[] {true, false}) {
      int[] kept = new int[vectors];
      List<State> before = List.of();
      for (int t = 0; t < STEPS; t++) {
        State after = stateAfter(noisy, 0, t + 1, List.of(), training);
        State written = stateAfter(plain, t, t + 1, before, false);
        for (int k = 0; k < vectors; k++) {
          float[] a = after.vectors().get(k).data();
          float[] w = written.vectors().get(k).data();
          float[] b = t == 0 ? new float[a.length] : before.getFirst().vectors().get(k).data();
          float zoneout = k == 0 ? 0.3f : 0.6f;
          for (int i = 0; i < a.length; i++) {
            if (training) {
              assertThat(a[i] == b[i] || a[i] == w[i]).isTrue();
              kept[k] += a[i] == b[i] ? 1 : 0;
            } else {
              assertThat(a[i]).isEqualTo(w[i] + zoneout * (b[i] - w[i]));
            }
          }
        }
        before = List.of(after);
      }
      for (int k = 0; training && k < vectors; k++) {
        double n = STEPS * before.getFirst().vectors().get(k).data().length;
        double p = k == 0 ? 0.3 : 0.6;
        assertThat(kept[k]).isCloseTo((int) (n * p), within((int) (4 * Math.sqrt(n * p))));
      }
    }
  }

  private State stateAfter(
      Recurrent layer, int from, int to, List<State> initial, boolean training) {
    try (Workspace workspace = new Workspace(2);
        Tape tape = training ? workspace.training(5, 9) : workspace.inference()) {
      Sequence part = Sequence.full(Slicing.slice(tape.constant(x), 1, from, to));
      List<Tensor> state = initial.isEmpty() ? List.of() : initial.getFirst().on(tape);
      return State.of(layer.forward(part, state).state());
    }
  }

  @Test
  void atInferenceAllButZoneoutAreOff() {
    Recurrent dropping =
        layer(options ->
            options.layers(2).lockedDropout(0.4f).weightDrop(0.3f).recurrentDropout(0.2f));
    Recurrent plain = layer(options -> options.layers(2));

    assertThat(inference(tape -> dropping.forward(input(tape)).sequence()))
        .isEqualTo(inference(tape -> plain.forward(input(tape)).sequence()));
  }

  @Test
  void aLearntStateStartsEverySequenceThatBringsNone() {
    Recurrent learnt = layer(options -> options.layers(2).bidirectional().learntState());
    Recurrent plain = layer(options -> options.layers(2).bidirectional());
    assertThat(inference(tape -> learnt.forward(input(tape)).sequence()))
        .isEqualTo(inference(tape -> plain.forward(input(tape)).sequence()));
    Array[] state = {Array.zeros(4, BATCH, HIDDEN), Array.zeros(4, BATCH, HIDDEN)};
    String[] suffixes = {"_l0", "_l0_reverse", "_l1", "_l1_reverse"};
    for (int k = 0; k < 2; k++) {
      for (int run = 0; run < 4; run++) {
        Array value = GradientCheck.random(10 * k + run, HIDDEN).value();
        learnt.parameters().get("initial_" + k + suffixes[run]).set("initial", value);
        for (int b = 0; b < BATCH; b++) {
          int at = (run * BATCH + b) * HIDDEN;
          System.arraycopy(value.data(), 0, state[k].data(), at, HIDDEN);
        }
      }
    }
    State same = new State(List.of(state));

    assertThat(inference(tape -> learnt.forward(input(tape)).sequence()))
        .isEqualTo(inference(tape -> plain.forward(input(tape), same.on(tape)).sequence()));
    State given = new State(List.of(state[1], state[0]));
    assertThat(inference(tape -> learnt.forward(input(tape), given.on(tape)).sequence()))
        .isEqualTo(inference(tape -> plain.forward(input(tape), given.on(tape)).sequence()));
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> layer(options -> options.weightDrop(1)))
        .hasMessage("Recurrent: expected a weightDrop from 0 to below 1 but got 1.0.");
    assertThatThrownBy(() -> layer(options -> options.recurrentDropout(Float.NaN)))
        .hasMessage("Recurrent: expected a recurrentDropout from 0 to below 1 but got NaN.");
    assertThatThrownBy(() -> layer(options -> options.zoneout(0.1f, 1)))
        .hasMessage("Recurrent: expected a zoneout from 0 to below 1 but got 1.0.");
    assertThatThrownBy(() -> layer(options -> options.zoneout(0.1f)))
        .hasMessage("Recurrent: expected a zoneout for each of the 2 carried vectors but got 1.");
    assertThatThrownBy(() -> Recurrent.of(new Lstm(false, 3), 4, 5).recurrentDropout(0.1f))
        .hasMessageStartingWith("Recurrent: recurrentDropout expects a cell that multiplies");
    assertThatThrownBy(() -> layer(options -> options.lockedDropout(-0.1f)))
        .hasMessage("Recurrent: expected a lockedDropout from 0 to below 1 but got -0.1.");
  }
}
