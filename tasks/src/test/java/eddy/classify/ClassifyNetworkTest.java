package eddy.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Reductions;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyNetworkTest {
  private static final int VOCABULARY = 20;
  private static final List<int[]> TEXTS =
      List.of(new int[] {1, 5, 6, 7, 8, 9, 1}, new int[] {1, 4, 1}, new int[] {1, 5, 3, 3, 1});

  private final Workspace workspace = new Workspace(2);

  @AfterEach
  void close() {
    workspace.close();
  }

  private static ClassifyConfig config(String pooling, boolean bidirectional) {
    return new ClassifyConfig(
        List.of("a", "b", "c"),
        new ExampleFormat(),
        "",
        "word",
        false,
        0,
        "both",
        "lstm",
        6,
        List.of(5, 4),
        bidirectional,
        List.of(pooling.split("-")),
        1024);
  }

  private static ClassifyNetwork network(ClassifyConfig config, Fitting fitting) {
    ClassifyNetwork network =
        new ClassifyNetwork(config, VOCABULARY, fitting, new SplittableRandom(1));
    // Larger than at first, so that no part is lost in rounding.
    for (Parameter parameter : network.parameters().values()) {
      for (int i = 0; i < parameter.data().length; i++) {
        parameter.data()[i] *= 2;
      }
    }
    return network;
  }

  private static Fitting steps(int steps) {
    return new Fitting(0, 0, 0, 0, steps);
  }

  private float[] logits(ClassifyNetwork network, List<int[]> texts) {
    try (Tape tape = workspace.inference()) {
      return network.logits(tape, texts, 0).toArray().data();
    }
  }

  private static Tensor projected(Tape tape, Tensor logits) {
    Array weights = Array.zeros(logits.shape().toArray());
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < weights.data().length; i++) {
      weights.data()[i] = (float) random.nextGaussian();
    }
    return Reductions.sum(Elementwise.multiply(logits, tape.constant(weights)));
  }

  private double value(ClassifyNetwork network) {
    try (Tape tape = workspace.training(1, 1)) {
      return projected(tape, network.logits(tape, TEXTS, 0)).scalar();
    }
  }

  private float[] gradient(ClassifyNetwork network, Parameter parameter, int frozen) {
    try (Tape tape = workspace.training(1, 1)) {
      tape.backward(projected(tape, network.logits(tape, TEXTS, frozen)));
      return Arrays.copyOf(tape.gradient(parameter), parameter.data().length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"last", "mean", "max", "attention", "last-mean-max-attention"})
  void theGradientReachesEveryParameterThroughEveryPooling(String pooling) {
    ClassifyNetwork network = network(config(pooling, true), Fitting.NONE);
    network
        .parameters()
        .forEach((name, parameter) -> {
          float[] gradient = gradient(network, parameter, 0);
          int largest = 0;
          for (int i = 0; i < gradient.length; i++) {
            largest = Math.abs(gradient[i]) > Math.abs(gradient[largest]) ? i : largest;
          }
          float kept = parameter.data()[largest];
          parameter.data()[largest] = kept + 0.005f;
          double above = value(network);
          parameter.data()[largest] = kept - 0.005f;
          double below = value(network);
          parameter.data()[largest] = kept;
          if (!name.equals("attention.score.bias")) {
            assertThat(Math.abs(gradient[largest])).as(name).isGreaterThan(1e-4f);
          }
          assertThat((double) gradient[largest])
              .as(name)
              .isCloseTo((above - below) / 0.01, within(0.02 * Math.abs(gradient[largest]) + 1e-3));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"last", "mean", "max", "attention"})
  void aTextReadAloneHasTheSameBitsAsInABatch(String pooling) {
    ClassifyNetwork network = network(config(pooling, true), Fitting.NONE);
    float[] together = logits(network, TEXTS);
    for (int b = 0; b < TEXTS.size(); b++) {
      assertThat(logits(network, List.of(TEXTS.get(b))))
          .isEqualTo(Arrays.copyOfRange(together, b * 3, b * 3 + 3));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"last", "mean", "max", "attention"})
  void cutTextsGiveTheSameLogitsButNoGradientToTheirBeginnings(String pooling) {
    ClassifyNetwork whole = network(config(pooling, false), Fitting.NONE);
    ClassifyNetwork cut = network(config(pooling, false), steps(3));
    float[] expected = logits(whole, TEXTS);
    try (Tape tape = workspace.training(1, 1)) {
      assertThat(cut.logits(tape, TEXTS, 0).toArray().data()).isEqualTo(expected);
    }
    Parameter embedding = cut.parameters().get("embedding.weight");
    float[] gradient = gradient(cut, embedding, 0);
    // 6 stands at the beginning of the long text only, and 8 among its last three tokens.
    assertThat(Arrays.copyOfRange(gradient, 6 * 6, 7 * 6)).containsOnly(0);
    assertThat(Arrays.copyOfRange(gradient, 8 * 6, 9 * 6)).doesNotContain(0);
    float[] full = gradient(whole, whole.parameters().get("embedding.weight"), 0);
    assertThat(Arrays.copyOfRange(full, 6 * 6, 7 * 6)).doesNotContain(0);
  }

  @Test
  void frozenLayersHaveNoGradient() {
    SequencedMap<String, Parameter> names =
        network(config("mean", false), Fitting.NONE).parameters();
    for (int frozen = 0; frozen <= 3; frozen++) {
      for (String name : names.keySet()) {
        ClassifyNetwork network = network(config("mean", false), Fitting.NONE);
        float[] gradient = gradient(network, network.parameters().get(name), frozen);
        int layer = name.startsWith("embedding") ? 0 : name.startsWith("rnns.0") ? 1 : 2;
        boolean still = !name.startsWith("decoder") && layer < frozen;
        boolean moves = false;
        for (float each : gradient) {
          moves |= each != 0;
        }
        assertThat(moves).as("%s with %d frozen", name, frozen).isEqualTo(!still);
      }
    }
  }

  @Test
  void lastIsTheEndOfEachDirection() {
    ClassifyNetwork network = network(config("last", true), Fitting.NONE);
    float[] before = logits(network, List.of(new int[] {1, 5, 6, 7, 1}));
    float[] first = logits(network, List.of(new int[] {1, 9, 6, 7, 1}));
    float[] last = logits(network, List.of(new int[] {1, 5, 6, 9, 1}));
    assertThat(first[0]).isNotCloseTo(before[0], within(1e-3f));
    assertThat(last[0]).isNotCloseTo(before[0], within(1e-3f));
  }

  @ParameterizedTest
  @CsvSource({"last, true", "last, false", "mean-max-last, true", "attention, true"})
  void asOnnxItSaysTheSame(String pooling, boolean bidirectional) {
    ClassifyNetwork network = network(config(pooling, bidirectional), Fitting.NONE);
    long[] ids = new long[21];
    long[] lengths = new long[3];
    for (int b = 0; b < 3; b++) {
      lengths[b] = TEXTS.get(b).length;
      for (int t = 0; t < lengths[b]; t++) {
        ids[7 * b + t] = TEXTS.get(b)[t];
      }
    }
    Map<String, Value> inputs =
        Map.of("tokens", new Value.Integers(Shape.of(3, 7), ids), "lengths", Value.of(lengths));
    Value found = Exported.run(network.graph(false), inputs).get("logits");
    Value expected = new Value.Floats(Shape.of(3, 3), logits(network, TEXTS));
    Exported.requireClose("logits", expected, found, pooling.equals("last") ? 0 : 1e-6);
  }
}
