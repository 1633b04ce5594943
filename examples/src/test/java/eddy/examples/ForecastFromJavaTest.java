package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.forecast.ForecastOptions;
import eddy.forecast.ForecastTraining;
import eddy.task.TrainingOptions;
import eddy.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastFromJavaTest {
  @Test
  void theDaysAfterTheLastRowAreForecast(@TempDir Path folder) throws IOException {
    Path data = folder.resolve("weather.csv");
    StringBuilder csv = new StringBuilder("date,temp_max\n");
    for (int day = 0; day < 200; day++) {
      double value = 10 + 5 * Math.sin(2 * Math.PI * day / 7);
      csv.append(LocalDate.of(2025, 1, 1).plusDays(day)).append(",").append(value).append("\n");
    }
    Files.writeString(data, csv);
    Path model = folder.resolve("model");
    TrainingOptions training =
        ForecastOptions.TRAINING.with(o -> {
          o.epochs = 20;
          o.batchSize = 16;
          o.hidden = 16;
          o.dropout = 0;
          o.learningRate = 0.01;
          o.schedule = "constant";
          o.average = 0;
          o.patience = 20;
          o.threads = 1;
        });
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.data = data;
          o.targets = List.of("temp_max");
          o.split = "60/20/20";
          o.lookBack = 14;
          o.horizon = 7;
          o.seasons = List.of(7);
          o.training = training;
        });
    ForecastTraining.prepare(options).run(model, "test", false, TrainingListener.NONE);

    List<String> lines = printed(model, data).lines().toList();

    assertThat(lines).hasSize(7);
    for (int step = 0; step < 7; step++) {
      String[] parts = lines.get(step).split("  ");
      assertThat(parts[0]).isEqualTo(LocalDate.of(2025, 7, 20).plusDays(step).toString());
      double truth = 10 + 5 * Math.sin(2 * Math.PI * (200 + step) / 7);
      assertThat(Double.parseDouble(parts[1])).isBetween(truth - 1, truth + 1);
    }
  }

  private static String printed(Path model, Path data) {
    PrintStream standard = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      ForecastFromJava.main(new String[] {model.toString(), data.toString()});
    } finally {
      System.setOut(standard);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
