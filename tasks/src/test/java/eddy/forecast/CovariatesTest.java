package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.table.Table;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.train.TrainingListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in long form, and what is known beside the targets. */
class CovariatesTest {
  @TempDir Path folder;

  /** Two shops, day by day in turn: sales, a promotion known ahead, visitors, and a region. */
  private static String shops(int days, int promised, int changedFrom, double change) {
    StringBuilder text = new StringBuilder("shop,date,sales,promotion,visitors,region\n");
    for (int day = 0; day < days + promised; day++) {
      for (int shop = 0; shop < 2; shop++) {
        double promotion = day * (shop + 3) % 5 == 0 ? 1 : 0;
        double shift = day >= changedFrom ? change : 0;
        String date = LocalDate.of(2024, 1, 1).plusDays(day).toString();
        text.append(shop == 0 ? "north" : "south").append(',').append(date).append(',');
        if (day < days) {
          text.append(10 * shop + 5 + 8 * promotion + day % 3 + shift).append(',');
          text.append(promotion).append(',').append(day % 7 + shift);
        } else {
          text.append(',').append(promotion + change).append(',');
        }
        text.append(',').append(shop == 0 ? "hill" : "coast").append('\n');
      }
    }
    return text.toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Table table(String text) {
    return Table.read(new BufferedReader(new StringReader(text)), "shops.csv");
  }

  private Forecaster trained(Path data, Consumer<ForecastOptions.Draft> changes) {
    ForecastOptions options =
        ForecastOptions.of(o -> {
          o.data = data;
          o.time = Optional.of("date");
          o.id = Optional.of("shop");
          o.targets = List.of("sales");
          o.future = List.of("promotion");
          o.past = List.of("visitors");
          o.statics = List.of("region");
          o.calendar = List.of("day-of-week", "month");
          o.horizon = 4;
          o.lookBack = 12;
          o.training = Small.TRAINING;
          changes.accept(o);
        });
    Path model = folder.resolve("model-" + options.model());
    ForecastTraining.prepare(options).run(model, "test", false, TrainingListener.NONE);
    return Forecaster.of(ModelFolder.open(model));
  }

  @Test
  void theRowsOfEachSeriesMayLieAnywhere() {
    Columns columns =
        new Columns(
            Optional.of("date"),
            Optional.of("shop"),
            List.of("sales"),
            List.of("visitors"),
            List.of("promotion"),
            List.of("region"));
    List<Series> all = new SeriesReader(columns, Optional.empty()).read(table(shops(10, 3, 99, 0)));

    assertThat(all).extracting(Series::id).containsExactly("north", "south");
    assertThat(all).extracting(Series::rows).containsOnly(10);
    assertThat(all.get(1).value(1, 0)).isEqualTo(16);
    assertThat(all.get(1).label(10)).isEqualTo("2024-01-11");
    assertThat(all.get(1).covariates().future().getFirst()).hasSize(13);
    assertThat(all.get(1).covariates().statics()).containsExactly("coast");
  }

  @ParameterizedTest
  @ValueSource(strings = {"segment", "encoder"})
  void whatIsKnownAheadCountsAndWhatIsNotDoesNot(String family) throws IOException {
    Path data = write("shops.csv", shops(60, 4, 99, 0));
    try (Forecaster model = trained(data, o -> o.model = family)) {
      double[][] forecast = model.forecasts(model.readAll(data)).get(1).points();

      Path promised = write("promised.csv", shops(60, 4, 99, 3));
      assertThat(model.forecasts(model.readAll(promised)).get(1).points()).isNotEqualTo(forecast);
      // The same window inside a longer file, whose later sales and visitors are other ones.
      Path later = write("later.csv", shops(70, 0, 60, 50));
      ForecastData longer = model.data(model.readAll(later));
      Windows inside = new Windows(List.of(new Windows.Span(longer.all().get(1), 60, 1, 1)));
      model
          .predictor()
          .forEach(inside, (_, again) -> assertThat(again.points()).isEqualTo(forecast));
      // Without rows for what is known ahead there is no forecast.
      Path bare = write("bare.csv", shops(60, 2, 99, 0));
      assertThatThrownBy(() -> model.forecasts(model.readAll(bare)))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("expected 4 rows after the last value")
          .hasMessageContaining("found 2");
    }
  }

  @ParameterizedTest
  @CsvSource({"segment, point, true", "encoder, quantile, false"})
  void asOnnxItForecastsTheSame(String family, String output, boolean linear) throws IOException {
    Path data = write("shops.csv", shops(60, 4, 99, 0));
    try (Forecaster model =
            trained(
                data,
                o -> {
                  o.model = family;
                  o.output = output;
                  o.linear = linear;
                });
        Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      ForecastConfig config = model.config();
      ForecastData series = model.data(model.readAll(data));
      Windows next = series.next();
      WindowBatch batch = series.batch(next, 0, 1);
      Map<String, Value> inputs = new HashMap<>();
      if (family.equals("segment")) {
        Value segments = Value.of(batch.segments(tape, config.segment()).toArray());
        Value future = Value.of(batch.futureSegments(tape, config.segment()).toArray());
        inputs.put("segments", perTarget(segments));
        inputs.put("future", perTarget(future));
      } else {
        inputs.put("history", Value.of(batch.history(tape).toArray()));
        inputs.put("future", Value.of(batch.future(tape).toArray()));
      }
      if (linear) {
        float[] past = batch.past(tape).toArray().data();
        inputs.put("past", new Value.Floats(Shape.of(2, 1, config.lookBack()), past));
      }
      Value found = Exported.run(model.graph(false), inputs).get("forecast");
      DirectNetwork network = (DirectNetwork) model.predictor().network();
      Value expected = Value.of(network.forward(tape, batch).toArray());
      Exported.requireClose("forecast", expected, found, 1e-6);
      assertThatThrownBy(() -> model.graph(true)).isInstanceOf(BadInput.class);
    }
  }

  /** From [B * C, N, width] of one target to [B, C, N, width]. */
  private static Value perTarget(Value rows) {
    int[] sizes = rows.shape().toArray();
    Shape shape = Shape.of(sizes[0], 1, sizes[1], sizes[2]);
    return new Value.Floats(shape, ((Value.Floats) rows).data());
  }

  @Test
  void theRecursiveModelTakesWhatIsKnownAheadOnly() throws IOException {
    Path data = write("shops.csv", shops(60, 4, 99, 0));
    assertThatThrownBy(() -> trained(data, o -> o.model = "recursive").close())
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--past: expected none for the recursive model");
    try (Forecaster model =
        trained(
            data,
            o -> {
              o.model = "recursive";
              o.past = List.of();
            })) {
      double[][] forecast = model.forecasts(model.readAll(data)).get(1).points();
      Path promised = write("promised.csv", shops(60, 4, 99, 3));
      assertThat(model.forecasts(model.readAll(promised)).get(1).points()).isNotEqualTo(forecast);
      assertThatThrownBy(() -> model.live(model.readAll(data).getFirst()))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("promotion");
    }
  }

  @Test
  void exponentialSmoothingRefusesCovariates() throws IOException {
    Path data = write("shops.csv", shops(60, 4, 99, 0));
    assertThatThrownBy(() -> trained(data, o -> o.model = "es-rnn").close())
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("none for the es-rnn model")
        .hasMessageContaining("visitors,promotion,region");
  }

  @Test
  void aStaticThatChangesIsRefusedWithItsLine() throws IOException {
    Path data =
        write(
            "shops.csv",
            shops(60, 0, 99, 0)
                .replaceFirst("(?s)hill(.*)$", "hill$1north,2024-03-01,1,1,1,sea\n"));
    assertThatThrownBy(() -> trained(data, _ -> {}).close())
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("line 122")
        .hasMessageContaining("'sea' after 'hill'");
  }

  @Test
  void holidaysAreDaysOfAList() throws IOException {
    Path data = write("shops.csv", shops(60, 4, 99, 0));
    Path days = write("holidays.csv", "date,name\n2024-01-03,a\n2024-02-01,b\n");
    try (Forecaster model =
        trained(
            data,
            o -> {
              o.calendar = List.of("holiday");
              o.holidays = Optional.of(days);
            })) {
      SeriesInputs inputs = model.data(model.readAll(data)).all().getFirst();
      // One number for the holiday and two for the regions of each row.
      assertThat(inputs.known()[2 * 3]).isEqualTo(1);
      assertThat(inputs.known()[3 * 3]).isZero();
      assertThat(inputs.known()[31 * 3]).isEqualTo(1);
      assertThat(model.config().holidays()).containsExactly("2024-01-03", "2024-02-01");
    }
    assertThatThrownBy(() -> trained(data, o -> o.calendar = List.of("holiday")).close())
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--holidays: expected a table of dates");
  }

  @Test
  void aSeriesThatTrainingHasNotSeenIsForecast() throws IOException {
    Path data = write("shops.csv", shops(60, 4, 99, 0));
    try (Forecaster model = trained(data, _ -> {})) {
      Path other =
          write("other.csv", shops(60, 4, 99, 0).replace("south", "west").replace("coast", "moor"));
      double[][] forecast = model.forecasts(model.readAll(other)).get(1).points();
      assertThat(forecast[0][0]).isFinite();
      assertThat(forecast).isNotEqualTo(model.forecasts(model.readAll(data)).get(1).points());
    }
  }
}
