package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastOfStreamTest {
  @Test
  void everyValueOfTheStreamMovesTheForecast(@TempDir Path folder) throws IOException {
    Path data = Waves.csv(folder.resolve("levels.csv"), 200);
    Path model = Waves.model(folder, data, o -> o.model = "recursive");
    StringBuilder stream = new StringBuilder();
    for (int row = 200; row < 240; row++) {
      stream.append(String.format("%.6f ", Waves.value(row)));
    }
    List<double[][]> forecasts = new ArrayList<>();

    ForecastOfStream.follow(model, data, new Scanner(stream.toString()), forecasts::add);

    assertThat(forecasts).hasSize(40);
    for (int i = 0; i < 40; i++) {
      for (int step = 0; step < 7; step++) {
        assertThat(forecasts.get(i)[step][0])
            .as("step %d after row %d", step, 200 + i)
            .isCloseTo(Waves.value(201 + i + step), within(1.5));
      }
    }
  }
}
