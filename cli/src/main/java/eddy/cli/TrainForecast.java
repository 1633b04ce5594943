package eddy.cli;

import eddy.forecast.ForecastConfig;
import eddy.forecast.ForecastOptions;
import eddy.forecast.ForecastTraining;
import eddy.format.BadInput;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a forecasting model. */
@Command(
    name = "forecast",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train forecast --data=FILE --horizon=ROWS --out=DIR [OPTION ...]",
    header = "Learns to forecast a series.",
    description = {
      "Learns to forecast one or several columns of a table of numbers, one row per time step; with",
      "--id, many series by one model. A table with a row for each series (V1, V2, ...) is read as the",
      "M4 competition's.",
      "The last part of the rows is set aside for `evaluate`; training never looks at it."
    })
final class TrainForecast implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "CSV with a header, or TSV; either may be gzipped.")
  private Path data;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The times. By default the first column, if it holds times.")
  private Optional<String> time;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "What to forecast: a column, several with commas, or all (the default) that hold"
              + " numbers.")
  private List<String> targets = List.of("all");

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description = "Which series a row belongs to. One model learns all series.")
  private Optional<String> id;

  @Option(
      names = "--past",
      paramLabel = "COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Inputs that are known up to now only; several with commas.")
  private List<String> past = List.of();

  @Option(
      names = "--future",
      paramLabel = "COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Inputs that are known ahead; to predict, the file has them in rows after the last value.")
  private List<String> future = List.of();

  @Option(
      names = "--static",
      paramLabel = "COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Inputs that are the same in all rows of a series: numbers or categories.")
  private List<String> statics = List.of();

  @Option(
      names = "--split",
      paramLabel = "PARTS",
      showDefaultValue = Visibility.NEVER,
      description =
          "Training, validation and test part: shares (70/10/20, the default, or 80/20 for training"
              + " and test), months of 30 days (12mo/4mo/4mo), the first dates of validation and test"
              + " (2013-01-01/2014-06-01), or the last rows of each series (rest/48/48; the default"
              + " with --id is a horizon each).")
  private String split = "";

  @Option(
      names = "--horizon",
      paramLabel = "ROWS",
      description = "How far to forecast; needed without --from.")
  private Optional<Integer> horizon;

  @Option(names = "--look-back", paramLabel = "ROWS", description = "How much history to look at.")
  private int lookBack = 96;

  @Option(
      names = "--season",
      paramLabel = "ROWS",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "The season of the baselines and the scaled error. By default from the time step: 24 for"
              + " hours, 365 for days, 12 for months. A second one after a comma for es-rnn.")
  private List<Integer> seasons = List.of();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "segment (reads several rows a step), encoder (a row a step), recursive (forecasts a row"
              + " from the row before, and can follow a stream), or es-rnn (exponential smoothing of"
              + " each series with a network for all).")
  private String model = "segment";

  @Option(
      names = "--linear",
      description =
          "Add the forecast of ridge regression, so that the network learns what that leaves: for a long"
              + " look-back at series that linear models forecast well.")
  private boolean linear;

  @Option(
      names = "--output",
      paramLabel = "KIND",
      description =
          "What is forecast of each value: point, quantile, gaussian, student-t or"
              + " negative-binomial (for counts).")
  private String output = "point";

  @Option(
      names = "--quantiles",
      paramLabel = "LEVEL",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Beside --output quantile: an odd number, three or more, of rising levels symmetrical"
              + " around 0.5; by default 0.1,0.2, ... 0.9.")
  private List<Double> quantiles = ForecastOptions.QUANTILES;

  @Option(
      names = "--segment",
      paramLabel = "ROWS",
      description =
          "Rows a segment. By default the largest common divisor of look-back and horizon up to 24.")
  private Optional<Integer> segment;

  @Option(
      names = "--calendar",
      paramLabel = "NAME",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Known inputs: hour, day-of-week, day-of-year, month, holiday; several with commas.")
  private List<String> calendar = List.of();

  @Option(
      names = "--holidays",
      paramLabel = "FILE",
      description = "A table whose first column holds the dates of holidays.")
  private Optional<Path> holidays;

  @Mixin private TrainingFlags flags = new TrainingFlags(ForecastOptions.TRAINING);
  @Spec private CommandSpec spec;

  private final Console console;

  TrainForecast(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    String model = flags.out(0).toString();
    return trainings()
        .call(
            arguments,
            List.of("--data", "TEST", "--history", data.toString()),
            "The forecast itself: " + console.command("predict", model, "--data", data.toString()));
  }

  /** The trainings that the options ask for. */
  Trainings trainings() {
    return new Trainings(console, flags, run -> ForecastTraining.prepare(options(run)));
  }

  private ForecastOptions options(int run) {
    Optional<ForecastConfig> old = flags.from().map(ForecastTraining::config);
    int rows =
        horizon
            .or(() -> old.map(ForecastConfig::horizon))
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "Missing required option: '--horizon=ROWS'"));
    TrainingOptions training = flags.options(run);
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.data = data;
          o.time = time;
          o.id = id;
          o.targets = targets();
          o.past = past;
          o.future = future;
          o.statics = statics;
          o.split = split;
          o.lookBack = lookBack;
          o.horizon = rows;
          o.seasons = seasons;
          o.model = model;
          o.linear = linear;
          o.segment = segment.isPresent() ? OptionalInt.of(segment.get()) : OptionalInt.empty();
          o.output = output;
          o.quantiles = quantiles;
          o.calendar = calendar;
          o.holidays = holidays;
          o.training = training;
          o.from = flags.from();
          old.ifPresent(config -> keep(o, config));
        });
    if (flags.isGiven("--quantiles") && !options.output().equals("quantile")) {
      throw new BadInput(
          "--quantiles: expected --output quantile beside it but found %s."
              .formatted(options.output()));
    }
    return options;
  }

  /** Of a model that the training begins from, everything about its network is kept. */
  private void keep(ForecastOptions.Draft o, ForecastConfig old) {
    o.time = time.or(() -> old.columns().time());
    o.id = id.or(() -> old.columns().id());
    o.targets = flags.kept("--target", targets(), old.targets());
    o.past = flags.kept("--past", past, old.columns().past());
    o.future = flags.kept("--future", future, old.columns().future());
    o.statics = flags.kept("--static", statics, old.columns().statics());
    o.lookBack = flags.kept("--look-back", lookBack, old.lookBack());
    o.horizon = flags.kept("--horizon", horizon.orElse(0), old.horizon());
    o.model = flags.kept("--model", model, old.model());
    o.linear = flags.kept("--linear", linear, old.linear());
    o.segment = OptionalInt.of(flags.kept("--segment", segment.orElse(0), old.segment()));
    o.output = flags.kept("--output", output, old.output());
    o.quantiles =
        old.quantiles().isEmpty()
            ? quantiles
            : flags.kept("--quantiles", quantiles, old.quantiles());
    // Of the other models only the baselines have a season.
    o.seasons = o.model.equals("es-rnn") ? flags.kept("--season", seasons, old.seasons()) : seasons;
    o.calendar = flags.kept("--calendar", calendar, old.calendar());
    o.training = flags.keptLayers(o.training, old.cell(), old.hidden(), old.layers());
  }

  private List<String> targets() {
    return targets.equals(List.of("all")) ? List.of() : targets;
  }
}
