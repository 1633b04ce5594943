package eddy.cli;

import eddy.forecast.ForecastConfig;
import eddy.forecast.ForecastOptions;
import eddy.forecast.ForecastTraining;
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
      "Learns to forecast one or several columns of a table of numbers, one row per time step.",
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
      names = "--split",
      paramLabel = "PARTS",
      description =
          "Training, validation and test part: shares (70/10/20, or 80/20 for training and test),"
              + " months of 30 days (12mo/4mo/4mo), or the first dates of validation and test"
              + " (2013-01-01/2014-06-01).")
  private String split = "70/10/20";

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
      description =
          "The season of the seasonal baseline. By default from the time step: 24 for hours, 365"
              + " for days, 12 for months.")
  private Optional<Integer> season;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "segment (reads several rows a step) or encoder (a row a step).")
  private String model = "segment";

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
      description = "Known inputs: hour, day-of-week, day-of-year; several with commas.")
  private List<String> calendar = List.of();

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
            List.of(
                "Next, on the test part: " + console.command("evaluate", flags.out().toString()),
                "The forecast itself: "
                    + console.command("predict", model, "--data", data.toString())));
  }

  /** The trainings that the options ask for. */
  Trainings trainings() {
    return new Trainings(console, flags, run -> ForecastTraining.prepare(options(run)));
  }

  private ForecastOptions options(int run) {
    if (flags.from().isPresent()) {
      return options(run, flags.from().get());
    }
    return new ForecastOptions(
        data,
        time,
        targets(),
        split,
        lookBack,
        horizon.orElseThrow(() ->
            new ParameterException(
                spec.commandLine(), "Missing required option: '--horizon=ROWS'")),
        optional(season),
        model,
        optional(segment),
        calendar,
        flags.options(run),
        Optional.empty());
  }

  /** The options of a training that begins from a model: everything about its network is kept. */
  private ForecastOptions options(int run, Path from) {
    ForecastConfig old = ForecastTraining.config(from);
    TrainingOptions training = flags.options(run);
    return new ForecastOptions(
        data,
        time.or(old::time),
        kept("--target", targets(), old.targets()),
        split,
        kept("--look-back", lookBack, old.lookBack()),
        kept("--horizon", horizon.orElse(0), old.horizon()),
        optional(season),
        kept("--model", model, old.model()),
        OptionalInt.of(kept("--segment", segment.orElse(0), old.segment())),
        kept("--calendar", calendar, old.calendar()),
        training.with(o -> {
          o.cell = kept("--cell", o.cell, old.cell());
          o.hidden = kept("--hidden", o.hidden, old.hidden());
          o.layers = kept("--layers", o.layers, old.layers());
        }),
        Optional.of(from));
  }

  private <T> T kept(String option, T given, T old) {
    return flags.kept(spec, option, given, old);
  }

  private List<String> targets() {
    return targets.equals(List.of("all")) ? List.of() : targets;
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }
}
