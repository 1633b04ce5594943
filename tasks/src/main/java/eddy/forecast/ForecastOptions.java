package eddy.forecast;

import static eddy.task.TrainingOptions.require;

import eddy.table.Table;
import eddy.table.TimeColumn;
import eddy.task.Cells;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a training of a forecasting model is asked for.
 *
 * <pre>{@code
 * ForecastOptions options = ForecastOptions.of(o -> {
 *   o.data = Path.of("sales.csv");
 *   o.targets = List.of("sales");
 *   o.horizon = 14;
 * });
 * }</pre>
 *
 * @param data the CSV file
 * @param columns what its columns mean; without targets, all that hold numbers
 * @param split how to cut the rows, see {@link Split#parse}
 * @param lookBack rows of history
 * @param horizon rows to forecast
 * @param seasons rows of each season, the baselines' first; by default that of the time step
 * @param model segment, encoder, recursive or es-rnn
 * @param linear whether the network learns what ridge regression leaves, of segment and encoder
 *     models that forecast points
 * @param segment rows a segment; by default the largest common divisor of look-back and horizon
 *     that is at most 24
 * @param output see {@link Output#NAMES}
 * @param quantiles levels to forecast, symmetrical around 0.5
 * @param calendar names of the calendar inputs
 * @param holidays a table whose first column holds dates
 * @param training what means the same in every task
 * @param from a model folder to begin from, whose network is the one that these options describe
 */
public record ForecastOptions(
    Path data,
    Columns columns,
    String split,
    int lookBack,
    int horizon,
    List<Integer> seasons,
    String model,
    boolean linear,
    OptionalInt segment,
    String output,
    List<Double> quantiles,
    List<String> calendar,
    Optional<Path> holidays,
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

  /** The deciles. */
  public static final List<Double> QUANTILES = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);

  private static final int LONGEST_SEGMENT = 24;

  /** What becomes options; only the data and the horizon must be given. */
  public static final class Draft {
    public Path data = Path.of("");
    public Optional<String> time = Optional.empty();
    public Optional<String> id = Optional.empty();
    public List<String> targets = List.of();
    public List<String> past = List.of();
    public List<String> future = List.of();
    public List<String> statics = List.of();

    /** Empty for 70/10/20, or where there are many series for the last horizons of each. */
    public String split = "";

    public int lookBack = 96;
    public int horizon;
    public List<Integer> seasons = List.of();
    public String model = SegmentNetwork.NAME;
    public boolean linear;
    public OptionalInt segment = OptionalInt.empty();
    public String output = Output.POINT;
    public List<Double> quantiles = QUANTILES;
    public List<String> calendar = List.of();
    public Optional<Path> holidays = Optional.empty();
    public TrainingOptions training = TRAINING;
    public Optional<Path> from = Optional.empty();

    private Draft() {}

    private ForecastOptions options() {
      return new ForecastOptions(
          data,
          new Columns(time, id, targets, past, future, statics),
          split,
          lookBack,
          horizon,
          seasons,
          model,
          linear,
          segment,
          output,
          quantiles,
          calendar,
          holidays,
          training,
          from);
    }
  }

  /**
   * Options that are what this says, and else a draft's own.
   *
   * @throws eddy.format.BadInput if one is out of its range
   */
  public static ForecastOptions of(Consumer<Draft> changes) {
    Draft draft = new Draft();
    changes.accept(draft);
    return draft.options();
  }

  public ForecastOptions {
    seasons = List.copyOf(seasons);
    calendar = List.copyOf(calendar);
    quantiles = List.copyOf(quantiles);
    require(lookBack >= 1, "--look-back", "one or more", lookBack);
    require(horizon >= 1, "--horizon", "one or more", horizon);
    seasons.forEach(season -> require(season >= 1, "--season", "one or more", season));
    require(
        Set.copyOf(columns.targets()).size() == columns.targets().size(),
        "--target",
        "each column once",
        String.join(",", columns.targets()));
    List<String> covariates = new ArrayList<>(columns.covariates());
    covariates.addAll(columns.targets());
    require(
        Set.copyOf(covariates).size() == covariates.size(),
        "--past, --future and --static",
        "each column once, and none that is forecast",
        String.join(",", covariates));
    require(Output.NAMES.contains(output), "--output", String.join(", ", Output.NAMES), output);
    requireQuantiles(quantiles);
    int rows = segment.orElse(1);
    require(
        rows >= 1 && lookBack % rows == 0 && horizon % rows == 0,
        "--segment",
        "a common divisor of look-back " + lookBack + " and horizon " + horizon,
        rows);
    calendar.forEach(Calendar::named);
    require(
        holidays.isPresent() == calendar.contains(Calendar.HOLIDAY.label()),
        "--holidays",
        "a table of dates where --calendar names holiday, and else none",
        holidays.map(Path::toString).orElse("none"));
    requireFamily(model, columns, calendar, output, training);
    require(
        !linear
            || output.equals(Output.POINT)
                && (model.equals(SegmentNetwork.NAME) || model.equals(EncoderNetwork.NAME)),
        "--linear",
        "--model segment or encoder and --output point beside it",
        model + " and " + output);
  }

  private static void requireQuantiles(List<Double> levels) {
    boolean fits = levels.size() >= 3 && levels.size() % 2 == 1;
    for (int i = 0; i < levels.size() && fits; i++) {
      double mirrored = 1 - levels.get(levels.size() - 1 - i);
      fits =
          levels.get(i) > 0
              && levels.get(i) < 1
              && (i == 0 || levels.get(i) > levels.get(i - 1))
              && Math.abs(levels.get(i) - mirrored) < 1e-9;
    }
    require(
        fits,
        "--quantiles",
        "an odd number, three or more, of rising levels symmetrical around 0.5, as 0.1,0.5,0.9",
        levels.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /** Refuses what a family of models cannot do. */
  private static void requireFamily(
      String model,
      Columns columns,
      List<String> calendar,
      String output,
      TrainingOptions training) {
    switch (model) {
      case SegmentNetwork.NAME -> {
        require(
            !training.cell().equals(Cells.LAYER_NORM_LSTM),
            "--cell",
            "rnn, lstm or gru for the segment model (--model encoder takes any)",
            "'" + training.cell() + "'");
        require(
            training.layers() == 1,
            "--layers",
            "1 for the segment model (--model encoder takes any number)",
            training.layers());
      }
      case EncoderNetwork.NAME -> {}
      case RecursiveNetwork.NAME -> {
        require(
            columns.past().isEmpty(),
            "--past",
            "none for the recursive model, as it must know them of the rows that it has forecast"
                + " itself (--model segment and encoder take them)",
            String.join(",", columns.past()));
      }
      case EsRnnNetwork.NAME -> {
        List<String> covariates = columns.covariates();
        require(
            covariates.isEmpty() && calendar.isEmpty(),
            "--past, --future, --static and --calendar",
            "none for the es-rnn model, which knows seasons only (--model segment takes them)",
            String.join(",", covariates.isEmpty() ? calendar : covariates));
        require(
            output.equals(Output.QUANTILE) || output.equals(Output.POINT),
            "--output",
            "point or quantile for the es-rnn model",
            output);
      }
      default ->
          require(false, "--model", "segment, encoder, recursive or es-rnn", "'" + model + "'");
    }
  }

  /** Rows a segment. */
  int segmentRows() {
    return segment.orElse(commonDivisor(lookBack));
  }

  /** The dates of the holidays, as ISO 8601 writes them. */
  List<String> holidayDates() {
    if (holidays.isEmpty()) {
      return List.of();
    }
    Table table = Table.read(holidays.get());
    TimeColumn dates = TimeColumn.of(table, table.columns().getFirst());
    return IntStream.range(0, dates.rows())
        .mapToObj(row -> dates.time(row).toLocalDate().toString())
        .toList();
  }

  /** How to cut the rows. */
  String splitOf(boolean many) {
    if (!split.isEmpty()) {
      return split;
    }
    return many ? "rest/" + horizon + "/" + horizon : "70/10/20";
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
    if (!model.equals(SegmentNetwork.NAME)
        || segment.isPresent()
        || horizon == 1
        || segmentRows() > 1) {
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
