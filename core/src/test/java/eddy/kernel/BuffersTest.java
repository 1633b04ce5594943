package eddy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuffersTest {

  @Test
  void anArrayThatWasGivenBackIsLentAgainWhereItIsLargeEnoughAndNotMuchLarger() {
    Buffers buffers = new Buffers();
    Set<float[]> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int size = 0; size < 5000; size++) {
      lent.add(buffers.take(size));
    }
    lent.forEach(buffers::give);
    for (int size = 0; size < 5000; size++) {
      float[] again = buffers.take(size);
      assertThat(again.length).isBetween(size, size + Math.max(16, size / 8));
      assertThat(lent.remove(again)).isTrue();
    }
  }

  @Test
  void anArrayIsLentToOneTakerOnly() {
    Buffers buffers = new Buffers();
    buffers.give(buffers.take(100));
    assertThat(buffers.take(100)).isNotSameAs(buffers.take(100));
  }
}
