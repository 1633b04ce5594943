package eddy.cli;

import eddy.forecast.ForecastConfig;
import eddy.forecast.ForecastOptions;
import eddy.forecast.ForecastTraining;
import eddy.format.BadInput;
import eddy.format.folder.Checkpoint;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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

  @Mixin private TrainingFlags flags = new TrainingFlags();
  @Spec private CommandSpec spec;

  private final Console console;

  TrainForecast(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    try (Stop.Span _ = console.stop().training()) {
      Optional<Measurement> measured = train(arguments);
      if (measured.isEmpty()) {
        return Main.STOPPED;
      }
      console.print(flags.json() ? measured.get().json() : measured.get().table());
      Path first = flags.out(0);
      console.note("Report: " + first.resolve("report.html"));
      console.note(
          "Next, on the test part: " + console.command("evaluate", flags.out().toString()));
      console.note(
          "The forecast itself: "
              + console.command("predict", first.toString(), "--data", data.toString()));
      return ExitCode.OK;
    }
  }

  /**
   * Gives up what an earlier run of the same command left, and says whether there was anything;
   * anything else is refused.
   */
  boolean discard() {
    return ForecastTraining.prepare(options(0)).discard(flags.out(0));
  }

  /**
   * Trains once for each seed.
   *
   * @param arguments what the user typed after the program's name
   * @return nothing if the training was stopped
   */
  Optional<Measurement> train(List<String> arguments) {
    long start = System.nanoTime();
    List<String> fresh = arguments.stream().filter(word -> !word.equals("--resume")).toList();
    List<Evaluation> evaluations = new ArrayList<>();
    List<ModelFolder> models = new ArrayList<>();
    for (int run = 0; run < flags.seeds(); run++) {
      Path out = flags.out(run);
      ForecastTraining training = ForecastTraining.prepare(options(run));
      if (run == 0) {
        for (int each = 0; each < flags.seeds(); each++) {
          training.check(flags.out(each), flags.resume());
        }
        training.notes().forEach(console::note);
      }
      if (flags.several()) {
        console.note("Training %d of %d: %s".formatted(run + 1, flags.seeds(), out));
      }
      Optional<Evaluation> evaluation =
          run(training, out, console.command(fresh), flags.options(run).epochs());
      if (evaluation.isEmpty()) {
        List<String> again = new ArrayList<>(fresh);
        again.add("--resume");
        console.note("Stopped. To go on: " + console.command(again));
        return Optional.empty();
      }
      evaluations.add(evaluation.get());
      models.add(ModelFolder.open(out));
    }
    return Optional.of(
        new Measurement(flags.out(), models, evaluations, (System.nanoTime() - start) * 1e-9));
  }

  private Optional<Evaluation> run(
      ForecastTraining training, Path out, String command, int epochs) {
    if (flags.resume()) {
      Optional<Evaluation> finished = training.finished(out);
      if (finished.isPresent()) {
        console.note(out + " is finished already.");
        return finished;
      }
      if (!Files.exists(out.resolve(Checkpoint.FILE))) {
        console.note(out + " holds no checkpoint yet: starting from the beginning.");
      }
    }
    int batch = flags.options(0).batchSize();
    try (Progress progress = new Progress(console, epochs, training.windows(), batch, "windows")) {
      return training.run(out, command, flags.resume(), progress).validation();
    }
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
        flags.cell(),
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
        kept("--cell", flags.cell(), old.cell()),
        OptionalInt.of(kept("--segment", segment.orElse(0), old.segment())),
        kept("--calendar", calendar, old.calendar()),
        training.withNetwork(
            kept("--hidden", training.hidden(), old.hidden()),
            kept("--layers", training.layers(), old.layers())),
        Optional.of(from));
  }

  /** The value of the model to begin from, which an option may repeat but not change. */
  private <T> T kept(String option, T given, T old) {
    if (spec.commandLine().getParseResult().hasMatchedOption(option) && !given.equals(old)) {
      throw new BadInput(
          "%s: the model in %s has %s but found %s. Leave it out: --from keeps the network."
              .formatted(option, flags.from().orElseThrow(), shown(old), shown(given)));
    }
    return old;
  }

  private static String shown(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).collect(Collectors.joining(","))
        : value.toString();
  }

  private List<String> targets() {
    return targets.equals(List.of("all")) ? List.of() : targets;
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }
}
