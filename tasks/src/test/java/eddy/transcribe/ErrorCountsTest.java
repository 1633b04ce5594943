package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorCountsTest {
  @Test
  void changesAreCountedByTheirKind() {
    assertThat(ErrorCounts.ofWords("a b c d", "a x c d e")).isEqualTo(new ErrorCounts(4, 1, 0, 1));
    assertThat(ErrorCounts.ofWords("a b c d", "c d")).isEqualTo(new ErrorCounts(4, 0, 2, 0));
    assertThat(ErrorCounts.ofCharacters("kitten", "sitting"))
        .isEqualTo(new ErrorCounts(6, 2, 0, 1));
    assertThat(ErrorCounts.ofCharacters("日本", "日")).isEqualTo(new ErrorCounts(2, 0, 1, 0));
  }

  @Test
  void ratesAreByTheLengthOfWhatWasSaid() {
    assertThat(ErrorCounts.ofWords("a b c d", "a x c d e").rate()).isEqualTo(0.5);
    assertThat(ErrorCounts.ofWords("", "").rate()).isZero();
    assertThat(ErrorCounts.ofWords("", "a b").rate()).isEqualTo(2);
    ErrorCounts sum = ErrorCounts.ofWords("a b", "a").plus(ErrorCounts.ofWords("c d", "c d"));
    assertThat(sum.rate()).isEqualTo(0.25);
  }
}
