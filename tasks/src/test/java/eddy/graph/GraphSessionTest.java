package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Workspace;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphSessionTest {
  private static Map<String, Value> x(float... numbers) {
    return Map.of("x", Value.of(new Array(Shape.of(numbers.length), numbers)));
  }

  private static float[] y(Map<String, Value> outputs) {
    return ((Value.Floats) outputs.get("y")).data();
  }

  @Test
  void anEarlierAnswerIsOverwrittenOnlyWhereItIsHandedBackAndFits() {
    GraphBuilder graph = new GraphBuilder();
    graph.input("x", Type.FLOAT, "n");
    graph.output("y", graph.add("Neg", "x"), Type.FLOAT, "n");
    try (Workspace workspace = new Workspace(1)) {
      GraphSession session = new GraphSession(graph.build(), workspace);
      Map<String, Value> first = session.run(x(1, 2));
      Map<String, Value> second = session.run(x(3, 4), first);
      assertThat(y(second)).isSameAs(y(first)).containsExactly(-3, -4);
      Map<String, Value> longer = session.run(x(5, 6, 7), second);
      assertThat(y(longer)).containsExactly(-5, -6, -7);
      assertThat(y(second)).containsExactly(-3, -4);
    }
  }
}
