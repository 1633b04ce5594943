package eddy.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.RowDropout;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

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

  private static Recurrent layer(UnaryOperator<Recurrent.Builder> options) {
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

  @Test
  void atInferenceAllOfThemAreOff() {
    Recurrent dropping = layer(options -> options.layers(2).lockedDropout(0.4f).weightDrop(0.3f));
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
  void probabilitiesOutsideTheirRangeAreNamed() {
    assertThatThrownBy(() -> layer(options -> options.weightDrop(1)))
        .hasMessage("Recurrent: expected a weightDrop from 0 to below 1 but got 1.0.");
    assertThatThrownBy(() -> layer(options -> options.lockedDropout(-0.1f)))
        .hasMessage("Recurrent: expected a lockedDropout from 0 to below 1 but got -0.1.");
  }
}
