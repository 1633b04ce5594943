package eddy.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.Golden;
import eddy.GradientCheck;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtcTest {
  private static final int CLASSES = 3;

  @Test
  void valueAndGradientAgreeWithPyTorch() {
    Golden golden = Golden.load("ctc");
    int[] all = golden.integers("labels");
    List<int[]> labels = new ArrayList<>();
    int from = 0;
    for (int count : golden.integers("counts")) {
      labels.add(Arrays.copyOfRange(all, from, from + count));
      from += count;
    }
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("x"));
      Tensor loss = Loss.ctc(new Sequence(x, golden.integers("lengths")), labels, 0);
      golden.assertClose("loss", loss.data(), 1);
      tape.backward(loss);
      golden.assertClose("d_x", x.gradient(), x.shape().size());
    }
  }

  /** All 3^5 paths, each put where its labels are once repeats and blanks are gone. */
  @Test
  void theLikelihoodIsTheSumOverAllAlignments() {
    int steps = 5;
    int blank = 2;
    Parameter logits = GradientCheck.random(4, 1, steps, CLASSES);
    for (int[] labels : new int[][] {{}, {0}, {0, 1}, {0, 0}, {1, 0, 1}, {1, 1, 0}, {0, 1, 0, 1}}) {
      double sum = 0;
      for (int path = 0; path < Math.pow(CLASSES, steps); path++) {
        int[] classes = new int[steps];
        double probability = 1;
        for (int t = 0, rest = path; t < steps; t++, rest /= CLASSES) {
          classes[t] = rest % CLASSES;
          probability *= probability(logits.data(), t, classes[t]);
        }
        sum += Arrays.equals(collapsed(classes, blank), labels) ? probability : 0;
      }
      try (Workspace workspace = new Workspace(1);
          Tape tape = workspace.inference()) {
        Sequence x = Sequence.full(tape.constant(logits.value()));
        assertThat((double) Loss.ctc(x, List.of(labels), blank).scalar())
            .as(Arrays.toString(labels))
            .isCloseTo(-Math.log(sum), within(1e-5));
      }
    }
  }

  private static double probability(float[] logits, int t, int c) {
    double sum = 0;
    for (int k = 0; k < CLASSES; k++) {
      sum += Math.exp(logits[t * CLASSES + k]);
    }
    return Math.exp(logits[t * CLASSES + c]) / sum;
  }

  private static int[] collapsed(int[] path, int blank) {
    List<Integer> labels = new ArrayList<>();
    for (int t = 0; t < path.length; t++) {
      if (path[t] != blank && (t == 0 || path[t] != path[t - 1])) {
        labels.add(path[t]);
      }
    }
    return labels.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void gradientsAgreeWithDifferences() {
    Parameter logits = GradientCheck.random(5, 3, 6, 4);
    List<int[]> labels = List.of(new int[] {1, 1, 2}, new int[0], new int[] {3, 1});
    int[] lengths = {6, 3, 2};
    GradientCheck.check(
        t -> Loss.ctc(new Sequence(t.parameter(logits), lengths), labels, 0), logits);
  }

  @Test
  void aLongUnlikelySequenceLosesNoDigits() {
    int steps = 2000;
    Array logits = Array.zeros(1, steps, 30);
    for (int t = 0; t < steps; t++) {
      logits.data()[t * 30] = -40;
    }
    int[] labels = new int[900];
    Arrays.setAll(labels, i -> 1 + i % 29);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(logits);
      Tensor loss = Loss.ctc(Sequence.full(x), List.of(labels), 0);
      assertThat(loss.scalar()).isBetween(4000f, 7000f);
      tape.backward(loss);
      float[] slope = x.gradient();
      double sum = 0;
      for (int c = 0; c < 30; c++) {
        assertThat(slope[c]).isFinite();
        sum += slope[c];
      }
      assertThat(sum).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void moreLabelsThanTheStepsCanSayAreRefused() {
    assertThat(Ctc.steps(1, 1, 2, 2, 2)).isEqualTo(8);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence x = Sequence.full(tape.constant(Array.zeros(1, 2, CLASSES)));
      assertThatThrownBy(() -> Loss.ctc(x, List.of(new int[] {1, 1}), 0))
          .hasMessageContaining("at least 3 steps")
          .hasMessageContaining("it has 2");
      assertThatThrownBy(() -> Loss.ctc(x, List.of(new int[] {0}), 0))
          .hasMessageContaining("other than the blank");
    }
  }
}
