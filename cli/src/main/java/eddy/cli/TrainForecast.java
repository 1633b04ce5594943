package eddy.cli;

import eddy.forecast.ForecastOptions;
import eddy.forecast.ForecastTraining;
import eddy.format.folder.Checkpoint;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "How far to forecast.")
  private int horizon;

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
    return new ForecastOptions(
        data,
        time,
        targets.equals(List.of("all")) ? List.of() : targets,
        split,
        lookBack,
        horizon,
        optional(season),
        model,
        flags.cell(),
        optional(segment),
        calendar,
        flags.options(run));
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }
}
