package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  /** A sum of all calls. */
  private static Graph sum(String[] x, String[] before, String[] after) {
    GraphBuilder graph = new GraphBuilder();
    graph.input("x", Type.FLOAT, x);
    graph.input("s", Type.FLOAT, before);
    graph.output("sN", graph.add("Add", "x", "s"), Type.FLOAT, after);
    graph.output("y", "sN", Type.FLOAT, after);
    graph.carry("sN", "s");
    return graph.build();
  }

  @Test
  void aStateBeginsWithTheShapeOfItsInputOrElseOfItsOutputAndIsElseAskedFor() {
    String[] any = {Port.ANY};
    String[] known = {"n"};
    try (Workspace workspace = new Workspace(1)) {
      GraphSession session = new GraphSession(sum(known, any, known), workspace);
      session.run(x(1, 2));
      assertThat(session.states().get("s").shape()).isEqualTo(Shape.of(2));
      assertThat(y(session.run(x(3, 4)))).containsExactly(4, 6);
      GraphSession unknown = new GraphSession(sum(known, any, any), workspace);
      assertThatThrownBy(() -> unknown.run(x(1, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("the shape of the state s", "give its first value");
    }
  }

  @Test
  void aStateOfAnotherBatchSizeIsRefusedAsWhatItIs() {
    String[] known = {"batch"};
    try (Workspace workspace = new Workspace(1)) {
      GraphSession session = new GraphSession(sum(known, known, known), workspace);
      session.run(x(1, 2));
      assertThatThrownBy(() -> session.run(x(1, 2, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("the state s", "[2]", "[3]");
      assertThat(y(session.run(x(1, 2)))).containsExactly(2, 4);
    }
  }
}
