package eddy.tensor;

import static eddy.GradientCheck.check;
import static eddy.GradientCheck.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RowDropoutTest {
  private static final int BATCH = 40;
  private static final int TIME = 6;
  private static final int FEATURES = 300;

  private static float[] ofOnes(int threads, long step, Function<Tensor, Tensor> op) {
    Array ones = Array.zeros(BATCH, TIME, FEATURES);
    Arrays.fill(ones.data(), 1);
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, step)) {
      return op.apply(tape.constant(ones)).toArray().data();
    }
  }

  private static float[] locked(int threads, long step) {
    return ofOnes(threads, step, x -> RowDropout.locked(Sequence.full(x), 0.3f).values());
  }

  @Test
  void lockedDropoutDrawsOneMaskASequenceAndScalesWhatItKeeps() {
    float[] y = locked(2, 5);
    int dropped = 0;
    int alike = 0;
    for (int b = 0; b < BATCH; b++) {
      for (int j = 0; j < FEATURES; j++) {
        float first = y[b * TIME * FEATURES + j];
        assertThat(first == 0 || first == 1 / 0.7f).isTrue();
        dropped += first == 0 ? 1 : 0;
        alike += first == y[(b + 1) % BATCH * TIME * FEATURES + j] ? 1 : 0;
        for (int t = 1; t < TIME; t++) {
          assertThat(y[(b * TIME + t) * FEATURES + j]).isEqualTo(first);
        }
      }
    }
    // Four standard deviations of a binomial count of 12000: 4 * sqrt(12000 * 0.21) = 201. Two
    // sequences agree where both keep or both drop: 0.49 + 0.09.
    assertThat(dropped).isCloseTo(3600, within(201));
    assertThat(alike).isCloseTo(6960, within(220));
  }

  @Test
  void theMaskFollowsTheSequencesAndNotTheRows() {
    int[] sequences = new int[BATCH * TIME];
    Arrays.setAll(sequences, row -> row % BATCH);
    float[] byTime = ofOnes(1, 5, x -> RowDropout.locked(x, sequences, 0.3f));
    float[] bySequence = locked(1, 5);
    for (int row = 0; row < sequences.length; row++) {
      int other = sequences[row] * TIME * FEATURES;
      assertThat(Arrays.copyOfRange(byTime, row * FEATURES, (row + 1) * FEATURES))
          .isEqualTo(Arrays.copyOfRange(bySequence, other, other + FEATURES));
    }
  }

  @Test
  void wholeRowsAreDroppedWithAllOfTheirId() {
    int[] ids = new int[BATCH * TIME];
    Arrays.setAll(ids, row -> row * 7 % 101);
    float[] y = ofOnes(2, 5, x -> RowDropout.whole(x, ids, 0.3f));
    float[] fates = new float[101];
    Arrays.fill(fates, -1);
    for (int row = 0; row < ids.length; row++) {
      float first = y[row * FEATURES];
      assertThat(first == 0 || first == 1 / 0.7f).isTrue();
      assertThat(fates[ids[row]] == -1 || fates[ids[row]] == first).isTrue();
      fates[ids[row]] = first;
      assertThat(Arrays.copyOfRange(y, row * FEATURES, (row + 1) * FEATURES)).containsOnly(first);
    }
    int dropped = 0;
    for (float fate : fates) {
      dropped += fate == 0 ? 1 : 0;
    }
    assertThat(dropped).isBetween(12, 49);
  }

  @Test
  void theMaskIsAnotherInEachStepAndTheSameForAnyNumberOfThreads() {
    assertThat(locked(1, 5)).isEqualTo(locked(2, 5)).isEqualTo(locked(3, 5));
    assertThat(locked(1, 5)).isNotEqualTo(locked(1, 6));
  }

  @Test
  void atInferenceNothingHappens() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence x = Sequence.full(tape.constant(Array.zeros(2, 3, 4)));
      assertThat(RowDropout.locked(x, 0.5f).values()).isSameAs(x.values());
      assertThat(RowDropout.whole(x.values(), new int[6], 0.5f)).isSameAs(x.values());
      assertThatThrownBy(() -> RowDropout.locked(x, 1))
          .hasMessage("dropout: expected a probability from 0 to below 1 but got 1.0.");
      assertThatThrownBy(() -> RowDropout.whole(x.values(), new int[5], 0.5f))
          .hasMessage("dropout: expected one number for each row of [2, 3, 4] but got 5.");
    }
  }

  @Test
  void gradientsPassThroughTheSameMask() {
    Parameter x = random(1, 3, 5, 7);
    check(
        t -> RowDropout.locked(new Sequence(t.parameter(x), new int[] {5, 2, 4}), 0.4f).values(),
        x);
    check(
        t ->
            RowDropout.whole(
                t.parameter(x), new int[] {4, 0, 4, 2, 4, 1, 0, 3, 5, 6, 7, 8, 9, 9, 9}, 0.4f),
        x);
  }
}
