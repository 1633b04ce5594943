package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every attribute of ONNX's recurrent operators against the equations of the standard, written down
 * here once more with numbers of 64 bits, and against ONNX Runtime where that knows it.
 */
class RecurrentNodeTest {
  private static final int T = 5;
  private static final int B = 3;
  private static final int I = 4;
  private static final int H = 6;
  private static final int[] LENGTHS = {5, 2, 3};

  /**
   * A node.
   *
   * @param options what its optional inputs are: b biases, l lengths, h and c first states, p
   *     peepholes
   */
  private record Case(String operator, String options, Map<String, Object> attributes) {
    boolean has(char option) {
      return options.indexOf(option) >= 0;
    }

    int directions() {
      return "bidirectional".equals(attributes.get("direction")) ? 2 : 1;
    }

    int gates() {
      return operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
    }

    boolean memory() {
      return operator.equals("LSTM");
    }
  }

  static Stream<Arguments> cases() {
    List<Case> all = new ArrayList<>();
    for (String direction : List.of("forward", "reverse", "bidirectional")) {
      for (String operator : List.of("RNN", "GRU", "LSTM")) {
        for (String options : List.of("", "b", "bl", "bhc", "blhc")) {
          all.add(new Case(operator, options, Map.of("direction", direction)));
        }
      }
      all.add(new Case("LSTM", "blhcp", Map.of("direction", direction)));
      all.add(new Case("GRU", "blh", Map.of("direction", direction, "linear_before_reset", 1)));
      all.add(new Case("LSTM", "blhc", Map.of("direction", direction, "clip", 0.3f)));
      all.add(new Case("GRU", "blh", Map.of("direction", direction, "clip", 0.3f)));
      all.add(new Case("RNN", "blh", Map.of("direction", direction, "clip", 0.3f)));
    }
    all.add(new Case("LSTM", "blhcp", Map.of("input_forget", 1)));
    all.add(new Case("RNN", "bl", Map.of("activations", List.of("Relu"))));
    all.add(
        new Case(
            "RNN",
            "b",
            Map.of(
                "activations", List.of("Affine", "LeakyRelu"),
                "activation_alpha", List.of(0.7f, 0.2f),
                "activation_beta", List.of(0.1f),
                "direction", "bidirectional")));
    all.add(
        new Case(
            "GRU",
            "bl",
            Map.of(
                "activations", List.of("HardSigmoid", "ScaledTanh"),
                "activation_alpha", List.of(0.3f, 0.8f),
                "activation_beta", List.of(0.4f, 0.9f))));
    all.add(
        new Case(
            "LSTM",
            "bhc",
            Map.of(
                "activations",
                List.of("HardSigmoid", "Softsign", "Elu", "Sigmoid", "Softplus", "Tanh"),
                "direction",
                "bidirectional")));
    all.add(
        new Case(
            "LSTM",
            "b",
            Map.of(
                "activations", List.of("Sigmoid", "ThresholdedRelu", "Relu"),
                "activation_alpha", List.of(0.2f))));
    return all.stream().map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aNodeIsWhatTheStandardSays(Case it) {
    Map<String, Value> inputs = inputs(it);
    List<double[]> expected = reference(it, inputs);
    for (boolean weightsAreConstant : new boolean[] {true, false}) {
      Graph graph = graph(it, inputs, weightsAreConstant, false);
      Map<String, Value> given = given(graph, inputs);
      compare(it, expected, Exported.run(graph, given));
    }
  }

  /** ONNX Runtime has no batch-first layout, so this is against the reference alone. */
  @ParameterizedTest
  @MethodSource("cases")
  void withTheBatchFirstItIsTheSame(Case it) {
    Map<String, Value> inputs = inputs(it);
    List<double[]> expected = reference(it, inputs);
    Map<String, Value> turned = new LinkedHashMap<>(inputs);
    for (String name : List.of("X", "initial_h", "initial_c")) {
      turned.computeIfPresent(name, (_, value) -> swapped(value, 0));
    }
    Graph graph = graph(it, turned, true, true);
    Map<String, Value> found = new LinkedHashMap<>();
    Exported.execute(graph, given(graph, turned))
        .forEach((name, value) ->
            found.put(
                name,
                name.equals("Y") ? swapped(swapped(swapped(value, 0), 1), 0) : swapped(value, 0)));
    // From [B, T, D, H] by three exchanges to [D, T, B, H], and so to [T, D, B, H].
    found.computeIfPresent("Y", (_, value) -> swapped(value, 0));
    compare(it, expected, found);
  }

  private static void compare(Case it, List<double[]> expected, Map<String, Value> found) {
    List<String> names = it.memory() ? List.of("Y", "Y_h", "Y_c") : List.of("Y", "Y_h");
    for (int i = 0; i < names.size(); i++) {
      float[] y = ((Value.Floats) found.get(names.get(i))).toArray().data();
      assertThat(y).hasSize(expected.get(i).length);
      for (int k = 0; k < y.length; k++) {
        assertThat((double) y[k])
            .as("%s, element %d", names.get(i), k)
            .isCloseTo(expected.get(i)[k], org.assertj.core.data.Offset.offset(1e-6));
      }
    }
  }

  private static Map<String, Value> inputs(Case it) {
    SplittableRandom random = new SplittableRandom(it.hashCode());
    int rows = it.gates() * H;
    int directions = it.directions();
    Map<String, Value> inputs = new LinkedHashMap<>();
    inputs.put("X", Exported.random(random, T, B, I));
    inputs.put("W", small(random, directions, rows, I));
    inputs.put("R", small(random, directions, rows, H));
    if (it.has('b')) {
      inputs.put("B", small(random, directions, 2 * rows));
    }
    if (it.has('l')) {
      inputs.put("sequence_lens", Value.of(Arrays.stream(LENGTHS).asLongStream().toArray()));
    }
    if (it.has('h')) {
      inputs.put("initial_h", small(random, directions, B, H));
    }
    if (it.has('c') && it.memory()) {
      inputs.put("initial_c", small(random, directions, B, H));
    }
    if (it.has('p')) {
      inputs.put("P", small(random, directions, 3 * H));
    }
    return inputs;
  }

  private static Value.Floats small(SplittableRandom random, int... sizes) {
    Value.Floats value = Exported.random(random, sizes);
    for (int i = 0; i < value.data().length; i++) {
      value.data()[i] *= 0.5f;
    }
    return value;
  }

  private static Map<String, Value> given(Graph graph, Map<String, Value> inputs) {
    Map<String, Value> given = new LinkedHashMap<>();
    graph.inputs().forEach(port -> given.put(port.name(), inputs.get(port.name())));
    return given;
  }

  private static Graph graph(
      Case it, Map<String, Value> inputs, boolean constants, boolean batchFirst) {
    GraphBuilder graph = new GraphBuilder();
    List<String> names = new ArrayList<>();
    for (String name :
        List.of("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P")) {
      Value value = inputs.get(name);
      if (name.equals("initial_c") && !it.memory()) {
        break;
      }
      if (value == null) {
        names.add("");
      } else if (constants && List.of("W", "R", "B", "P").contains(name)) {
        names.add(graph.constant(name, value));
      } else {
        String[] sizes =
            Arrays.stream(value.shape().toArray())
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
        Type type = value instanceof Value.Floats ? Type.FLOAT : Type.INTEGER;
        names.add(graph.input(name, type, sizes));
      }
    }
    Attributes attributes = Attributes.of(it.attributes()).with("hidden_size", H);
    attributes = batchFirst ? attributes.with("layout", 1) : attributes;
    int count = it.memory() ? 3 : 2;
    List<String> outputs =
        graph.add(it.operator(), count, attributes, names.toArray(String[]::new));
    List<String> called = List.of("Y", "Y_h", "Y_c");
    for (int i = 0; i < count; i++) {
      graph.output(called.get(i), outputs.get(i), Type.FLOAT, Port.ANY);
    }
    return graph.build();
  }

  /** With two neighbouring dimensions exchanged. */
  private static Value swapped(Value value, int axis) {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, Port.ANY);
    long[] order = new long[value.shape().rank()];
    Arrays.setAll(order, i -> i == axis ? axis + 1 : i == axis + 1 ? axis : i);
    graph.output(
        "y", graph.add("Transpose", Attributes.of("perm", order), x), Type.FLOAT, Port.ANY);
    return Exported.execute(graph.build(), Map.of("x", value)).get("y");
  }

  /** Y, Y_h and Y_c as the equations of the standard give them. */
  private static List<double[]> reference(Case it, Map<String, Value> inputs) {
    int directions = it.directions();
    int gates = it.gates();
    double[] y = new double[T * directions * B * H];
    double[] lastH = new double[directions * B * H];
    double[] lastC = new double[directions * B * H];
    for (int d = 0; d < directions; d++) {
      boolean backwards = d == 1 || "reverse".equals(it.attributes().get("direction"));
      for (int b = 0; b < B; b++) {
        double[] h = row(inputs.get("initial_h"), (d * B + b) * H);
        double[] c = row(inputs.get("initial_c"), (d * B + b) * H);
        int length = it.has('l') ? LENGTHS[b] : T;
        for (int s = 0; s < length; s++) {
          int t = backwards ? length - 1 - s : s;
          double[][] input = new double[gates][H];
          double[][] recurrent = new double[gates][H];
          for (int g = 0; g < gates; g++) {
            for (int j = 0; j < H; j++) {
              int unit = (d * gates + g) * H + j;
              for (int i = 0; i < I; i++) {
                input[g][j] += at(inputs, "W", unit * I + i) * at(inputs, "X", (t * B + b) * I + i);
              }
              int bias = d * 2 * gates * H + g * H + j;
              input[g][j] += at(inputs, "B", bias);
              recurrent[g][j] = at(inputs, "B", bias + gates * H);
              for (int k = 0; k < H; k++) {
                recurrent[g][j] += at(inputs, "R", unit * H + k) * h[k];
              }
            }
          }
          step(it, inputs, d, input, recurrent, h, c);
          System.arraycopy(h, 0, y, ((t * directions + d) * B + b) * H, H);
        }
        System.arraycopy(h, 0, lastH, (d * B + b) * H, H);
        System.arraycopy(c, 0, lastC, (d * B + b) * H, H);
      }
    }
    return List.of(y, lastH, lastC);
  }

  private static void step(
      Case it,
      Map<String, Value> inputs,
      int d,
      double[][] x,
      double[][] r,
      double[] h,
      double[] c) {
    double[] before = h.clone();
    for (int j = 0; j < H; j++) {
      switch (it.operator()) {
        case "RNN" -> h[j] = activated(it, d, 0, x[0][j] + r[0][j]);
        case "GRU" -> {
          double z = activated(it, d, 0, x[0][j] + r[0][j]);
          double reset = activated(it, d, 0, x[1][j] + r[1][j]);
          double kept = reset * r[2][j];
          if (!it.attributes().containsKey("linear_before_reset")) {
            // The product is of r * h, and so needs the reset gates of all units.
            int bias = d * 6 * H + 5 * H + j;
            kept = at(inputs, "B", bias);
            for (int k = 0; k < H; k++) {
              double other = activated(it, d, 0, x[1][k] + r[1][k]);
              kept += at(inputs, "R", ((d * 3 + 2) * H + j) * H + k) * other * before[k];
            }
          }
          h[j] = (1 - z) * activated(it, d, 1, x[2][j] + kept) + z * before[j];
        }
        default -> {
          double p = c[j];
          double in = activated(it, d, 0, x[0][j] + r[0][j] + at(inputs, "P", 3 * d * H + j) * p);
          double forget =
              activated(it, d, 0, x[2][j] + r[2][j] + at(inputs, "P", (3 * d + 2) * H + j) * p);
          forget = it.attributes().containsKey("input_forget") ? 1 - in : forget;
          c[j] = forget * p + in * activated(it, d, 1, x[3][j] + r[3][j]);
          double out =
              activated(it, d, 0, x[1][j] + r[1][j] + at(inputs, "P", (3 * d + 1) * H + j) * c[j]);
          h[j] = out * function(it, d, 2, c[j]);
        }
      }
    }
  }

  private static double activated(Case it, int d, int which, double sum) {
    double clip = it.attributes().containsKey("clip") ? (Float) it.attributes().get("clip") : 1e9;
    return function(it, d, which, Math.max(-clip, Math.min(clip, sum)));
  }

  private static double function(Case it, int d, int which, double x) {
    String name = which == 0 && !it.operator().equals("RNN") ? "Sigmoid" : "Tanh";
    int each = it.operator().equals("RNN") ? 1 : it.operator().equals("GRU") ? 2 : 3;
    if (it.attributes().get("activations") instanceof List<?> names) {
      name = (String) names.get(d * each + which);
    }
    return switch (name) {
      case "Sigmoid" -> 1 / (1 + Math.exp(-x));
      case "Tanh" -> Math.tanh(x);
      case "Relu" -> x > 0 ? x : 0;
      case "Softsign" -> x / (1 + Math.abs(x));
      case "Softplus" -> Math.log(1 + Math.exp(x));
      case "Affine" -> 0.7f * x + 0.1f;
      case "LeakyRelu" -> x < 0 ? 0.2f * x : x;
      case "ThresholdedRelu" -> x > 0.2f ? x : 0;
      case "Elu" -> x < 0 ? Math.exp(x) - 1 : x;
      case "ScaledTanh" -> 0.8f * Math.tanh(0.9f * x);
      // The constants of the one case that names them, and those of the standard elsewhere.
      case "HardSigmoid" -> {
        boolean own = it.operator().equals("GRU");
        yield Math.max(0, Math.min(1, (own ? 0.3f : 0.2f) * x + (own ? 0.4f : 0.5f)));
      }
      default -> throw new AssertionError(name);
    };
  }

  private static double at(Map<String, Value> inputs, String name, int index) {
    return inputs.containsKey(name) ? ((Value.Floats) inputs.get(name)).data()[index] : 0;
  }

  private static double[] row(Value value, int from) {
    double[] row = new double[H];
    for (int j = 0; value != null && j < H; j++) {
      row[j] = ((Value.Floats) value).data()[from + j];
    }
    return row;
  }

  @Test
  void aSequenceWithoutStepsLeavesItsState() {
    Case it = new Case("LSTM", "bhc", Map.of());
    Map<String, Value> inputs = inputs(it);
    inputs.put("sequence_lens", Value.of(0, 5, 1));
    Graph graph = graph(it, inputs, true, false);
    Map<String, Value> found = Exported.execute(graph, given(graph, inputs));
    float[] h = ((Value.Floats) inputs.get("initial_h")).data();
    assertThat(Arrays.copyOf(((Value.Floats) found.get("Y_h")).data(), H))
        .isEqualTo(Arrays.copyOf(h, H));
    assertThat(Arrays.copyOf(((Value.Floats) found.get("Y")).data(), H)).containsOnly(0);
  }

  @Test
  void whatMakesNoSenseIsRefusedInTheNodesName() {
    Case it = new Case("GRU", "b", Map.of());
    Map<String, Value> inputs = inputs(it);
    inputs.put("B", new Value.Floats(Shape.of(1, 6 * H + 1), new float[6 * H + 1]));
    Graph graph = graph(it, inputs, true, false);
    assertThatThrownBy(() -> Exported.execute(graph, given(graph, inputs)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GRU node gru: expected weights of shape [1, 36] but got [1, 37].");
    Case odd = new Case("RNN", "", Map.of("activations", List.of("Swish")));
    Graph swish = graph(odd, inputs(odd), true, false);
    assertThatThrownBy(() -> Exported.execute(swish, given(swish, inputs(odd))))
        .hasMessage("RNN node rnn: there is no activation swish.");
    Case carried = new Case("GRU", "h", Map.of());
    Map<String, Value> other = inputs(carried);
    other.put("initial_h", new Value.Floats(Shape.of(1, B + 1, H), new float[(B + 1) * H]));
    Graph states = graph(carried, other, true, false);
    assertThatThrownBy(() -> Exported.execute(states, given(states, other)))
        .hasMessageContaining("expected a state before the first step of shape [1, 3, 6]");
  }
}
