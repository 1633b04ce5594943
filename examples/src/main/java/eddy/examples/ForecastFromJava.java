package eddy.examples;

import eddy.forecast.Forecaster;
import eddy.forecast.Series;
import eddy.format.folder.ModelFolder;
import java.nio.file.Path;

/** Opens a model that was trained before and forecasts what follows the last row of a file. */
public final class ForecastFromJava {
  private ForecastFromJava() {}

  static void forecast(Path model, Path data) {
    try (Forecaster forecaster = Forecaster.of(ModelFolder.open(model))) {
      Series series = forecaster.read(data);
      double[][] forecast = forecaster.forecast(series);
      for (int step = 0; step < forecast.length; step++) {
        System.out.println(series.label(series.rows() + step) + "  " + forecast[step][0]);
      }
    }
  }

  /** Takes a model folder and a CSV file. */
  public static void main(String[] arguments) {
    forecast(Path.of(arguments[0]), Path.of(arguments[1]));
  }
}
