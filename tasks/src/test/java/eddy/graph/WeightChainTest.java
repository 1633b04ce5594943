package eddy.graph;

import static eddy.graph.KerasSamples.random;
import static eddy.graph.KerasSamples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.layer.Linear;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.tensor.Array;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Networks that are guessed from their weights: those of PyTorch and of TensorFlow 1. */
class WeightChainTest {
  @Test
  void cellsOfTensorflow1AreReadWithTheForgetBiasThatIsInNoFile() {
    Array kernel = random(1, 5, 12);
    Array bias = random(2, 12);
    Map<String, Array> variables = new LinkedHashMap<>();
    variables.put("rnn/basic_lstm_cell/kernel", kernel);
    variables.put("rnn/basic_lstm_cell/bias", bias);
    variables.put("rnn/basic_lstm_cell/bias/Adam", bias);
    variables.put("beta1_power", Array.zeros());
    Array x = random(3, 1, 4, 2);
    float[] found = y(TensorflowGraph.of(variables, 1.5f), Value.of(x));
    // Keras's order is i, f, c, o; TensorFlow's i, j, f, o.
    int[] order = {0, 2, 1, 3};
    Array shifted = new Array(Shape.of(12), bias.data().clone());
    for (int unit = 6; unit < 9; unit++) {
      shifted.data()[unit] += 1.5f;
    }
    List<Array> keras =
        List.of(
            columns(kernel, 0, 2, order),
            columns(kernel, 2, 5, order),
            columns(shifted, 0, 1, order));
    boolean[] all = {true, true, true, true};
    requireClose(found, KerasSamples.recurrent("LSTM", row(x, 0), all, keras, false));
  }

  @Test
  void aGruOfTensorflow1HasTwoKernels() {
    Array gates = random(4, 5, 6);
    Array candidate = random(5, 5, 3);
    Map<String, Array> variables = new LinkedHashMap<>();
    variables.put("rnn/gru_cell/gates/kernel", gates);
    variables.put("rnn/gru_cell/gates/bias", random(6, 6));
    variables.put("rnn/gru_cell/candidate/kernel", candidate);
    variables.put("rnn/gru_cell/candidate/bias", random(7, 3));
    Array x = random(8, 1, 4, 2);
    float[] found = y(TensorflowGraph.of(variables, 1), Value.of(x));
    // Keras's order is z, r, h in one kernel; TensorFlow's r, u, and the candidate apart.
    Array kernel = Array.zeros(5, 9);
    for (int row = 0; row < 5; row++) {
      System.arraycopy(gates.data(), row * 6, kernel.data(), row * 9, 6);
      System.arraycopy(candidate.data(), row * 3, kernel.data(), row * 9 + 6, 3);
    }
    Array bias = Array.zeros(9);
    System.arraycopy(random(6, 6).data(), 0, bias.data(), 0, 6);
    System.arraycopy(random(7, 3).data(), 0, bias.data(), 6, 3);
    int[] order = {1, 0, 2};
    List<Array> keras =
        List.of(
            columns(kernel, 0, 2, order), columns(kernel, 2, 5, order), columns(bias, 0, 1, order));
    boolean[] all = {true, true, true, true};
    requireClose(found, KerasSamples.recurrent("GRU", row(x, 0), all, keras, false));
  }

  @Test
  void peepholesAndAProjectionOfTensorflow1AreComputed() {
    Map<String, Array> variables = new LinkedHashMap<>();
    variables.put(
        "rnn/lstm_cell/kernel", new Array(Shape.of(2, 4), new float[] {1, 2, 3, 4, 5, 6, 7, 8}));
    variables.put("rnn/lstm_cell/bias", Array.zeros(4));
    variables.put("rnn/lstm_cell/w_i_diag", new Array(Shape.of(1), new float[] {0.5f}));
    variables.put("rnn/lstm_cell/w_f_diag", new Array(Shape.of(1), new float[] {0.25f}));
    variables.put("rnn/lstm_cell/w_o_diag", new Array(Shape.of(1), new float[] {-1}));
    variables.put("rnn/lstm_cell/projection/kernel", new Array(Shape.of(1, 1), new float[] {3}));
    float[] found =
        y(
            TensorflowGraph.of(variables, 1),
            Value.of(new Array(Shape.of(1, 2, 1), new float[] {0.1f, -0.2f})));
    double c = 0;
    double h = 0;
    float[] expected = new float[2];
    for (int t = 0; t < 2; t++) {
      double x = t == 0 ? 0.1 : -0.2;
      double i = sigmoid(x + 5 * h + 0.5 * c);
      double f = sigmoid(3 * x + 7 * h + 0.25 * c + 1);
      c = f * c + i * Math.tanh(2 * x + 6 * h);
      h = 3 * sigmoid(4 * x + 8 * h - c) * Math.tanh(c);
      expected[t] = (float) h;
    }
    requireClose(found, expected);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void aStateDictComputesWhatItsLayersDo() {
    Recurrent lstm =
        Recurrent.of(new Lstm(), 4, 3).layers(2).bidirectional().build(new SplittableRandom(1));
    Linear linear = new Linear(6, 2, new SplittableRandom(2));
    Map<String, Array> weights = new LinkedHashMap<>();
    weights.put("embed.weight", random(3, 9, 4));
    lstm.parameters().forEach((name, each) -> weights.put("rnn." + name, each.value()));
    linear.parameters().forEach((name, each) -> weights.put("fc." + name, each.value()));
    weights.put("optimizer.state.0", Array.zeros(1));
    long[] ids = {4, 0, 8};
    float[] found = y(TorchGraph.of(weights), new Value.Integers(Shape.of(1, 3), ids));
    Array x = Array.zeros(1, 3, 4);
    for (int t = 0; t < 3; t++) {
      System.arraycopy(weights.get("embed.weight").data(), (int) ids[t] * 4, x.data(), t * 4, 4);
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      var read = lstm.forward(Sequence.full(tape.constant(x)));
      requireClose(found, linear.forward(read.sequence().values()).toArray().data());
    }
  }

  @Test
  void theTenthLayerOfAStackComesAfterTheSecondInAnyOrderOfNames() {
    Recurrent gru = Recurrent.of(new Gru(), 2, 2).layers(11).build(new SplittableRandom(14));
    Map<String, Array> stateDict = new LinkedHashMap<>();
    gru.parameters().forEach((name, parameter) -> stateDict.put("rnn." + name, parameter.value()));
    Value x = Value.of(random(15, 1, 3, 2));
    float[] expected = y(TorchGraph.of(stateDict), x);
    assertThat(y(TorchGraph.of(new TreeMap<>(stateDict)), x)).isEqualTo(expected);
  }

  @Test
  void aGruOfPytorchCarriesItsState() {
    Recurrent gru = Recurrent.of(new Gru(), 2, 3).build(new SplittableRandom(1));
    Map<String, Array> weights = new LinkedHashMap<>();
    gru.parameters().forEach((name, each) -> weights.put("gru." + name, each.value()));
    Graph graph = TorchGraph.of(weights);
    Array x = random(4, 1, 2, 2);
    float[] whole = y(graph, Value.of(x));
    try (Workspace workspace = new Workspace(1)) {
      GraphSession session = new GraphSession(graph, workspace);
      for (int t = 0; t < 2; t++) {
        float[] step = {x.data()[2 * t], x.data()[2 * t + 1]};
        Value y = session.run(Map.of("x", Value.of(new Array(Shape.of(1, 1, 2), step)))).get("y");
        for (int unit = 0; unit < 3; unit++) {
          assertThat((double) ((Value.Floats) y).data()[unit])
              .isCloseTo(whole[3 * t + unit], within(1e-6));
        }
      }
    }
  }

  @Test
  void weightsThatLeaveDoubtsMakeNoGraph() {
    Map<String, Array> weights = new LinkedHashMap<>();
    Recurrent gru = Recurrent.of(new Gru(), 2, 3).build(new SplittableRandom(1));
    gru.parameters().forEach((name, each) -> weights.put("gru." + name, each.value()));
    weights.put("norm.weight", Array.zeros(3));
    assertThatThrownBy(() -> TorchGraph.of(weights))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("what norm.weight does in this one can't be guessed");
    weights.remove("norm.weight");
    weights.put("one.weight", Array.zeros(4, 3));
    weights.put("two.weight", Array.zeros(1, 4));
    assertThatThrownBy(() -> TorchGraph.of(weights)).hasMessageContaining("two.weight");
    weights.remove("two.weight");
    weights.put("one.weight", Array.zeros(4, 5));
    assertThatThrownBy(() -> TorchGraph.of(weights))
        .hasMessageContaining("one reads 5 numbers a step, but what comes before it gives 3");
    assertThatThrownBy(() -> TensorflowGraph.of(Map.of("a", Array.zeros(2)), 1))
        .hasMessageContaining("expected the variables of a cell");
  }

  @Test
  void matricesOfOneSizeInTheOrderOfNamesAreNotGuessed() {
    Map<String, Array> sorted = new LinkedHashMap<>();
    sorted.put("decoder.weight", random(1, 10, 3));
    sorted.put("encoder.weight", random(2, 10, 3));
    sorted.put("rnn.weight_hh_l0", random(3, 12, 3));
    sorted.put("rnn.weight_ih_l0", random(4, 12, 3));
    assertThatThrownBy(() -> TorchGraph.of(sorted))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("which of decoder.weight and encoder.weight is the embedding");
  }

  @Test
  void pytorchIsToldHowToLoadWhatItKnows() {
    Map<String, Array> weights = new LinkedHashMap<>();
    Recurrent lstm =
        Recurrent.of(new Lstm(), 4, 3).layers(2).bidirectional().build(new SplittableRandom(1));
    lstm.parameters().forEach((name, each) -> weights.put("net.rnn." + name, each.value()));
    weights.put("embed.weight", Array.zeros(9, 4));
    weights.put("scale", Array.zeros(1));
    assertThat(TorchLines.loading(Path.of("a", "m.safetensors"), weights).lines())
        .containsExactly(
            "import torch",
            "from safetensors.torch import load_file",
            "weights = load_file(\"m.safetensors\")",
            "net_rnn = torch.nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True)",
            "net_rnn.load_state_dict("
                + "{k[8:]: v for k, v in weights.items() if k.startswith(\"net.rnn.\")})",
            "embed = torch.nn.Embedding(9, 4)",
            "embed.load_state_dict("
                + "{k[6:]: v for k, v in weights.items() if k.startswith(\"embed.\")})");
  }

  /** The output of a graph, checked by ONNX Runtime; states begin with zeros. */
  private static float[] y(Graph graph, Value x) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (Port port : graph.inputs()) {
      boolean state = graph.carried().stream().anyMatch(each -> each.input().equals(port.name()));
      inputs.put(
          port.name(),
          state ? Value.of(Array.zeros(1, 1, Integer.parseInt(port.shape().getLast()))) : x);
    }
    return ((Value.Floats) Exported.run(graph, inputs).get("y")).toArray().data();
  }

  /** Some rows of a matrix, or a vector, with its blocks of columns in another order. */
  private static Array columns(Array matrix, int from, int to, int[] order) {
    int all = matrix.shape().last();
    int block = all / order.length;
    Array result = Array.zeros(to - from, all);
    for (int row = from; row < to; row++) {
      for (int gate = 0; gate < order.length; gate++) {
        System.arraycopy(
            matrix.data(),
            row * all + order[gate] * block,
            result.data(),
            (row - from) * all + gate * block,
            block);
      }
    }
    return matrix.shape().rank() == 1 ? new Array(matrix.shape(), result.data()) : result;
  }

  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
    }
  }
}
