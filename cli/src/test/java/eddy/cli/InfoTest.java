package eddy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.folder.Epoch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InfoTest {
  private static Epoch epoch(int number, double error) {
    return new Epoch(number, 1, Map.of("train_loss", 1.0 / number, "validation_error", error));
  }

  @Test
  void ofEquallyGoodEpochsTheLastIsTheBestAsTrainingKeepsIt() {
    List<Epoch> epochs = List.of(epoch(1, 0.3), epoch(2, 0.1), epoch(3, 0.1), epoch(4, 0.2));
    assertThat(Info.best(epochs)).contains(epochs.get(2));
    assertThat(Info.best(List.of(new Epoch(1, 1, Map.of("train_loss", 0.5))))).isEmpty();
  }
}
