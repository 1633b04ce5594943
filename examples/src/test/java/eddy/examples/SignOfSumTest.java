package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignOfSumTest {
  @Test
  void itLearnsAndItsWeightsAreReadBackAsAModel(@TempDir Path folder) {
    SignOfSum network = new SignOfSum();
    assertThat(network.train(150)).isLessThan(0.4f);
    Path file = folder.resolve("sign.safetensors");
    network.save(file);
    float[] logits = SignOfSum.predict(file, 1, -3, 0.5f, 4);
    assertThat(logits[1]).isGreaterThan(logits[0]);
    assertThat(logits[3]).isLessThan(logits[2]);
    assertThat(logits[5]).isLessThan(logits[4]);
    assertThat(logits[7]).isGreaterThan(logits[6]);
  }
}
