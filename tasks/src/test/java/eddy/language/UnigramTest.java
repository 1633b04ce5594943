package eddy.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.text.Corpus;
import org.junit.jupiter.api.Test;

class UnigramTest {
  @Test
  void everyTokenCountsOnceMoreThanItStood() {
    Corpus train = new Corpus(4);
    train.addAll(2, 2, 2, 3);
    Corpus test = new Corpus(4);
    test.addAll(2, 0);
    // Of 4 tokens and 4 kinds: token 2 has 4/8, token 0 has 1/8.
    double expected = -(Math.log(0.5) + Math.log(0.125)) / 2;
    assertThat(Unigram.of(train, 4).crossEntropy(test)).isCloseTo(expected, within(1e-12));
  }
}
