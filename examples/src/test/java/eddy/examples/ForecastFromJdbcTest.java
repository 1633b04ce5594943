package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastFromJdbcTest {
  @Test
  void whatFollowsTheLastRowOfAQueryIsForecast(@TempDir Path folder)
      throws IOException, SQLException {
    Path model = Waves.model(folder, Waves.csv(folder.resolve("levels.csv"), 200), _ -> {});
    try (Connection database = DriverManager.getConnection("jdbc:h2:mem:levels");
        Statement statement = database.createStatement()) {
      statement.execute("create table levels (at int primary key, level double precision)");
      // In no order: the query puts them in that of time.
      for (int row = 99; row >= 0; row--) {
        statement.execute("insert into levels values (" + row + ", " + Waves.value(row) + ")");
      }

      double[][] forecast =
          ForecastFromJdbc.forecast(model, database, "select level from levels order by at");

      for (int step = 0; step < 7; step++) {
        assertThat(forecast[step][0]).isCloseTo(Waves.value(100 + step), within(1.0));
      }
    }
  }
}
