package eddy.examples;

import eddy.forecast.Forecaster;
import eddy.forecast.Series;
import eddy.format.folder.ModelFolder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Forecasts what follows the last row of a query, whose columns are the model's targets. */
public final class ForecastFromJdbc {
  private ForecastFromJdbc() {}

  static double[][] forecast(Path model, Connection database, String query) throws SQLException {
    try (Forecaster forecaster = Forecaster.of(ModelFolder.open(model));
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> targets = forecaster.config().targets();
      List<Double> values = new ArrayList<>();
      while (rows.next()) {
        for (String target : targets) {
          values.add(rows.getDouble(target));
        }
      }
      double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
      return forecaster.forecast(Series.of(targets, all));
    }
  }

  /** Takes a model folder, the URL of a database, and a query in the order of time. */
  public static void main(String[] arguments) throws SQLException {
    try (Connection database = DriverManager.getConnection(arguments[1])) {
      for (double[] row : forecast(Path.of(arguments[0]), database, arguments[2])) {
        System.out.println(row[0]);
      }
    }
  }
}
