package eddy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.recurrent.Cell;
import eddy.recurrent.ConvLstm;
import eddy.recurrent.Gru;
import eddy.recurrent.LayerNormLstm;
import eddy.recurrent.Lstm;
import eddy.recurrent.Phase;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.recurrent.Rnn;
import eddy.recurrent.Step;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers that ONNX has no operator for; those that it has are in the tests of the tasks. */
class RecurrentLayersTest {
  private static final int BATCH = 4;
  private static final int TIME = 6;
  private static final int INPUTS = 3;
  private static final int UNITS = 12;
  private static final int[] LENGTHS = {3, 6, 1, 4};

  private static RecurrentBuilder layer(Cell cell) {
    return Recurrent.of(cell, INPUTS, UNITS);
  }

  static Stream<RecurrentBuilder> layers() {
    return Stream.of(
        layer(new LayerNormLstm()),
        layer(new LayerNormLstm()).withoutBias().bidirectional().layers(2).residual(),
        layer(new LayerNormLstm()).zoneout(0.3f, 0.1f).learntState(),
        layer(new Lstm()).zoneout(0.2f, 0.5f).bidirectional().layers(2),
        layer(new Lstm(true, 0)).zoneout(0, 0.5f),
        layer(new Gru()).zoneout(0.2f).bidirectional().learntState(),
        layer(new Gru(false)).zoneout(0.2f),
        layer(new Rnn(Rnn.Activation.RELU)).zoneout(0.4f).bidirectional());
  }

  /** Numbers unlike those that parameters begin with, which may be zeros and ones. */
  private static void stir(Map<String, Parameter> parameters) {
    SplittableRandom random = new SplittableRandom(7);
    parameters
        .values()
        .forEach(parameter -> {
          for (int i = 0; i < parameter.data().length; i++) {
            parameter.data()[i] += (float) random.nextDouble(-0.5, 0.5);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLoopOverTimeGivesTheBitsOfTheLayer(RecurrentBuilder options) {
    Recurrent layer = options.build(new SplittableRandom(1));
    stir(layer.parameters());
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "batch", "time", "" + INPUTS);
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    RecurrentLayers.Output out =
        new Layers(graph, false).recurrent().read("rnn", x, Optional.of(lengths), layer);
    graph.output("y", out.sequence(), Type.FLOAT, "batch", "time", "" + layer.outputSize());
    int vectors = out.states().getFirst().size();
    for (int l = 0; l < options.layers(); l++) {
      for (int k = 0; k < vectors; k++) {
        String name = "last_%d_%d".formatted(l, k);
        graph.output(name, out.states().get(l).get(k), Type.FLOAT, "directions", "batch", "12");
      }
    }
    Graph built = graph.build();
    assertThat(built.operators()).containsKey("Loop");
    Value.Floats input = Exported.random(new SplittableRandom(3), BATCH, TIME, INPUTS);
    Value.Integers ends = Value.of(3, 6, 1, 4);
    Map<String, Value> found = Exported.run(built, Map.of("x", input, "lengths", ends));
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Recurrent.Output expected =
          layer.forward(new Sequence(tape.constant(input.toArray()), LENGTHS));
      assertThat(floats(found.get("y"))).isEqualTo(floats(expected.sequence().values()));
      for (int k = 0; k < vectors; k++) {
        float[] all = floats(expected.state().get(k));
        int size = all.length / options.layers();
        for (int l = 0; l < options.layers(); l++) {
          assertThat(floats(found.get("last_%d_%d".formatted(l, k))))
              .isEqualTo(Arrays.copyOfRange(all, l * size, (l + 1) * size));
        }
      }
    }
  }

  @Test
  void soDoesTheConvolutionalLstm() {
    ConvLstm layer = new ConvLstm(2, 3, 3, new SplittableRandom(1));
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "batch", "time", "5", "4", "2");
    String lengths = graph.input("lengths", Type.INTEGER, "batch");
    Layers layers = new Layers(graph, false);
    String steps = layers.transposed(x, 1, 0, 4, 2, 3);
    String y = layers.recurrent().convolutional("maps", steps, lengths, layer);
    String back = layers.transposed(y, 1, 0, 3, 4, 2);
    graph.output("y", back, Type.FLOAT, "batch", "time", "5", "4", "3");
    Value.Floats input = Exported.random(new SplittableRandom(3), BATCH, TIME, 5, 4, 2);
    Value.Integers ends = Value.of(3, 6, 1, 4);
    Value found = Exported.run(graph.build(), Map.of("x", input, "lengths", ends)).get("y");
    try (Workspace workspace = new Workspace(2);
        Tape tape = workspace.inference()) {
      Tensor expected = layer.forward(tape.constant(input.toArray()), LENGTHS).frames();
      assertThat(floats(found)).isEqualTo(floats(expected));
    }
  }

  @Test
  void aCellOfTheUsersOwnIsRefusedByName() {
    record Own(Gru gru) implements Cell {
      @Override
      public int inputBlocks() {
        return gru.inputBlocks();
      }

      @Override
      public int[] carried(int hiddenSize) {
        return gru.carried(hiddenSize);
      }

      @Override
      public List<Phase> phases() {
        return gru.phases();
      }

      @Override
      public void forward(Step step, int phase) {
        gru.forward(step, phase);
      }

      @Override
      public void backward(Step step, int phase) {
        gru.backward(step, phase);
      }
    }

    Recurrent layer = layer(new Own(new Gru())).build(new SplittableRandom(1));
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "batch", "time", "3");
    RecurrentLayers layers = new Layers(graph, false).recurrent();
    assertThatThrownBy(() -> layers.read("rnn", x, Optional.empty(), layer))
        .isInstanceOf(BadInput.class)
        .hasMessage("rnn: ONNX has no operator for the cell Own.");
  }

  private static float[] floats(Value value) {
    return ((Value.Floats) value).toArray().data();
  }

  private static float[] floats(Tensor tensor) {
    return tensor.toArray().data();
  }
}
