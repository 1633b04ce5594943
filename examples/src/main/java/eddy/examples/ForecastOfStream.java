package eddy.examples;

import eddy.forecast.Forecaster;
import eddy.forecast.LiveForecast;
import eddy.format.folder.ModelFolder;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.function.Consumer;

/**
 * Keeps a forecast over a stream of values: the history is read once, and each new value takes one
 * step of the network, however long the stream has become. For models of {@code --model recursive}.
 */
public final class ForecastOfStream {
  private ForecastOfStream() {}

  static void follow(Path model, Path history, Scanner values, Consumer<double[][]> forecasts) {
    try (Forecaster forecaster = Forecaster.of(ModelFolder.open(model))) {
      LiveForecast live = forecaster.live(forecaster.read(history));
      while (values.hasNextDouble()) {
        live.absorb(values.nextDouble());
        forecasts.accept(live.forecast().points());
      }
    }
  }

  /** Takes a model folder and the history, a CSV file; reads values from standard input. */
  public static void main(String[] arguments) {
    follow(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        new Scanner(System.in),
        forecast -> System.out.println("Next: " + forecast[0][0]));
  }
}
