package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesFromJavaTest {
  @Test
  void aSequenceHasItsLabel(@TempDir Path folder) throws IOException {
    StringBuilder rows = new StringBuilder("id,time,x,label\n");
    for (int i = 0; i < 200; i++) {
      int slope = i % 2 == 0 ? 1 : -1;
      for (int t = 0; t < 3 + i / 2 % 4; t++) {
        rows.append(
            "%d,%d,%d,%s\n".formatted(i, t, i % 5 + 2 * slope * t, slope > 0 ? "up" : "down"));
      }
    }
    Path gestures = Files.writeString(folder.resolve("gestures.csv"), rows);
    Path model = folder.resolve("model");
    SeriesFromJava.train(gestures, model);
    assertThat(SeriesFromJava.label(model, new float[][] {{1}, {3}, {5}, {7}})).isEqualTo("up");
    assertThat(SeriesFromJava.label(model, new float[][] {{5}, {3}, {1}})).isEqualTo("down");
  }
}
