package eddy.cli;

import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.EvaluationOptions;
import eddy.task.TrainedModel;
import eddy.tasks.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      paramLabel = "FILE",
      description = "The file to measure on. By default the one that the model was trained on.")
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
  private int rolling;

  @Option(
      names = "--refit",
      description = "Train anew for each point in time, on what came before it.")
  private boolean refit;

  @Option(
      names = "--details",
      paramLabel = "FILE",
      description = "Where the figures of each series go, as CSV.")
  private Optional<Path> details;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final Console console;

  Evaluate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (rolling == 0 && spec.commandLine().getParseResult().hasMatchedOption("--rolling")) {
      throw new BadInput("--rolling: expected one or more but found 0.");
    }
    Measurement measured = measure(folder, new EvaluationOptions(data, history, rolling, refit));
    details.ifPresent(file -> AtomicFile.write(file, measured.details()));
    console.print(json ? measured.json() : measured.table());
    return ExitCode.OK;
  }

  static Measurement measure(Path folder, EvaluationOptions options) {
    long start = System.nanoTime();
    List<ModelFolder> models = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    for (Path run : Runs.in(folder)) {
      try (TrainedModel model = Models.open(run)) {
        models.add(model.folder());
        evaluations.add(model.evaluate(options));
      }
    }
    return new Measurement(folder, models, evaluations, (System.nanoTime() - start) * 1e-9);
  }
}
