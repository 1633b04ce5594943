package eddy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CorpusTest {
  @Test
  void idsOfAnyWidthComeBackAcrossChunks() {
    for (int size :
        new int[] {1, 2, 256, 257, 1 << 16, (1 << 16) + 1, 1 << 24, Integer.MAX_VALUE}) {
      Corpus corpus = new Corpus(size);
      int count = (1 << 20) + 5;
      for (int i = 0; i < count; i++) {
        corpus.add(id(i, size));
      }
      assertThat(corpus.size()).isEqualTo(count);
      for (int i = count - 10; i < count; i++) {
        assertThat(corpus.get(i)).as("size %d", size).isEqualTo(id(i, size));
      }
      assertThat(corpus.get(0)).isEqualTo(size - 1);
    }
  }

  @Test
  void whatIsNotThereIsRefused() {
    Corpus corpus = new Corpus(300);
    corpus.addAll(299, 0);
    assertThatThrownBy(() -> corpus.get(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> corpus.get(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> corpus.add(300))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Corpus: expected an id from 0 to 299 but got 300.");
  }

  /** The largest id first, then ids all over the range. */
  private static int id(int i, int size) {
    return size - 1 - (int) (i * 2_654_435_761L % size);
  }
}
