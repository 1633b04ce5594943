package eddy.cli;

import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.AdaptiveModel;
import eddy.task.Evaluation;
import eddy.task.EvaluationOptions;
import eddy.task.ForecastModel;
import eddy.task.TrainedModel;
import eddy.tasks.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model beside its baselines. */
@Command(
    name = "evaluate",
    sortOptions = false,
    header = "Measures a model beside its baselines.",
    description = {
      "Measures a model beside its baselines: on the test part that training set aside, or on",
      "every item of another file. Of a folder that --seeds has made, all models together."
    })
final class Evaluate implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The model folder.")
  private Path folder;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "The file to measure on, or folder of recordings. By default the one that the model was"
              + " trained on.")
  private Optional<Path> data;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "What came before the rows of --data, where a forecast's test part is a file of its own.")
  private Optional<Path> history;

  @Option(
      names = "--rolling",
      paramLabel = "N",
      description =
          "Backtest: forecasts from the last N points in time only, a horizon apart, up to the end.")
  private Optional<Integer> rolling;

  @Option(
      names = "--refit",
      description = "Train anew for each point in time, on what came before it.")
  private boolean refit;

  @Option(
      names = "--adapt",
      paramLabel = "RATE[,DECAY]",
      description =
          "Language models: read the text as one and learn from each piece once it has been measured"
              + " (dynamic evaluation), by steps of this learning rate such as 0.3; after a comma,"
              + " the share of the way back to the trained weights that each step goes, such as 0.01"
              + " for words, by default 0. Beside it stands what the model reaches without.")
  private Optional<String> adapt;

  @Option(
      names = "--details",
      paramLabel = "FILE",
      description =
          "Where the figures of each series or class go, as CSV; of several seeds those of the"
              + " first.")
  private Optional<Path> details;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Mixin private SearchFlags search = new SearchFlags();

  private final Console console;

  Evaluate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Measurement measured = measure(folder, model -> search.use(model, this::measure));
    details.ifPresent(file -> AtomicFile.write(file, measured.details()));
    console.print(json ? measured.json() : measured.table());
    return ExitCode.OK;
  }

  private Evaluation measure(TrainedModel model) {
    TrainedModel measured =
        adapt.isPresent()
            ? Ability.of(model, AdaptiveModel.class, "--adapt", "a language model")
                .adapting(dynamics(adapt.get()))
            : model;
    if (rolling.isEmpty() && history.isEmpty() && !refit) {
      return measured.evaluate(data);
    }
    String options = "--rolling, --refit, --history";
    return Ability.of(measured, ForecastModel.class, options, "a forecaster")
        .evaluate(new EvaluationOptions(data, history, rolling, refit));
  }

  private static AdaptiveModel.Dynamics dynamics(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length <= 2) {
        double decay = parts.length == 1 ? 0 : Double.parseDouble(parts[1]);
        return new AdaptiveModel.Dynamics(Double.parseDouble(parts[0]), decay);
      }
    } catch (NumberFormatException _) {
      // Refused below, like too many parts.
    }
    throw new BadInput(
        "--adapt: expected a rate, or a rate and a decay as 1,0.01, but found '" + text + "'.");
  }

  static Measurement measure(Path folder, Function<TrainedModel, Evaluation> how) {
    long start = System.nanoTime();
    List<ModelFolder> models = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    for (Path run : Runs.in(folder)) {
      try (TrainedModel model = Models.open(run)) {
        models.add(model.folder());
        evaluations.add(how.apply(model));
      }
    }
    return new Measurement(folder, models, evaluations, (System.nanoTime() - start) * 1e-9);
  }
}
