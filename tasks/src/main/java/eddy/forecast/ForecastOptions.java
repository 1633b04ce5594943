package eddy.forecast;

import static eddy.task.TrainingOptions.require;

import eddy.task.Cells;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a training of a forecasting model is asked for.
 *
 * @param data the CSV file
 * @param time the time column; without one, the first column is taken if it holds times
 * @param targets the columns to forecast; empty for all that hold numbers
 * @param split how to cut the rows, see {@link Split#parse}
 * @param lookBack rows of history
 * @param horizon rows to forecast
 * @param season rows a season; by default that of the time step
 * @param model segment or encoder
 * @param segment rows a segment; by default the largest common divisor of look-back and horizon
 *     that is at most 24
 * @param calendar names of the calendar inputs
 * @param training what means the same in every task
 * @param from a model folder to begin from, whose network is the one that these options describe
 */
public record ForecastOptions(
    Path data,
    Optional<String> time,
    List<String> targets,
    String split,
    int lookBack,
    int horizon,
    OptionalInt season,
    String model,
    OptionalInt segment,
    List<String> calendar,
    TrainingOptions training,
    Optional<Path> from) {
  /** What a training does unless it is told otherwise. */
  public static final TrainingOptions TRAINING =
      TrainingOptions.of(o -> {
        o.batchSize = 256;
        o.cell = "gru";
        o.hidden = 512;
        o.dropout = 0.5;
        o.schedule = "exponential";
        o.average = 0.99;
      });

  private static final int LONGEST_SEGMENT = 24;

  public ForecastOptions {
    targets = List.copyOf(targets);
    calendar = List.copyOf(calendar);
    require(lookBack >= 1, "--look-back", "one or more", lookBack);
    require(horizon >= 1, "--horizon", "one or more", horizon);
    require(season.orElse(1) >= 1, "--season", "one or more", season.orElse(1));
    require(
        model.equals("segment") || model.equals("encoder"),
        "--model",
        "segment or encoder",
        "'" + model + "'");
    require(
        Set.copyOf(targets).size() == targets.size(),
        "--target",
        "each column once",
        String.join(",", targets));
    int rows = segment.orElse(1);
    require(
        rows >= 1 && lookBack % rows == 0 && horizon % rows == 0,
        "--segment",
        "a common divisor of look-back " + lookBack + " and horizon " + horizon,
        rows);
    calendar.forEach(Calendar::named);
    require(
        !model.equals("segment") || !training.cell().equals(Cells.LAYER_NORM_LSTM),
        "--cell",
        "rnn, lstm or gru for the segment model (--model encoder takes any)",
        "'" + training.cell() + "'");
    require(
        !model.equals("segment") || training.layers() == 1,
        "--layers",
        "1 for the segment model (--model encoder takes any number)",
        training.layers());
  }

  /** Rows a segment. */
  int segmentRows() {
    return segment.orElse(commonDivisor(lookBack));
  }

  /** The largest common divisor of a look-back and the horizon that is at most 24. */
  private int commonDivisor(int rows) {
    int divisor = Math.min(LONGEST_SEGMENT, Math.min(rows, horizon));
    while (rows % divisor != 0 || horizon % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  /** What to try where look-back and horizon leave the segment network a single row a step. */
  Optional<String> adviceOnSegments() {
    if (!model.equals("segment") || segment.isPresent() || horizon == 1 || segmentRows() > 1) {
      return Optional.empty();
    }
    int own = commonDivisor(horizon);
    int rows = own > 1 ? own : horizon;
    int better = Math.max(1, Math.round((float) lookBack / rows)) * rows;
    return Optional.of(
        "Look-back %d and horizon %d share no divisor up to %d, so each step reads a single row;"
                .formatted(lookBack, horizon, LONGEST_SEGMENT)
            + " --look-back %d%s reads %d rows a step."
                .formatted(better, own > 1 ? "" : " --segment " + rows, rows));
  }
}
