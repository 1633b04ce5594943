package eddy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.graph.GraphBuilder;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.graph.onnx.OnnxExport;
import eddy.tensor.Shape;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFromJavaTest {
  @TempDir private Path folder;

  @Test
  void anOnnxFileAnswers() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "batch");
    graph.output("y", graph.add("Mul", x, x), Type.FLOAT, "batch");
    Path file = folder.resolve("square.onnx");
    OnnxExport.write(file, graph.build(), "Squares.", Map.of());

    Value y = OnnxFromJava.ask(file, new Value.Floats(Shape.of(3), new float[] {1, 2, 3}));
    assertThat(((Value.Floats) y).data()).startsWith(1, 4, 9);
  }
}
