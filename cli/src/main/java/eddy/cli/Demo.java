package eddy.cli;

import eddy.format.AtomicFile;
import eddy.format.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The main job on a series that ships with the project. */
@Command(
    name = "demo",
    showDefaultValues = true,
    sortOptions = false,
    header = "Trains on a series that ships with Eddy, and shows what comes out.",
    description = {
      "Trains on four years of Seattle's weather (NOAA, public domain), forecasts the daily maximum",
      "temperature seven days ahead, and compares the model with its baselines on the last fifth."
    })
final class Demo implements Callable<Integer> {
  /** The training, apart from where its file is and its model goes. */
  private static final List<String> SETTINGS =
      List.of(
          "--time", "date",
          "--target", "temp_max",
          "--calendar", "day-of-year",
          "--horizon", "7",
          "--look-back", "28",
          "--split", "70/10/20",
          "--hidden", "64",
          "--dropout", "0.5",
          "--learning-rate", "0.001",
          "--batch-size", "32",
          "--epochs", "30");

  private static final String DATA = "seattle-weather.csv";

  @Option(names = "--out", paramLabel = "DIR", description = "Where data and model go.")
  private Path out = Path.of("eddy-demo");

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  private final Console console;

  Demo(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path data = out.resolve(DATA);
    Path model = out.resolve("model");
    try (Stop.Span _ = console.stop().training()) {
      copy(data);
      List<String> settings = new ArrayList<>(List.of("--data", data.toString()));
      settings.addAll(SETTINGS);
      settings.addAll(List.of("--out", model.toString()));
      TrainForecast training = new TrainForecast(console);
      new CommandLine(training).parseArgs(settings.toArray(String[]::new));
      Trainings trainings = training.trainings();
      if (trainings.discard()) {
        console.note(model + ": replacing what an earlier demo left.");
      }
      List<String> arguments = new ArrayList<>(List.of("train", "forecast"));
      arguments.addAll(settings);
      console.note("The same as: " + console.command(arguments));
      if (trainings.train(arguments).isEmpty()) {
        return Main.STOPPED;
      }
      Measurement measured = Evaluate.measure(model, trained -> trained.evaluate(Optional.empty()));
      console.print(json ? measured.json() : measured.table());
      console.flush();
      next(data.toString(), model);
      return ExitCode.OK;
    }
  }

  /** Copies the series out of the program, unless the folder holds other data of that name. */
  private void copy(Path data) {
    try (InputStream in = Demo.class.getResourceAsStream(DATA)) {
      byte[] bytes = in.readAllBytes();
      if (Files.exists(data)) {
        if (!Files.isRegularFile(data) || !Arrays.equals(Files.readAllBytes(data), bytes)) {
          throw new BadInput(data + ": this is not the demo's data. Choose another --out.");
        }
        return;
      }
      Files.createDirectories(out);
      AtomicFile.write(data, stream -> stream.write(bytes));
    } catch (IOException e) {
      throw new BadInput("cannot write to the folder " + BadInput.of(out, e).getMessage(), e);
    }
  }

  private void next(String data, Path model) {
    console.note(
        """

        The report, for a browser:     %s
        What to type next
          the coming week:             %s
          what is in the model:        %s
          another column:              %s\
        """
            .formatted(
                model.resolve("report.html"),
                console.command("predict", model.toString(), "--data", data),
                console.command("info", model.toString()),
                console.command(
                    List.of(
                        "train",
                        "forecast",
                        "--data",
                        data,
                        "--target",
                        "temp_min",
                        "--calendar",
                        "day-of-year",
                        "--look-back",
                        "28",
                        "--horizon",
                        "7",
                        "--hidden",
                        "64",
                        "--batch-size",
                        "32",
                        "--out",
                        "my-model"))));
  }
}
