package eddy.series;

import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.task.PooledRecurrent;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesNetworkTest {

  @ParameterizedTest
  @ValueSource(strings = {"last", "mean", "max"})
  void asOnnxItSaysTheSame(String pooling) {
    SeriesConfig config =
        new SeriesConfig(
            ExampleFormat.Kind.TS,
            new ExampleFormat(),
            "",
            List.of("x", "y"),
            List.of("up", "down", "still"),
            new Scaling(List.of(0.5f, -2f), List.of(3f, 0.7f)),
            Scaling.NONE,
            new PooledRecurrent.Config("gru", List.of(5, 4), true, List.of(pooling)),
            0,
            0);
    SeriesNetwork network = new SeriesNetwork(config, Fitting.NONE, new SplittableRandom(1));
    Value.Floats values = Exported.random(new SplittableRandom(2), 2, 9, 2);
    Map<String, Value> inputs = Map.of("values", values, "lengths", Value.of(9, 6));
    Value found = Exported.run(network.graph(false), inputs).get("outputs");
    List<float[]> sequences =
        List.of(Arrays.copyOf(values.data(), 18), Arrays.copyOfRange(values.data(), 18, 18 + 12));
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Value expected = Value.of(network.outputs(tape, sequences).toArray());
      Exported.requireClose("outputs", expected, found, pooling.equals("mean") ? 1e-6 : 0);
    }
  }
}
