package eddy.language;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.text.Corpus;
import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static Corpus corpus(int... ids) {
    Corpus corpus = new Corpus(100);
    corpus.addAll(ids);
    return corpus;
  }

  private static List<Segment> segments(Columns columns, int length) {
    List<Segment> segments = new ArrayList<>();
    columns.segments(columns.lengths(length)).forEach(segments::add);
    return segments;
  }

  @Test
  void everyTokenIsTheTargetOfOneStepWhoseInputIsTheTokenBeforeIt() {
    // Seven tokens in two columns: 10 11 12 13, and 14 15 16.
    List<Segment> segments = segments(new Columns(corpus(10, 11, 12, 13, 14, 15, 16), 2), 3);

    assertThat(segments).hasSize(2);
    assertThat(segments.get(0).inputs()).containsExactly(Vocabulary.END, 10, 11, 13, 14, 15);
    assertThat(segments.get(0).targets()).containsExactly(10, 11, 12, 14, 15, 16);
    assertThat(segments.get(0).first()).isTrue();
    assertThat(segments.get(0).counted()).isEqualTo(6);
    // What is left is one step of the first column; the second has ended.
    assertThat(segments.get(1).inputs()).containsExactly(12, Vocabulary.END);
    assertThat(segments.get(1).targets()).containsExactly(13, -1);
    assertThat(segments.get(1).first()).isFalse();
    assertThat(segments.get(1).counted()).isEqualTo(1);
  }

  @Test
  void aSingleColumnIsTheTextInItsOrder() {
    List<Segment> segments = segments(new Columns(corpus(10, 11, 12, 13, 14), 1), 2);
    assertThat(segments.stream().flatMapToInt(s -> Arrays.stream(s.targets())))
        .containsExactly(10, 11, 12, 13, 14);
    assertThat(segments.stream().flatMapToInt(s -> Arrays.stream(s.inputs())))
        .containsExactly(Vocabulary.END, 10, 11, 12, 13);
  }

  @Test
  void thereAreNoMoreColumnsThanTokens() {
    assertThat(Columns.of(corpus(10, 11), 5).count()).isEqualTo(2);
  }

  private static Segments random(long seed) {
    Corpus corpus = new Corpus(100);
    for (int i = 0; i < 10_000; i++) {
      corpus.add(2 + i % 90);
    }
    return new Segments(new Columns(corpus, 4), 35, true, seed);
  }

  private static List<Integer> lengths(Segments segments, int epoch) {
    List<Integer> lengths = new ArrayList<>();
    segments.epoch(epoch).forEach(segment -> lengths.add(segment.inputs().length / 4));
    return lengths;
  }

  @Test
  void randomLengthsCoverTheTextAndDependOnSeedAndEpochAlone() {
    Segments segments = random(7);
    List<Integer> lengths = lengths(segments, 3);
    int counted = 0;
    for (Segment segment : segments.epoch(3)) {
      counted += segment.counted();
    }
    assertThat(counted).isEqualTo(10_000);
    assertThat(lengths).hasSize(segments.batches(3));
    assertThat(lengths.stream().limit(lengths.size() - 1L)).allMatch(l -> l >= 5 && l <= 60);
    assertThat(lengths.stream().mapToInt(Integer::intValue).average().getAsDouble())
        .isBetween(30.0, 37.0);
    assertThat(lengths(random(7), 3)).isEqualTo(lengths);
    assertThat(lengths(random(8), 3)).isNotEqualTo(lengths);
  }

  @Test
  void noEpochHasTheLengthsOfAnotherALittleLater() {
    List<Integer> lengths = lengths(random(7), 3);
    for (int epoch : new int[] {4, 5}) {
      List<Integer> other = lengths(random(7), epoch);
      for (int offset = -3; offset <= 3; offset++) {
        int equal = 0;
        for (int i = 3; i < 60; i++) {
          equal += lengths.get(i).equals(other.get(i + offset)) ? 1 : 0;
        }
        // By chance one in eighteen is.
        assertThat(equal).as("epoch %d, offset %d", epoch, offset).isLessThan(15);
      }
    }
  }
}
