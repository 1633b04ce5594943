package eddy.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.GradientCheck;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Slicing;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrfTest {
  private static final int TAGS = 4;
  private static final int TIME = 5;
  private final int[] lengths = {5, 1, 3};
  private final Parameter emissions = GradientCheck.random(1, 3, TIME, TAGS);

  /** Tag 1 may not come first, tag 2 not last; 1 follows only 0 and 1, and 3 never follows 2. */
  private static final boolean[][] LEGAL = {
    {true, true, true, true, true},
    {true, true, true, true, true},
    {true, false, true, false, false},
    {true, false, true, true, true},
    {true, false, true, true, false},
  };

  private final Crf free = spread(new Crf(TAGS, new SplittableRandom(1)));
  private final Crf strict = spread(new Crf(LEGAL, new SplittableRandom(2)));
  private final int[] ids = {0, 1, 2, 2, 0, 3, -1, -1, -1, -1, 2, 0, 1, -1, -1};

  private static Crf spread(Crf crf) {
    crf.parameters()
        .values()
        .forEach(
            p -> p.set("", GradientCheck.random(p.shape().size(), p.shape().toArray()).value()));
    return crf;
  }

  private Sequence on(Tape tape) {
    return new Sequence(tape.parameter(emissions), lengths);
  }

  /** Every legal path of a length. */
  private static List<int[]> paths(boolean[][] legal, int length) {
    List<int[]> all = new ArrayList<>();
    for (int code = 0; code < Math.pow(TAGS, length); code++) {
      int[] path = new int[length];
      boolean allowed = true;
      for (int t = 0, rest = code; t < length; t++, rest /= TAGS) {
        path[t] = rest % TAGS;
        allowed &= legal[t == 0 ? TAGS : path[t - 1]][path[t]];
      }
      if (allowed && legal[path[length - 1]][TAGS]) {
        all.add(path);
      }
    }
    return all;
  }

  private double score(Crf crf, int sequence, int[] path) {
    float[] first = crf.parameters().get("start_transitions").data();
    float[] last = crf.parameters().get("end_transitions").data();
    float[] steps = crf.parameters().get("transitions").data();
    double score = first[path[0]] + last[path[path.length - 1]];
    for (int t = 0; t < path.length; t++) {
      score += emissions.data()[(sequence * TIME + t) * TAGS + path[t]];
      score += t == 0 ? 0 : steps[path[t - 1] * TAGS + path[t]];
    }
    return score;
  }

  private static boolean[][] everything() {
    boolean[][] legal = new boolean[TAGS + 1][TAGS + 1];
    Arrays.stream(legal).forEach(row -> Arrays.fill(row, true));
    return legal;
  }

  @Test
  void lossAndBestPathAreThoseOfTryingAllPaths() {
    compare(free, everything());
    compare(strict, LEGAL);
  }

  private void compare(Crf crf, boolean[][] legal) {
    double expected = 0;
    int[][] best = new int[lengths.length][];
    for (int b = 0; b < lengths.length; b++) {
      double sum = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int[] path : paths(legal, lengths[b])) {
        double score = score(crf, b, path);
        sum += Math.exp(score);
        if (score > highest) {
          highest = score;
          best[b] = path;
        }
      }
      int[] truth = Arrays.copyOfRange(ids, b * TIME, b * TIME + lengths[b]);
      expected += Math.log(sum) - score(crf, b, truth);
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      assertThat((double) crf.loss(on(tape), ids).scalar()).isCloseTo(expected / 9, within(1e-5));
      assertThat(crf.decode(on(tape))).isDeepEqualTo(best);
    }
  }

  @Test
  void gradientsOfEmissionsAndTransitions() {
    for (Crf crf : List.of(free, strict)) {
      Parameter[] all =
          Stream.concat(Stream.of(emissions), crf.parameters().values().stream())
              .toArray(Parameter[]::new);
      GradientCheck.check(tape -> crf.loss(on(tape), ids), all);
    }
  }

  @Test
  void theGradientOfATransitionIsItsProbabilityOverAllPaths() {
    double total = 0;
    double with = 0;
    for (int[] path : paths(LEGAL, 5)) {
      double weight = Math.exp(score(strict, 0, path));
      total += weight;
      for (int t = 1; t < 5; t++) {
        with += path[t - 1] == 0 && path[t] == 2 ? weight : 0;
      }
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 0)) {
      Tensor one = Slicing.slice(tape.parameter(emissions), 0, 0, 1);
      int[] truth = {0, 0, 0, 0, 0};
      tape.backward(strict.loss(new Sequence(one, new int[] {5}), truth));
      float[] gradient = tape.gradient(strict.parameters().get("transitions"));
      assertThat((double) gradient[2]).isCloseTo(with / total / 5, within(1e-5));
      // From tag 2 to tag 3 is illegal.
      assertThat(gradient[2 * TAGS + 3]).isZero();
    }
  }

  @Test
  void aLongSequenceOfLargeScoresNeitherOverflowsNorVanishes() {
    Parameter large = GradientCheck.random(5, 1, 2000, TAGS);
    for (int i = 0; i < large.data().length; i++) {
      large.data()[i] *= 50;
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 0)) {
      Sequence x = Sequence.full(tape.parameter(large));
      int[] best = strict.decode(x)[0];
      // With scores so far apart nearly all probability lies on the best path.
      Tensor loss = strict.loss(x, best);
      assertThat(loss.scalar()).isBetween(0f, 0.1f);
      tape.backward(loss);
      for (float gradient : tape.gradient(large)) {
        assertThat(gradient).isFinite();
      }
    }
  }

  @Test
  void oneThreadAndTwoGiveTheSameBits() {
    assertThat(gradient(2)).isEqualTo(gradient(1));
  }

  private static float[] gradient(int threads) {
    Crf crf = new Crf(20, new SplittableRandom(3));
    Parameter x = GradientCheck.random(2, 30, 40, 20);
    int[] tags = new int[30 * 40];
    Arrays.setAll(tags, i -> i * i % 20);
    try (Workspace workspace = new Workspace(threads);
        Tape tape = workspace.training(1, 0)) {
      tape.backward(crf.loss(Sequence.full(tape.parameter(x)), tags));
      Parameter steps = crf.parameters().get("transitions");
      return Arrays.copyOf(tape.gradient(steps), steps.shape().size());
    }
  }

  @Test
  void mistakesAreNamed() {
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      assertThatThrownBy(() -> free.loss(on(tape), new int[3]))
          .hasMessage(
              "Crf: expected a tag for each step of [3, 5, 4], padding included, but got 3.");
      int[] illegal = ids.clone();
      illegal[0] = 1;
      assertThatThrownBy(() -> strict.loss(on(tape), illegal))
          .hasMessage("Crf: the true tags of sequence 0 are illegal at step 0.");
      illegal[0] = 4;
      assertThatThrownBy(() -> free.loss(on(tape), illegal))
          .hasMessage("Crf: expected tags from 0 to 3 but got 4.");
      Crf other = new Crf(5, new SplittableRandom(1));
      assertThatThrownBy(() -> other.decode(on(tape)))
          .hasMessage(
              "Crf: expected emissions [batch, time, 5] but got [3, 5, 4]. The last dimension is"
                  + " tags.");
      Crf none = new Crf(new boolean[5][5], new SplittableRandom(1));
      assertThatThrownBy(() -> none.decode(on(tape)))
          .hasMessage("Crf: no sequence of tags of this length is legal.");
    }
  }
}
