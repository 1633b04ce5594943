package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against ONNX Runtime, on random numbers and awkward shapes. */
class OperatorsTest {

  /** Some nodes over three inputs: x [2, 3, 4, 5], v [4, 5], m [5, 6]. */
  private record Case(String name, Function<GraphBuilder, String> nodes) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Attributes with(Object... pairs) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put((String) pairs[i], pairs[i + 1]);
    }
    return Attributes.of(all);
  }

  private static Case one(String operator, Object... pairs) {
    return new Case(operator + with(pairs), graph -> graph.add(operator, with(pairs), "x"));
  }

  private static Case two(String operator, Object... pairs) {
    return new Case(operator + with(pairs), graph -> graph.add(operator, with(pairs), "x", "v"));
  }

  /** With a list of whole numbers behind x. */
  private static Case list(String operator, Attributes attributes, long... numbers) {
    return new Case(
        operator + attributes,
        graph -> graph.add(operator, attributes, "x", graph.integers(numbers)));
  }

  private static Case of(String name, Function<GraphBuilder, String> nodes) {
    return new Case(name, nodes);
  }

  private static String real(GraphBuilder graph, String x) {
    return graph.add("Cast", Attributes.of("to", 1), x);
  }

  private static String whole(GraphBuilder graph) {
    return graph.add("Cast", Attributes.of("to", 7), graph.add("Mul", "x", number(graph, 9)));
  }

  private static String number(GraphBuilder graph, float value) {
    return graph.constant("number", Value.scalar(value));
  }

  private static String weights(GraphBuilder graph, int... sizes) {
    return graph.constant("weights", Exported.random(new SplittableRandom(8), sizes));
  }

  static Stream<Arguments> cases() {
    List<Case> all = new ArrayList<>();
    for (String operator :
        List.of(
            "Relu",
            "Sigmoid",
            "Tanh",
            "Softsign",
            "Softplus",
            "Exp",
            "Neg",
            "Abs",
            "Sign",
            "Floor",
            "Ceil",
            "Round",
            "Erf",
            "Reciprocal",
            "HardSwish",
            "Sin",
            "Cos",
            "Identity",
            "Elu",
            "Selu",
            "LeakyRelu",
            "HardSigmoid",
            "Gelu",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Transpose",
            "Flatten",
            "Softmax",
            "LogSoftmax")) {
      all.add(one(operator));
    }
    all.add(of("Log of Sqrt of Abs", g -> g.add("Log", g.add("Sqrt", g.add("Abs", "x")))));
    all.add(one("LeakyRelu", "alpha", 0.3f));
    all.add(one("HardSigmoid", "alpha", 0.3f, "beta", 0.4f));
    all.add(one("Gelu", "approximate", "tanh"));
    all.add(one("Softmax", "axis", 1));
    all.add(one("LogSoftmax", "axis", 0));
    all.add(one("Transpose", "perm", List.of(2, 0, 3, 1)));
    all.add(one("Flatten", "axis", 3));
    all.add(one("MaxPool", "kernel_shape", List.of(2, 3), "strides", List.of(2, 1)));
    all.add(
        one(
            "AveragePool",
            "kernel_shape",
            List.of(3, 2),
            "pads",
            List.of(1, 0, 1, 1),
            "ceil_mode",
            1,
            "strides",
            List.of(2, 2)));
    all.add(one("AveragePool", "kernel_shape", List.of(2, 2), "auto_pad", "SAME_UPPER"));
    for (String operator :
        List.of("Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean", "PRelu")) {
      all.add(two(operator));
    }
    all.add(two("Mod", "fmod", 1));
    all.add(of("Pow", g -> g.add("Pow", g.add("Abs", "x"), "v")));
    all.add(of("Pow by two", g -> g.add("Pow", "x", number(g, 2))));
    all.add(of("Sub of a number", g -> g.add("Sub", number(g, 2), "x")));
    all.add(of("Mul of a column", g -> g.add("Mul", "x", weights(g, 3, 1, 5))));
    for (String operator : List.of("Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal")) {
      all.add(of(operator, g -> real(g, g.add(operator, "x", "v"))));
    }
    all.add(
        of(
            "Where, And, Or, Not",
            g -> {
              String low = g.add("Less", "x", "v");
              String high = g.add("Not", g.add("Or", low, g.add("Greater", "x", number(g, 1))));
              String chosen = g.add("And", low, g.add("Not", high));
              return g.add("Where", chosen, "x", "v");
            }));
    all.add(of("Cast there and back", g -> real(g, whole(g))));
    all.add(
        of(
            "whole numbers",
            g -> {
              String n = whole(g);
              String seven = g.constant("seven", Value.scalar(7L));
              String mod = g.add("Mod", n, seven);
              return real(g, g.add("Add", g.add("Mul", mod, n), g.add("Div", n, seven)));
            }));
    all.add(of("Clip", g -> g.add("Clip", "x", number(g, -0.5f), number(g, 0.7f))));
    all.add(of("Clip from below", g -> g.add("Clip", "x", number(g, -0.5f))));
    all.add(of("MatMul", g -> g.add("MatMul", "x", "m")));
    all.add(of("MatMul of stacks", g -> g.add("MatMul", "x", weights(g, 3, 5, 2))));
    all.add(of("MatMul with a vector", g -> g.add("MatMul", "x", weights(g, 5))));
    all.add(of("MatMul of a constant", g -> g.add("MatMul", "x", weights(g, 5, 7))));
    all.add(
        of(
            "MatMul and Add",
            g -> g.add("Add", weights(g, 7), g.add("MatMul", "x", weights(g, 5, 7)))));
    all.add(of("Gemm", g -> g.add("Gemm", "v", "m", weights(g, 6))));
    all.add(
        of(
            "Gemm, turned and scaled",
            g ->
                g.add(
                    "Gemm",
                    with("alpha", 0.5f, "beta", 2f, "transB", 1),
                    "v",
                    weights(g, 3, 5),
                    weights(g, 4, 1))));
    all.add(
        of(
            "Conv",
            g ->
                g.add(
                    "Conv",
                    with("pads", List.of(1, 0, 0, 2), "strides", List.of(1, 2)),
                    "x",
                    weights(g, 6, 3, 2, 3),
                    weights(g, 6))));
    all.add(
        of(
            "Conv in groups, dilated",
            g ->
                g.add(
                    "Conv",
                    with("group", 3, "dilations", List.of(2, 1)),
                    "x",
                    weights(g, 6, 1, 2, 2))));
    all.add(
        of(
            "Conv of sequences",
            g -> {
              String sequences = g.add("Reshape", "x", g.integers(2, 3, 20));
              return g.add(
                  "Conv",
                  with("pads", List.of(2, 0), "strides", List.of(3)),
                  sequences,
                  weights(g, 4, 3, 3));
            }));
    all.add(of("LayerNormalization", g -> g.add("LayerNormalization", "x", weights(g, 5))));
    all.add(
        of(
            "LayerNormalization of two dimensions",
            g ->
                g.add(
                    "LayerNormalization",
                    with("axis", 2, "epsilon", 0.1f),
                    "x",
                    weights(g, 4, 5),
                    weights(g, 4, 5))));
    all.add(
        of(
            "BatchNormalization",
            g ->
                g.add(
                    "BatchNormalization",
                    "x",
                    weights(g, 3),
                    weights(g, 3),
                    weights(g, 3),
                    g.add("Abs", weights(g, 3)))));
    for (String operator :
        List.of(
            "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL2", "ReduceSumSquare")) {
      all.add(one(operator));
      all.add(list(operator, with("keepdims", 0), 1, -1));
    }
    all.add(list("ReduceProd", with(), 2));
    all.add(of("ArgMax", g -> real(g, g.add("ArgMax", with("axis", 2), "x"))));
    all.add(of("ArgMin", g -> real(g, g.add("ArgMin", with("axis", -1, "keepdims", 0), "x"))));
    all.add(
        of(
            "CumSum",
            g ->
                g.add(
                    "CumSum",
                    with("exclusive", 1, "reverse", 1),
                    "x",
                    g.constant("axis", Value.scalar(2L)))));
    all.add(of("Shape", g -> real(g, g.add("Shape", with("start", 1, "end", -1), "x"))));
    all.add(of("Size", g -> real(g, g.add("Size", "x"))));
    all.add(list("Reshape", with(), 0, -1, 10));
    all.add(list("Unsqueeze", with(), 0, -1));
    all.add(list("Tile", with(), 1, 2, 1, 3));
    all.add(
        of(
            "Squeeze",
            g -> g.add("Squeeze", g.add("Unsqueeze", "x", g.integers(1, 3)), g.integers(1, -3))));
    all.add(of("Expand", g -> g.add("Expand", "v", g.integers(3, 1, 5))));
    all.add(of("Concat", g -> g.add("Concat", with("axis", -2), "x", "x")));
    all.add(
        of(
            "Split",
            g -> {
              List<String> parts = g.add("Split", 2, with("axis", 3), "x", g.integers(2, 3));
              return g.add("Concat", with("axis", 3), parts.get(1), parts.get(0));
            }));
    all.add(of("Split evenly", g -> g.add("Split", 3, with("axis", 3), "x").get(2)));
    all.add(
        of(
            "Slice",
            g ->
                g.add(
                    "Slice",
                    "x",
                    g.integers(-3, 1),
                    g.integers(Long.MAX_VALUE, -1),
                    g.integers(2, 3),
                    g.integers(1, 2))));
    all.add(
        of(
            "Slice backwards",
            g ->
                g.add(
                    "Slice",
                    "x",
                    g.integers(-1, 3),
                    g.integers(Long.MIN_VALUE, 0),
                    g.integers(3, 2),
                    g.integers(-2, -1))));
    all.add(of("Pad", g -> g.add("Pad", "x", g.integers(0, 1, 2, 0, 1, 0, 0, 3), number(g, 1.5f))));
    all.add(of("Pad, cut off", g -> g.add("Pad", "x", g.integers(0, 0, -1, 0, 0, 0, 1, -2))));
    for (String mode : List.of("reflect", "edge")) {
      all.add(
          of(
              "Pad, " + mode,
              g -> g.add("Pad", with("mode", mode), "x", g.integers(0, 0, 2, 1, 0, 0, 1, 3))));
    }
    all.add(of("Gather", g -> g.add("Gather", with("axis", 2), "x", g.integers(3, -1, 0))));
    all.add(
        of(
            "GatherElements",
            g ->
                g.add(
                    "GatherElements",
                    with("axis", 1),
                    "m",
                    g.constant(
                        "at",
                        new Value.Integers(Shape.of(2, 3), new long[] {0, -1, 3, 2, 2, 5})))));
    all.add(
        of(
            "ConstantOfShape",
            g -> g.add("ConstantOfShape", with("value", 2.5f), g.add("Shape", "v"))));
    all.add(
        of(
            "Range",
            g ->
                real(
                    g,
                    g.add(
                        "Range",
                        g.add("Size", "v"),
                        g.constant("end", Value.scalar(-3L)),
                        g.constant("step", Value.scalar(-4L))))));
    all.add(of("ReverseSequence", g -> g.add("ReverseSequence", "v", g.integers(4, 1, 2, 3, 4))));
    all.add(
        of(
            "OneHot",
            g -> {
              String ids =
                  g.constant("ids", new Value.Integers(Shape.of(2, 2), new long[] {0, 3, -1, 9}));
              String depth = g.constant("depth", Value.scalar(4L));
              String values = g.constant("values", Exported.random(new SplittableRandom(1), 2));
              return g.add("OneHot", with("axis", 1), ids, depth, values);
            }));
    all.add(of("Dropout", g -> g.add("Dropout", "x")));
    all.add(
        of(
            "If",
            g -> {
              Node more = new Node("Exp", "a", List.of("v"), List.of("more"), Attributes.NONE);
              Node less = new Node("Neg", "b", List.of("v"), List.of("fewer"), Attributes.NONE);
              String condition =
                  g.add("Less", g.add("ReduceMean", with("keepdims", 0), "x"), number(g, 0));
              return g.add(
                  "If",
                  with(
                      "then_branch", new Body(List.of(), List.of(more), List.of("more")),
                      "else_branch", new Body(List.of(), List.of(less), List.of("fewer"))),
                  condition);
            }));
    return all.stream().map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anOperatorGivesWhatOnnxRuntimeGives(Case it) {
    SplittableRandom random = new SplittableRandom(5);
    GraphBuilder graph = new GraphBuilder();
    graph.input("x", Type.FLOAT, "2", "3", "4", "5");
    graph.input("v", Type.FLOAT, "4", "5");
    graph.input("m", Type.FLOAT, "5", "6");
    graph.output("y", it.nodes().apply(graph), Type.FLOAT, Port.ANY);
    Map<String, Value> inputs = new LinkedHashMap<>();
    inputs.put("x", Exported.random(random, 2, 3, 4, 5));
    inputs.put("v", Exported.random(random, 4, 5));
    inputs.put("m", Exported.random(random, 5, 6));
    assertThat(Exported.run(graph.build(), inputs)).hasSize(1);
  }

  /** The powers of a number: what is carried, and what is collected of all rounds. */
  @Test
  void aLoopCarriesAndCollects() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT);
    String rounds = graph.constant("rounds", Value.scalar(4L));
    Node next = new Node("Mul", "next", List.of("before", x), List.of("after"), Attributes.NONE);
    Node go = new Node("Identity", "go", List.of("on"), List.of("go"), Attributes.NONE);
    Node keep = new Node("Identity", "keep", List.of("after"), List.of("kept"), Attributes.NONE);
    Body body =
        new Body(
            List.of("round", "on", "before"),
            List.of(next, go, keep),
            List.of("go", "after", "kept"));
    List<String> outputs = graph.add("Loop", 2, Attributes.of("body", body), rounds, "", x);
    graph.output("last", outputs.get(0), Type.FLOAT);
    graph.output("all", outputs.get(1), Type.FLOAT, "4");
    Map<String, Value> found = Exported.execute(graph.build(), Map.of("x", Value.scalar(2f)));
    assertThat(((Value.Floats) found.get("last")).data()).containsExactly(32);
    assertThat(((Value.Floats) found.get("all")).data()).containsExactly(4, 8, 16, 32);
  }

  @Test
  void whatDoesNotFitIsRefusedInTheNodesName() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, Port.ANY);
    graph.output("y", graph.add("Add", x, weights(graph, 3)), Type.FLOAT, Port.ANY);
    Graph built = graph.build();
    Map<String, Value> inputs = Map.of("x", Exported.random(new SplittableRandom(1), 2, 4));
    assertThatThrownBy(() -> Exported.execute(built, inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Add node add: the shapes [2, 4] and [3] don't fit each other.");
  }

  @Test
  void sumsOfWholeNumbersAreExactOrRefused() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.INTEGER, "n");
    graph.output("y", graph.add("ReduceSum", x), Type.INTEGER, Port.ANY);
    Graph built = graph.build();
    long most = 1 << 24;
    Value many = new Value.Integers(Shape.of(3), new long[] {most, most, 1});
    assertThat(((Value.Integers) Exported.execute(built, Map.of("x", many)).get("y")).data())
        .containsExactly(2 * most + 1);
    Value larger = new Value.Integers(Shape.of(1), new long[] {most + 1});
    assertThatThrownBy(() -> Exported.execute(built, Map.of("x", larger)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected whole numbers up to 16777216 but found 16777217.");
  }
}
