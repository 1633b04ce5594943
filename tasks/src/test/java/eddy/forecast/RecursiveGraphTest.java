package eddy.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Graph;
import eddy.graph.Value;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that forecast from their own forecasts, as others see them. */
class RecursiveGraphTest {
  @TempDir Path folder;

  /** Two targets of one series. */
  private Forecaster trained(String cell, String output, int horizon) throws IOException {
    StringBuilder text = new StringBuilder("date,a,b\n");
    for (int day = 0; day < 80; day++) {
      text.append(LocalDate.of(2024, 1, 1).plusDays(day)).append(',');
      text.append(day % 7).append(',').append(100 + 3 * (day % 5)).append('\n');
    }
    Path data = Files.writeString(folder.resolve("data.csv"), text);
    return Small.trained(
        folder.resolve("model"),
        data,
        o -> {
          o.time = Optional.of("date");
          o.targets = List.of("a", "b");
          o.calendar = List.of("day-of-week");
          o.model = "recursive";
          o.horizon = horizon;
          o.output = output;
          o.training =
              Small.TRAINING.with(t -> {
                t.cell = cell;
                t.layers = 2;
              });
        });
  }

  @ParameterizedTest
  @CsvSource({"lstm, 4", "layer-norm-lstm, 4", "gru, 1"})
  void asOnnxItForecastsTheSame(String cell, int horizon) throws IOException {
    try (Forecaster model = trained(cell, "point", horizon);
        Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      ForecastConfig config = model.config();
      RecursiveNetwork network = (RecursiveNetwork) model.predictor().network();
      Series series = model.readAll(folder.resolve("data.csv")).getFirst();
      ForecastData data = model.data(List.of(series));
      Windows next = data.next();
      WindowBatch batch = data.batch(next, 0);
      int known = WindowBatch.futureWidth(config, 1);
      Array future = Array.zeros(1, horizon - 1, known);
      for (int row = 0; row < horizon - 1; row++) {
        batch.copyFuture(batch.window(0), row + 1, 1, future.data(), row * known);
      }
      Map<String, Value> inputs = new HashMap<>();
      inputs.put("history", Value.of(network.inputs(tape, batch, -12, 0).toArray()));
      if (horizon > 1) {
        inputs.put("future", Value.of(future));
      }
      Value.Floats found = (Value.Floats) Exported.run(model.graph(false), inputs).get("forecast");
      assertThat(found.shape()).isEqualTo(Shape.of(1, 2, horizon, 1));
      double[][] expected = model.forecast(series);
      for (int i = 0; i < 2 * horizon; i++) {
        int target = i / horizon;
        assertThat(batch.window(0).invert(found.data()[i], target))
            .isCloseTo(expected[i % horizon][target], within(1e-5 * (1 + target * 100)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"point", "gaussian", "negative-binomial"})
  void withStatesItSaysOfEachRowWhatFollows(String output) throws IOException {
    try (Forecaster model = trained("lstm", output, 4);
        Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      RecursiveNetwork network = (RecursiveNetwork) model.predictor().network();
      ForecastData data = model.data(model.readAll(folder.resolve("data.csv")));
      WindowBatch batch = data.batch(data.next(), 0);
      Array rows = network.inputs(tape, batch, -12, 0).toArray();
      Graph graph = model.graph(true);
      assertThat(graph.carried()).hasSize(4);
      Map<String, Value> inputs = new HashMap<>();
      graph
          .carried()
          .forEach(state ->
              inputs.put(state.input(), new Value.Floats(Shape.of(1, 1, 8), new float[8])));
      int width = rows.shape().last();
      Value.Floats said = null;
      for (int from = 0; from < 12; from += 6) {
        float[] some = Arrays.copyOfRange(rows.data(), from * width, (from + 6) * width);
        inputs.put("rows", new Value.Floats(Shape.of(1, 6, width), some));
        Map<String, Value> outputs = Exported.run(graph, inputs);
        said = (Value.Floats) outputs.get("forecast");
        graph.carried().forEach(state -> inputs.put(state.input(), outputs.get(state.output())));
      }
      int size = Output.of(model.config()).size();
      assertThat(said.shape()).isEqualTo(Shape.of(1, 2, 6, size));
      if (output.equals("point")) {
        double[] forecast = model.forecast(model.readAll(folder.resolve("data.csv")).getFirst())[0];
        Scaling scaling = model.config().scaling().orElseThrow();
        for (int target = 0; target < 2; target++) {
          assertThat(scaling.invert(said.data()[target * 6 + 5], target))
              .isCloseTo(forecast[target], within(1e-5 * (1 + target * 100)));
        }
      } else {
        assertThatThrownBy(() -> model.graph(false))
            .isInstanceOf(BadInput.class)
            .hasMessageContaining("convert with --states");
      }
    }
  }

  @Test
  void anEsRnnIsWrittenForTheSeriesThatItKnows() {
    for (String output : List.of("quantile", "point")) {
      List<Series> all = Small.panel(3, 5);
      Path data = Small.file(folder.resolve("panel.csv"), all);
      try (Forecaster model =
          Small.trained(
              folder.resolve(output),
              data,
              o -> {
                o.model = "es-rnn";
                o.output = output;
                o.training = Small.TRAINING.with(t -> t.cell = "gru");
              })) {
        int time = all.stream().mapToInt(Series::rows).max().orElseThrow();
        Array values = Array.zeros(3, time, 1);
        long[] lengths = new long[3];
        for (int i = 0; i < 3; i++) {
          // In another order than that of training.
          Series series = all.get(2 - i);
          lengths[i] = series.rows();
          for (int row = 0; row < series.rows(); row++) {
            values.data()[i * time + row] = (float) series.value(row, 0);
          }
        }
        Map<String, Value> inputs =
            Map.of(
                "series", Value.of(2, 1, 0),
                "values", Value.of(values),
                "lengths", Value.of(lengths));
        Value.Floats found =
            (Value.Floats) Exported.run(model.graph(false), inputs).get("forecast");
        List<Forecast> expected = model.forecasts(all);
        int size = output.equals("point") ? 1 : 9;
        assertThat(found.shape()).isEqualTo(Shape.of(3, 1, 4, size));
        for (int i = 0; i < 3; i++) {
          for (int at = 0; at < 4 * size; at++) {
            Forecast forecast = expected.get(2 - i);
            double one =
                size == 1 ? forecast.point(at, 0) : forecast.quantile(at % size, at / size, 0);
            assertThat((double) found.data()[i * 4 * size + at]).isCloseTo(one, within(1e-5 * one));
          }
        }
        assertThatThrownBy(() -> model.graph(true)).isInstanceOf(BadInput.class);
      }
    }
  }
}
