package eddy.recurrent;

import eddy.Golden;
import eddy.layer.Attention;
import eddy.layer.Layer;
import eddy.layer.Linear;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention and decoders with it against PyTorch: what comes out, and all gradients. */
class AttentionGoldenTest {
  private final SplittableRandom random = new SplittableRandom(1);

  static Stream<String> attention() {
    return Golden.names("attention-").stream();
  }

  @ParameterizedTest
  @MethodSource("attention")
  void attentionAgrees(String name) {
    Golden golden = Golden.load(name);
    Attention layer = attention(golden, golden.shape("queries").last());
    load(golden, "attention.", layer);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor queries = tape.variable(golden.array("queries"));
      Tensor states = tape.variable(golden.array("states"));
      Attention.Memory memory = layer.memory(new Sequence(states, golden.integers("lengths")));
      Attention.Output output = layer.forward(Sequence.full(queries), memory);
      golden.assertClose("weights", output.weights().data(), output.weights().shape().size());
      check(
          golden,
          tape,
          "contexts",
          output.contexts(),
          Map.of("queries", queries, "states", states));
      checkGradients(golden, "attention.", layer, tape);
    }
  }

  static Stream<String> decoders() {
    return Golden.names("decoder-").stream();
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void decodersAgree(String name) {
    Golden golden = Golden.load(name);
    int inputs = golden.shape("recurrent.weight_ih_l0").last();
    int hidden = golden.shape("recurrent.weight_hh_l0").last();
    Attention attention = attention(golden, hidden);
    Linear combine =
        new Linear(
            golden.shape("combine.weight").last(),
            golden.shape("combine.weight").dimension(0),
            random);
    AttentiveDecoder decoder =
        new AttentiveDecoder(
            Recurrent.of(new Lstm(), inputs, hidden).build(random),
            attention,
            combine,
            golden.flag("feeding"));
    load(golden, "", decoder);
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.training(1, 0)) {
      Tensor x = tape.variable(golden.array("inputs"));
      Tensor states = tape.variable(golden.array("states"));
      Tensor h = tape.variable(golden.array("h0"));
      Tensor c = tape.variable(golden.array("c0"));
      Attention.Memory memory = attention.memory(new Sequence(states, golden.integers("lengths")));
      AttentiveDecoder.Output output =
          decoder.forward(Sequence.full(x), decoder.begin(List.of(h, c)), memory);
      golden.assertClose("h", output.state().get(0).data(), h.shape().size());
      golden.assertClose("c", output.state().get(1).data(), c.shape().size());
      check(
          golden,
          tape,
          "vectors",
          output.vectors(),
          Map.of("inputs", x, "states", states, "h0", h, "c0", c));
      checkGradients(golden, "", decoder, tape);
    }
  }

  private Attention attention(Golden golden, int querySize) {
    return new Attention(
        Attention.Score.valueOf(golden.option("score").toUpperCase(Locale.ROOT)),
        querySize,
        golden.shape("states").last(),
        random);
  }

  private static void load(Golden golden, String prefix, Layer layer) {
    layer
        .parameters()
        .forEach((name, parameter) -> parameter.set(name, golden.array(prefix + name)));
  }

  private static void check(
      Golden golden, Tape tape, String name, Tensor result, Map<String, Tensor> leaves) {
    golden.assertClose(name, result.data(), result.shape().size());
    Tensor weights = tape.constant(golden.array("g_" + name));
    tape.backward(Reductions.sum(Elementwise.multiply(result, weights)));
    leaves.forEach((leaf, tensor) ->
        golden.assertClose("d_" + leaf, tensor.gradient(), tensor.shape().size()));
  }

  private static void checkGradients(Golden golden, String prefix, Layer layer, Tape tape) {
    for (Map.Entry<String, Parameter> entry : layer.parameters().entrySet()) {
      Parameter parameter = entry.getValue();
      golden.assertClose(
          "d_" + prefix + entry.getKey(), tape.gradient(parameter), parameter.shape().size());
    }
  }
}
