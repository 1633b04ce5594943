package eddy.examples;

import eddy.forecast.ForecastOptions;
import eddy.forecast.ForecastTraining;
import eddy.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A series that repeats every seven rows, and models of it. */
final class Waves {
  private Waves() {}

  static double value(int row) {
    return 10 + 5 * Math.sin(2 * Math.PI * row / 7);
  }

  static Path csv(Path file, int rows) throws IOException {
    StringBuilder text = new StringBuilder("level\n");
    for (int row = 0; row < rows; row++) {
      text.append(value(row)).append('\n');
    }
    return Files.writeString(file, text);
  }

  static Path model(Path folder, Path data, Consumer<ForecastOptions.Draft> changes) {
    Path model = folder.resolve("model");
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.data = data;
          o.split = "60/20/20";
          o.lookBack = 14;
          o.horizon = 7;
          o.training =
              ForecastOptions.TRAINING.with(t -> {
                t.epochs = 20;
                t.batchSize = 16;
                t.hidden = 16;
                t.dropout = 0;
                t.learningRate = 0.01;
                t.schedule = "constant";
                t.average = 0;
                t.patience = 20;
                t.threads = 1;
              });
          changes.accept(o);
        });
    ForecastTraining.prepare(options).run(model, "test", false, TrainingListener.NONE);
    return model;
  }
}
