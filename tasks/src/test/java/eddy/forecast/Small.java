package eddy.forecast;

import eddy.format.folder.ModelFolder;
import eddy.task.TrainingOptions;
import eddy.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Small models and data for tests. */
final class Small {
  static final TrainingOptions TRAINING =
      ForecastOptions.TRAINING.with(o -> {
        o.hidden = 8;
        o.dropout = 0;
        o.epochs = 2;
        o.batchSize = 16;
        o.average = 0;
        o.threads = 1;
      });

  private Small() {}

  /** What a model is that is asked for with some options, fitted on series cut by a split. */
  static ForecastConfig config(
      Columns columns, String split, List<Series> all, Consumer<ForecastOptions.Draft> changes) {
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.training = TRAINING;
          changes.accept(o);
        });
    List<Integer> seasons = options.seasons().isEmpty() ? List.of(1) : options.seasons();
    return ForecastConfig.of(options, columns, seasons)
        .fitted(split, all, ForecastEvaluation.splits(all, split));
  }

  /** One series without a name as a model sees it, cut in thirds. */
  static ForecastData data(Series series, Split split, int lookBack, int horizon, int season) {
    String rest =
        "rest/"
            + (split.validEnd() - split.trainEnd())
            + "/"
            + (split.testEnd() - split.validEnd());
    Series used = series.first(split.testEnd());
    ForecastConfig config =
        config(
            Columns.of(Optional.empty(), series.names()),
            rest,
            List.of(used),
            o -> {
              o.lookBack = lookBack;
              o.horizon = horizon;
              o.seasons = List.of(season);
            });
    return ForecastData.of(List.of(used), config);
  }

  /** The same for one target of these values. */
  static ForecastData data(double[] values, Split split, int lookBack, int horizon, int season) {
    return data(Series.of(List.of("x"), values), split, lookBack, horizon, season);
  }

  /** A forecast of points. */
  static Forecast points(int targets, double... points) {
    return Forecast.of(targets, points);
  }

  /** Positive series with a season of 6 and noise, each with its own level and length. */
  static List<Series> panel(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Series> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double level = 10 * Math.pow(4, i % 3);
      double[] values = new double[60 + 7 * (i % 4)];
      int shift = i;
      Arrays.setAll(
          values,
          t -> level * (1.5 + Math.sin(2 * Math.PI * (t + shift) / 6) + 0.1 * random.nextDouble()));
      all.add(Series.of(List.of("value"), values).named("S" + i));
    }
    return all;
  }

  /** Writes series as an M4 file has them. */
  static Path file(Path file, List<Series> all) {
    int longest = all.stream().mapToInt(Series::rows).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i <= longest; i++) {
      text.append(i == 0 ? "" : ",").append("\"V").append(i + 1).append('"');
    }
    for (Series series : all) {
      text.append("\n\"").append(series.id()).append('"');
      for (int row = 0; row < longest; row++) {
        text.append(",\"").append(row < series.rows() ? "" + series.value(row, 0) : "").append('"');
      }
    }
    try {
      return Files.writeString(file, text.append('\n').toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A model trained for a moment on a file, in a folder. */
  static Forecaster trained(Path model, Path data, Consumer<ForecastOptions.Draft> changes) {
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.data = data;
          o.horizon = 4;
          o.lookBack = 12;
          o.seasons = List.of(6);
          o.training = TRAINING;
          changes.accept(o);
        });
    ForecastTraining.prepare(options).run(model, "test", false, TrainingListener.NONE);
    return Forecaster.of(ModelFolder.open(model));
  }

  /** What the columns of such series mean. */
  static Columns panelColumns() {
    return new Columns(
        Optional.empty(), Optional.of("series"), List.of("value"), List.of(), List.of(), List.of());
  }
}
