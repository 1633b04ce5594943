package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.Json;
import eddy.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Loops and scans against ONNX Runtime, and those of no round at all. */
class RepetitionTest {
  private final SplittableRandom random = new SplittableRandom(9);

  /** Two states and three scanned inputs: sums and products, of which three kinds are collected. */
  private static Graph scan(Attributes attributes) {
    GraphBuilder graph = new GraphBuilder();
    String s = graph.input("s", Type.FLOAT, "2", "3");
    String p = graph.input("p", Type.FLOAT, "3");
    String a = graph.input("a", Type.FLOAT, "time", "2", "3");
    String b = graph.input("b", Type.FLOAT, "2", "3", "time");
    String c = graph.input("c", Type.FLOAT, "2", "time");
    Body body =
        graph.body(
            5,
            given -> {
              String sum =
                  graph.add("Add", given.get(0), graph.add("Mul", given.get(2), given.get(3)));
              String column = graph.add("Unsqueeze", given.get(4), graph.integers(1));
              String product = graph.add("Tanh", graph.add("MatMul", given.get(4), sum));
              return List.of(
                  sum,
                  product,
                  graph.add("Sub", sum, column),
                  graph.add("Mul", sum, given.get(1)),
                  graph.add("Identity", given.get(1)));
            });
    List<String> outputs =
        graph.add(
            "Scan", 5, attributes.with("body", body).with("num_scan_inputs", 3), s, p, a, b, c);
    for (int i = 0; i < outputs.size(); i++) {
      graph.output("y" + i, outputs.get(i), Type.FLOAT, Port.ANY);
    }
    return graph.build();
  }

  private static final Attributes AXES =
      Attributes.of("scan_input_axes", List.of(0L, 2L, -1L))
          .with("scan_output_axes", List.of(1L, -1L, 0L));

  private Map<String, Value> inputs(int time) {
    return Map.of(
        "s", Exported.random(random, 2, 3),
        "p", Exported.random(random, 3),
        "a", Exported.random(random, time, 2, 3),
        "b", Exported.random(random, 2, 3, time),
        "c", Exported.random(random, 2, time));
  }

  @Test
  void aScanGivesWhatOnnxRuntimeGivesAlongAnyAxisAndInBothDirections() {
    Map<String, Value> inputs = inputs(4);
    Map<String, Value> onwards = Exported.run(scan(AXES), inputs);
    Map<String, Value> back =
        Exported.run(
            scan(
                AXES.with("scan_input_directions", List.of(1L, 0L, 1L))
                    .with("scan_output_directions", List.of(0L, 1L, 1L))),
            inputs);
    assertThat(back.get("y2").shape()).isEqualTo(Shape.of(2, 4, 3));
    assertThat(back.get("y3").shape()).isEqualTo(Shape.of(2, 3, 4));
    assertThat(onwards.get("y0")).isNotEqualTo(back.get("y0"));
  }

  @Test
  void aScanSeesWhatIsAroundItAndMayStandInAnother() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "time", "3");
    String w = graph.input("w", Type.FLOAT);
    String zero = graph.constant("zero", Value.scalar(0f));
    Body inner =
        graph.body(
            2, given -> List.of(graph.add("Add", given.get(0), graph.add("Mul", given.get(1), w))));
    Body outer =
        graph.body(
            2,
            given -> {
              Attributes attributes = Attributes.of("body", inner).with("num_scan_inputs", 1);
              String sum = graph.add("Scan", attributes, given.get(0), given.get(1));
              return List.of(sum, graph.add("Identity", sum));
            });
    List<String> outputs =
        graph.add("Scan", 2, Attributes.of("body", outer).with("num_scan_inputs", 1), zero, x);
    graph.output("sums", outputs.get(1), Type.FLOAT, Port.ANY);
    float[] numbers = {1, 2, 3, 4, 5, 6};
    Map<String, Value> inputs =
        Map.of("x", new Value.Floats(Shape.of(2, 3), numbers), "w", Value.scalar(2f));
    Value sums = Exported.run(graph.build(), inputs).get("sums");
    assertThat(((Value.Floats) sums).toArray().data()).containsExactly(12, 42);
  }

  @Test
  void aScanOverNothingLeavesItsStatesAndGivesEmptyOutputsOfTheirShapes() {
    Map<String, Value> inputs = inputs(0);
    Map<String, Value> found = Exported.execute(scan(AXES), inputs);
    Exported.requireClose("y0", inputs.get("s"), found.get("y0"), 0);
    assertThat(found.get("y2").shape()).isEqualTo(Shape.of(2, 0, 3));
    assertThat(found.get("y3").shape()).isEqualTo(Shape.of(2, 3, 0));
    assertThat(found.get("y4").shape()).isEqualTo(Shape.of(0, 3));
  }

  /** A loop that carries x and collects something of each round. */
  private static Graph loop(Function<GraphBuilder, String> of) {
    GraphBuilder graph = new GraphBuilder();
    String times = graph.input("times", Type.INTEGER);
    String x = graph.input("x", Type.FLOAT, "time", "2", "3");
    List<String> outputs =
        graph.loop(
            times,
            List.of(x),
            (number, carried) -> List.of(graph.add("Mul", carried.getFirst(), x), of.apply(graph)));
    graph.output("last", outputs.get(0), Type.FLOAT, Port.ANY);
    graph.output("all", outputs.get(1), Type.FLOAT, Port.ANY);
    return graph.build();
  }

  private static Map<String, Value> none(Value x) {
    return Map.of("times", Value.scalar(0L), "x", x);
  }

  @Test
  void aLoopOfNoRoundGivesNothingOfTheShapeAndTypeThatARoundWouldGive() {
    Value x = Exported.random(random, 4, 2, 3);
    Graph reals = loop(graph -> graph.add("Tanh", "x"));
    Map<String, Value> found = Exported.execute(reals, none(x));
    Exported.requireClose("last", x, found.get("last"), 0);
    assertThat(found.get("all")).isInstanceOf(Value.Floats.class);
    assertThat(found.get("all").shape()).isEqualTo(Shape.of(0, 4, 2, 3));
    Graph whole = loop(graph -> graph.add("Shape", "x"));
    Value shapes = Exported.execute(whole, none(x)).get("all");
    assertThat(shapes).isInstanceOf(Value.Integers.class);
    assertThat(shapes.shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void whatIsDeclaredTellsTheShapeWhereARoundIsImpossible() {
    Body body =
        new Body(
            List.of("number", "on", "before"),
            List.of(
                new Node("Identity", "n", List.of("on"), List.of("go"), Attributes.NONE),
                new Node("Identity", "k", List.of("before"), List.of("kept"), Attributes.NONE),
                new Node("Gather", "g", List.of("x", "number"), List.of("step"), Attributes.NONE)),
            List.of("go", "kept", "step"),
            List.of(
                Port.of("go", Type.BOOLEAN),
                Port.of("kept", Type.FLOAT, Port.ANY),
                Port.of("step", Type.FLOAT, "2", "3")));
    GraphBuilder graph = new GraphBuilder();
    graph.reserve(body.outputs());
    String x = graph.input("x", Type.FLOAT, "time", "2", "3");
    String times = graph.input("times", Type.INTEGER);
    List<String> outputs = graph.add("Loop", 2, Attributes.of("body", body), times, "", x);
    graph.output("all", outputs.get(1), Type.FLOAT, Port.ANY);
    Value found = Exported.run(graph.build(), none(Exported.random(random, 0, 2, 3))).get("all");
    assertThat(found.shape()).isEqualTo(Shape.of(0, 2, 3));
  }

  @Test
  void aBodyInAFolderIsWhatItWas() {
    GraphConfig config = GraphConfig.of(scan(AXES), "onnx", Meaning.NONE);
    assertThat(Json.parse(Json.text(config), "config.json", GraphConfig.class)).isEqualTo(config);
  }

  private static void refused(Attributes attributes, String message) {
    assertThatThrownBy(() -> Exported.execute(scan(attributes), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Scan node scan: " + message);
  }

  @Test
  void aScanThatMakesNoSenseIsRefusedByItsName() {
    refused(AXES.with("scan_input_axes", List.of(0L)), "expected scan_input_axes of 3 numbers.");
    refused(
        AXES.with("scan_output_directions", List.of(0L, 2L, 0L)), "expected directions of 0 or 1.");
    Map<String, Value> uneven = new HashMap<>(inputs(4));
    uneven.put("c", Exported.random(random, 2, 5));
    assertThatThrownBy(() -> Exported.execute(scan(AXES), uneven))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Scan node scan: expected 4 slices of input 4, as of those before it, but got 5.");
  }
}
