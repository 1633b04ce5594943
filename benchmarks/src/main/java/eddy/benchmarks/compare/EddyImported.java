package eddy.benchmarks.compare;

import eddy.graph.Carried;
import eddy.graph.Graph;
import eddy.graph.GraphSession;
import eddy.graph.Value;
import eddy.graph.foreign.ForeignModel;
import eddy.tensor.Shape;
import eddy.tensor.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** An ONNX file that Eddy has imported, forward, time first as the file wants it. */
final class EddyImported implements Contender {
  private final Network net;
  private final Workspace workspace;
  private final GraphSession session;
  private final Map<String, Value> inputs;
  private Map<String, Value> outputs = Map.of();

  EddyImported(Problem problem, int threads) {
    net = problem.network();
    workspace = new Workspace(threads);
    session = new GraphSession(imported(problem), workspace);
    Shape shape = Shape.of(net.steps(), net.batch(), net.input());
    inputs = Map.of("X", new Value.Floats(shape, OnnxModel.input(problem)));
  }

  private static Graph imported(Problem problem) {
    Graph graph;
    try {
      Path file = Files.createTempFile("model", ".onnx");
      try {
        Files.write(file, OnnxModel.of(problem));
        graph = ForeignModel.read(file).requireGraph();
      } finally {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    List<Carried> states =
        problem.carried().stream().map(v -> new Carried("Y_" + v, "initial_" + v)).toList();
    return graph.carrying(states);
  }

  @Override
  public void step() {
    outputs = session.run(inputs, outputs);
  }

  @Override
  public SequencedMap<String, float[]> outcome() {
    float[] y = ((Value.Floats) session.run(inputs).get("Y")).toArray().data();
    SequencedMap<String, float[]> all = new LinkedHashMap<>();
    all.put("output", OnnxModel.output(net, y));
    return all;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
