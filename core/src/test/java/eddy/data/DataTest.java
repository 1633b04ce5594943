package eddy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataTest {
  private static int[] sorted(int[][] batches) {
    return Arrays.stream(batches).flatMapToInt(Arrays::stream).sorted().toArray();
  }

  private static int[] upTo(int n) {
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    return all;
  }

  @Test
  void aPermutationDependsOnSeedAndEpochAlone() {
    int[] order = Shuffle.permutation(100, 5, 3);

    assertThat(order).isEqualTo(Shuffle.permutation(100, 5, 3));
    assertThat(order).isNotEqualTo(Shuffle.permutation(100, 5, 4));
    assertThat(order).isNotEqualTo(Shuffle.permutation(100, 6, 3));
    assertThat(Arrays.stream(order).sorted().toArray()).isEqualTo(upTo(100));
  }

  @Test
  void everyPermutationIsEquallyLikely() {
    int[] counts = new int[27];
    for (int epoch = 0; epoch < 6000; epoch++) {
      int[] p = Shuffle.permutation(3, 1, epoch);
      counts[p[0] * 9 + p[1] * 3 + p[2]]++;
    }

    // Of 6000, each of six is expected 1000 times, with a standard deviation of 29.
    assertThat(Arrays.stream(counts).filter(c -> c > 0).boxed())
        .hasSize(6)
        .allMatch(c -> Math.abs(c - 1000) < 120);
  }

  @Test
  void batchesHoldEveryItemOnce() {
    assertThat(Batches.inOrder(7, 3)).isDeepEqualTo(new int[][] {{0, 1, 2}, {3, 4, 5}, {6}});
    assertThat(Batches.count(7, 3)).isEqualTo(3);
    assertThat(sorted(Batches.shuffled(7, 3, 1, 1))).isEqualTo(upTo(7));
    assertThat(Batches.inOrder(0, 3)).isEmpty();
    assertThatThrownBy(() -> Batches.inOrder(7, 0)).hasMessageContaining("but got 0");
  }

  @Test
  void batchesByLengthNeedLittlePadding() {
    int[] lengths = Shuffle.permutation(1003, 9, 9);
    int[][] batches = Batches.byLength(lengths, 10, 1, 1);

    assertThat(sorted(batches)).isEqualTo(upTo(1003));
    assertThat(batches).isDeepEqualTo(Batches.byLength(lengths, 10, 1, 1));
    long padded = 0;
    long total = 0;
    for (int[] batch : batches) {
      int longest = Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
      padded += (long) longest * batch.length;
      total += Arrays.stream(batch).map(i -> lengths[i]).sum();
    }
    assertThat((double) padded / total).isBetween(1.0, 1.05);
    // The long ones don't all come last.
    assertThat(Arrays.stream(batches).limit(50).flatMapToInt(Arrays::stream).boxed())
        .anyMatch(i -> lengths[i] > 950)
        .anyMatch(i -> lengths[i] < 50);
  }

  @Test
  void batchesByStepsAreAsLargeAsTheLimitAllows() {
    int[] lengths = Shuffle.permutation(1003, 9, 9);
    int[][] batches = Batches.bySteps(lengths, 900, 1, 1);

    assertThat(sorted(batches)).isEqualTo(upTo(1003));
    assertThat(batches).isDeepEqualTo(Batches.bySteps(lengths, 900, 1, 1));
    assertThat(batches.length).isLessThan(750);
    for (int[] batch : batches) {
      int longest = Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
      assertThat(batch.length == 1 || longest * batch.length <= 900).isTrue();
    }
    assertThat(Batches.bySteps(lengths, Integer.MAX_VALUE, 1, 1)).hasDimensions(1, 1003);
  }

  @Test
  void batchesFromTheLongestHoldNoMoreStepsThanAreAsked() {
    int[] lengths = {3, 9, 1, 4, 30, 4, 2};
    assertThat(Batches.shortestFirst(lengths)).containsExactly(2, 6, 0, 3, 5, 1, 4);
    int[][] batches = Batches.longestFirst(lengths, 12, 3);
    assertThat(batches).isDeepEqualTo(new int[][] {{4}, {1}, {0, 3, 5}, {2, 6}});
    assertThat(Batches.longestFirst(lengths, 1000, 4))
        .isDeepEqualTo(new int[][] {{3, 5, 1, 4}, {2, 6, 0}});
  }

  @Test
  void raggedRowsArePaddedWithTheirLengthsBeside() {
    Padded padded = Padded.of(List.of(new float[] {1, 2}, new float[] {3, 4, 5, 6}), 2);

    assertThat(padded.values().shape()).isEqualTo(Shape.of(2, 2, 2));
    assertThat(padded.values().data()).containsExactly(1, 2, 0, 0, 3, 4, 5, 6);
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      Sequence sequence = padded.on(tape);
      assertThat(sequence.lengths()).containsExactly(1, 2);
    }
    assertThatThrownBy(() -> Padded.of(List.of(new float[3]), 2))
        .hasMessage("Padded: expected steps of 2 features but row 0 has 3 numbers.");
  }

  @Test
  void raggedIdsArePaddedWithAFiller() {
    PaddedIds padded = PaddedIds.of(List.of(new int[] {4}, new int[] {5, 6, 7}), -1);

    assertThat(padded.ids()).containsExactly(4, -1, -1, 5, 6, 7);
    assertThat(padded.time()).isEqualTo(3);
    assertThat(padded.lengths()).containsExactly(1, 3);
  }
}
