package eddy.recurrent;

import eddy.Golden;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every cell in every option against PyTorch (ONNX Runtime for peepholes and the reset before the
 * product): outputs, states and all gradients.
 */
class RecurrentGoldenTest {
  private static final Map<String, Integer> PEEPHOLES =
      Map.of("peephole_i", 0, "peephole_f", 1, "peephole_o", 2);

  static Stream<String> cases() {
    return Stream.of(
            "rnn-tanh-",
            "rnn-relu-",
            "lstm-",
            "projected-lstm-",
            "gru-",
            "layer-norm-lstm-",
            "peephole-lstm-",
            "reset-before-gru-")
        .flatMap(prefix -> Golden.names(prefix).stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsStatesAndAllGradientsAgree(String name) {
    Golden golden = Golden.load(name);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Recurrent layer = layer(golden, name);
      Tensor x = tape.variable(golden.array("x"));
      List<Tensor> initial = new ArrayList<>();
      for (String vector : List.of("h0", "c0")) {
        if (golden.has(vector)) {
          initial.add(tape.variable(golden.array(vector)));
        }
      }
      Recurrent.Output out = layer.forward(new Sequence(x, golden.integers("lengths")), initial);
      Tensor y = out.sequence().values();
      golden.assertClose("output", y.data(), y.shape().size());
      List<String> last = List.of("h_n", "c_n");
      Tensor loss = weighted(tape, y, golden.array("g_output"));
      for (int k = 0; k < out.state().size(); k++) {
        Tensor state = out.state().get(k);
        golden.assertClose(last.get(k), state.data(), state.shape().size());
        loss = Elementwise.add(loss, weighted(tape, state, golden.array("g_" + last.get(k))));
      }
      tape.backward(loss);
      golden.assertClose("d_x", x.gradient(), x.shape().size());
      for (int k = 0; k < initial.size(); k++) {
        String gradient = k == 0 ? "d_h0" : "d_c0";
        golden.assertClose(gradient, initial.get(k).gradient(), initial.get(k).shape().size());
      }
      layer.parameters().forEach((parameter, value) -> check(golden, tape, parameter, value));
    }
  }

  /** The layer of a case with its weights; the name begins with the cell. */
  static Recurrent layer(Golden golden, String name) {
    Cell cell =
        switch (name.replaceFirst("-(plain|initial|2layer|bidir|ragged|no-bias|one-|wide).*", "")) {
          case "rnn-tanh" -> new Rnn();
          case "rnn-relu" -> new Rnn(Rnn.Activation.RELU);
          case "lstm" -> new Lstm();
          case "projected-lstm" -> new Lstm(false, golden.integer("proj_size"));
          case "layer-norm-lstm" -> new LayerNormLstm();
          case "gru" -> new Gru();
          case "peephole-lstm" -> new Lstm(true, 0);
          case "reset-before-gru" -> new Gru(false);
          default -> throw new IllegalStateException(name);
        };
    RecurrentBuilder builder =
        Recurrent.of(cell, golden.integer("input_size"), golden.integer("hidden_size"))
            .layers(golden.integer("layers"));
    builder = golden.flag("bidirectional") ? builder.bidirectional() : builder;
    builder = golden.flag("bias") ? builder : builder.withoutBias();
    Recurrent layer = builder.build(new SplittableRandom(1));
    layer
        .parameters()
        .forEach((parameter, value) -> value.set(parameter, stored(golden, "", parameter)));
    return layer;
  }

  /** A parameter in the golden file, where the three peepholes are the rows of one array. */
  private static Array stored(Golden golden, String prefix, String parameter) {
    for (Map.Entry<String, Integer> peephole : PEEPHOLES.entrySet()) {
      if (parameter.startsWith(peephole.getKey())) {
        String all = parameter.replace(peephole.getKey(), "weight_peephole");
        Array rows = golden.array(prefix + all);
        int width = rows.shape().last();
        int from = peephole.getValue() * width;
        return new Array(Shape.of(width), Arrays.copyOfRange(rows.data(), from, from + width));
      }
    }
    return golden.array(prefix + parameter);
  }

  private static void check(Golden golden, Tape tape, String parameter, Parameter value) {
    float[] expected = stored(golden, "d_", parameter).data();
    double[] exact = new double[expected.length];
    Arrays.setAll(exact, i -> expected[i]);
    Golden.assertClose("d_" + parameter, tape.gradient(value), exact.length, exact);
  }

  /** A loss in which every number counts with a weight of its own. */
  static Tensor weighted(Tape tape, Tensor x, Array weights) {
    return Reductions.sum(Elementwise.multiply(x, tape.constant(weights)));
  }
}
