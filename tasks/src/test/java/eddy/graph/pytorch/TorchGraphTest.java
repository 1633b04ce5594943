package eddy.graph.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Graph;
import eddy.graph.GraphSession;
import eddy.graph.Value;
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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Networks that are guessed from a state dict. */
class TorchGraphTest {
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
    float[] found = Exported.y(TorchGraph.of(weights), new Value.Integers(Shape.of(1, 3), ids));
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
    float[] expected = Exported.y(TorchGraph.of(stateDict), x);
    assertThat(Exported.y(TorchGraph.of(new TreeMap<>(stateDict)), x)).isEqualTo(expected);
  }

  @Test
  void aGruOfPytorchCarriesItsState() {
    Recurrent gru = Recurrent.of(new Gru(), 2, 3).build(new SplittableRandom(1));
    Map<String, Array> weights = new LinkedHashMap<>();
    gru.parameters().forEach((name, each) -> weights.put("gru." + name, each.value()));
    Graph graph = TorchGraph.of(weights);
    Array x = random(4, 1, 2, 2);
    float[] whole = Exported.y(graph, Value.of(x));
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

  private static Array random(int seed, int... sizes) {
    return Exported.random(new SplittableRandom(seed), sizes).toArray();
  }

  private static void requireClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
    }
  }
}
