package eddy.examples;

import eddy.graph.GraphSession;
import eddy.graph.Value;
import eddy.graph.foreign.ForeignModel;
import eddy.tensor.Workspace;
import java.nio.file.Path;
import java.util.Map;

/** Asks a model of another framework, with an input x and an output y. */
public final class OnnxFromJava {
  private OnnxFromJava() {}

  static Value ask(Path file, Value x) {
    try (Workspace workspace = new Workspace()) {
      GraphSession session = new GraphSession(ForeignModel.read(file).requireGraph(), workspace);
      return session.run(Map.of("x", x)).get("y");
    }
  }
}
