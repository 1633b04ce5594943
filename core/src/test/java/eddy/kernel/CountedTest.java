package eddy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountedTest {
  @Test
  void streamsOfNeighboringNumbersShareNoDraw() {
    Set<Long> drawn = new HashSet<>();
    int streams = 0;
    for (long seed = -1; seed <= 8; seed++) {
      for (long place = 0; place < 10; place++) {
        streams++;
        Counted.stream(seed, place).longs(100).forEach(drawn::add);
      }
    }
    assertThat(drawn).hasSize(100 * streams);
  }

  @Test
  void aStreamIsAFunctionOfItsNumbersInTheirOrder() {
    assertThat(Counted.stream(3, 4).nextLong()).isEqualTo(Counted.stream(3, 4).nextLong());
    assertThat(Counted.stream(3, 4).nextLong()).isNotEqualTo(Counted.stream(4, 3).nextLong());
    // Another hash would train published models anew.
    assertThat(Counted.stream(1, 2).nextLong()).isEqualTo(-1833405127366507680L);
  }
}
