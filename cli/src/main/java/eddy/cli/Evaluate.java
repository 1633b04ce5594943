package eddy.cli;

import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.TrainedModel;
import eddy.tasks.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
          "The file to measure on, or folder of recordings. By default the one that the model was trained on.")
  private Optional<Path> data;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Mixin private SearchFlags search = new SearchFlags();

  private final Console console;

  Evaluate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Measurement measured = measure(folder, data, search);
    console.print(json ? measured.json() : measured.table());
    return ExitCode.OK;
  }

  static Measurement measure(Path folder, Optional<Path> data, SearchFlags search) {
    long start = System.nanoTime();
    List<ModelFolder> models = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    for (Path run : Runs.in(folder)) {
      try (TrainedModel model = Models.open(run)) {
        models.add(model.folder());
        search.use(model, searching -> evaluations.add(searching.evaluate(data)));
      }
    }
    return new Measurement(folder, models, evaluations, (System.nanoTime() - start) * 1e-9);
  }
}
