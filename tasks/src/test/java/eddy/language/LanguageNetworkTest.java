package eddy.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Graph;
import eddy.graph.Value;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import eddy.text.Corpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LanguageNetworkTest {
  private static final int VOCABULARY = 50;
  private static final Regularization NONE =
      new Regularization(0, 0, 0, 0, false, 0, 0, List.of(), 0, 0);

  private final Workspace workspace = new Workspace(2);

  @AfterEach
  void close() {
    workspace.close();
  }

  private static LanguageConfig config(boolean tied, List<Integer> cutoffs, Regularization how) {
    return config("lstm", tied, cutoffs, how);
  }

  private static LanguageConfig config(
      String cell, boolean tied, List<Integer> cutoffs, Regularization how) {
    return new LanguageConfig("word", "UTF-8", "", cell, 12, 20, 2, tied, true, cutoffs, how);
  }

  static Stream<LanguageConfig> configs() {
    return Stream.of(
        config(false, List.of(), NONE),
        config(true, List.of(), NONE),
        config(false, List.of(10, 30), NONE),
        config("gru", true, List.of(), NONE),
        config("layer-norm-lstm", true, List.of(), NONE),
        config("lstm", true, List.of(), zoneout(0.1, 0.4)),
        config("rnn", true, List.of(), zoneout(0.2)));
  }

  private static Regularization zoneout(Double... probabilities) {
    return new Regularization(0, 0, 0, 0, false, 0, 0.3, List.of(probabilities), 0, 0);
  }

  private static LanguageNetwork network(LanguageConfig config) {
    return new LanguageNetwork(config, VOCABULARY, new SplittableRandom(1));
  }

  private static int[] ids(int count, long seed) {
    return new SplittableRandom(seed).ints(count, 0, VOCABULARY).toArray();
  }

  private float[] whole(LanguageNetwork network, int[] ids, int batch) {
    try (Tape tape = workspace.inference()) {
      Tensor h = network.forward(tape, ids, batch, Memory.EMPTY).outputs().values();
      return network.logProbabilities(h).toArray().data();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void oneTokenAtATimeEqualsTheWholeTextToTheBit(LanguageConfig config) {
    LanguageNetwork network = network(config);
    int[] ids = ids(300, 2);
    float[] expected = whole(network, ids, 1);
    Scorer scorer = new Scorer(network, VOCABULARY, workspace);
    Memory memory = Memory.EMPTY;
    TokenStream stream = new TokenStream(network, workspace, Memory.EMPTY);
    TokenStream behind = stream;
    for (int t = 0; t < ids.length; t++) {
      Scorer.Next next = scorer.next(new int[] {ids[t]}, memory);
      memory = next.memory();
      float[] row = Arrays.copyOfRange(expected, t * VOCABULARY, (t + 1) * VOCABULARY);
      assertThat(next.logProbabilities()).isEqualTo(row);
      assertThat(stream.next(ids[t])).isEqualTo(row);
      if (t > 7) {
        assertThat(behind.next(ids[t])).isEqualTo(row);
      } else if (t == 7) {
        behind = new TokenStream(network, workspace, memory);
      }
    }
    // A long prompt is read in pieces, which changes nothing.
    assertThat(scorer.next(ids, Memory.EMPTY).logProbabilities())
        .isEqualTo(Arrays.copyOfRange(expected, 299 * VOCABULARY, 300 * VOCABULARY));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theProbabilitiesOfAllNextTokensSumToOne(LanguageConfig config) {
    float[] scores = whole(network(config), ids(60, 3), 3);
    for (int row = 0; row < 60; row++) {
      double sum = 0;
      for (int id = 0; id < VOCABULARY; id++) {
        sum += Math.exp(scores[row * VOCABULARY + id]);
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
    }
  }

  static Stream<LanguageConfig> withoutNoise() {
    return configs().limit(3);
  }

  @ParameterizedTest
  @MethodSource("withoutNoise")
  void theLossIsTheMeanOverTheTokensThatCount(LanguageConfig config) {
    LanguageNetwork network = network(config);
    int[] ids = ids(20, 4);
    int[] targets = ids(20, 5);
    targets[7] = -1;
    float[] scores = whole(network, ids, 2);
    double sum = 0;
    for (int i = 0; i < 20; i++) {
      sum -= targets[i] < 0 ? 0 : scores[i * VOCABULARY + targets[i]];
    }
    try (Tape tape = workspace.training(1, 1)) {
      LanguageNetwork.Outputs outputs = network.forward(tape, ids, 2, Memory.EMPTY);
      assertThat((double) network.loss(outputs, targets).scalar())
          .isCloseTo(sum / 19, within(1e-5));
    }
  }

  @Test
  void recurrentDropoutAndZoneoutChangeWhatIsTrained() {
    LanguageNetwork plain = network(config("lstm", true, List.of(), NONE));
    LanguageNetwork noisy = network(config("lstm", true, List.of(), zoneout(0.1, 0.4)));
    int[] ids = ids(20, 4);
    try (Tape tape = workspace.training(1, 1)) {
      assertThat(noisy.loss(noisy.forward(tape, ids, 2, Memory.EMPTY), ids).scalar())
          .isNotEqualTo(plain.loss(plain.forward(tape, ids, 2, Memory.EMPTY), ids).scalar());
    }
  }

  @Test
  void aTextIsScoredTheSameInOneColumnHoweverManyThreadsThereAre() {
    LanguageNetwork network = network(config(true, List.of(), NONE));
    Corpus text = new Corpus(VOCABULARY);
    text.addAll(ids(700, 6));
    List<Float> scores = new ArrayList<>();
    new Scorer(network, VOCABULARY, workspace)
        .read(
            new Columns(text, 1),
            (step, id, score) -> {
              assertThat(step).isEqualTo(scores.size());
              assertThat(id).isEqualTo(text.get(step));
              scores.add(score);
            });
    assertThat(scores).hasSize(700);
    try (Workspace alone = new Workspace(1)) {
      List<Float> again = new ArrayList<>();
      new Scorer(network, VOCABULARY, alone)
          .read(new Columns(text, 1), (_, _, score) -> again.add(score));
      assertThat(again).isEqualTo(scores);
    }
  }

  @Test
  void aTiedOutputSharesTheWeightOfTheEmbedding() {
    LanguageConfig config = config(true, List.of(), NONE);
    assertThat(config.size()).isEqualTo("2 layers of 20 units, the last of 12");
    LanguageNetwork tied = network(config);
    assertThat(tied.parameters().keySet())
        .contains("embedding.weight", "rnns.1.weight_hh_l0", "decoder.bias")
        .doesNotContain("decoder.weight");
    // The last layer has as many units as the embedding, the others as many as hidden.
    assertThat(tied.parameters().get("rnns.0.weight_hh_l0").shape().dimension(1)).isEqualTo(20);
    assertThat(tied.parameters().get("rnns.1.weight_hh_l0").shape().dimension(1)).isEqualTo(12);
  }

  @Test
  void dropoutAndPenaltiesOnlyWorkInTraining() {
    Regularization much = new Regularization(0.5, 0.5, 0.5, 0.3, true, 0.5, 0, List.of(), 2, 1);
    LanguageNetwork plain = network(config(false, List.of(), NONE));
    LanguageNetwork regularized = network(config(false, List.of(), much));
    int[] ids = ids(40, 7);
    assertThat(whole(regularized, ids, 2)).isEqualTo(whole(plain, ids, 2));
    try (Tape tape = workspace.training(1, 1)) {
      LanguageNetwork.Outputs outputs = regularized.forward(tape, ids, 2, Memory.EMPTY);
      Tensor dropped = outputs.outputs().values();
      int width = dropped.shape().last();
      for (int unit = 0; unit < width; unit++) {
        // Locked: a unit is dropped at every step of a text or at none.
        boolean first = dropped.data()[unit] == 0;
        for (int t = 1; t < 20; t++) {
          assertThat(dropped.data()[t * width + unit] == 0).isEqualTo(first);
        }
      }
      assertThat(regularized.penalty(outputs).orElseThrow().scalar()).isPositive();
      assertThat(plain.penalty(outputs)).isEmpty();
    }
  }

  @Test
  void aUniformBeginningLeavesTheRecurrentBiasesAtZero() {
    LanguageNetwork network = network(config(false, List.of(), NONE));
    network.initialize(0.1, new SplittableRandom(8));
    network
        .parameters()
        .forEach((name, parameter) -> {
          float largest = largest(parameter);
          if (name.contains("bias_") || name.contains("initial_")) {
            assertThat(largest).as(name).isZero();
          } else {
            assertThat(largest).as(name).isBetween(0.08f, 0.1f);
          }
        });
  }

  private static float largest(Parameter parameter) {
    float largest = 0;
    for (float value : parameter.data()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void asOnnxItSaysTheSameToTheBit(LanguageConfig config) {
    LanguageNetwork network = network(config);
    Value.Integers tokens = Exported.ids(new SplittableRandom(4), VOCABULARY, 3, 20);
    Value found =
        Exported.run(network.graph(false), Map.of("tokens", tokens)).get("log_probabilities");
    int[] ids = Arrays.stream(tokens.data()).mapToInt(Math::toIntExact).toArray();
    assertThat(((Value.Floats) found).data()).isEqualTo(whole(network, ids, 3));
  }

  @ParameterizedTest
  @CsvSource({"lstm, false", "layer-norm-lstm, false", "lstm, true"})
  void asOnnxItsStatesAreCarriedByTheCaller(String cell, boolean zoned) {
    Regularization regularization = zoned ? zoneout(0.1, 0.4) : NONE;
    LanguageConfig config =
        new LanguageConfig(
            "word", "UTF-8", "", cell, 12, 20, 2, true, false, List.of(), regularization);
    LanguageNetwork network = network(config);
    int[] ids = ids(30, 5);
    float[] whole = whole(network, ids, 1);
    Graph graph = network.graph(true);
    assertThat(graph.carried()).hasSize(4);
    Map<String, Value> inputs = new HashMap<>();
    graph
        .carried()
        .forEach(state -> {
          int units = state.input().startsWith("rnns.1") ? 12 : 20;
          inputs.put(state.input(), new Value.Floats(Shape.of(1, 1, units), new float[units]));
        });
    for (int t = 0; t < ids.length; t++) {
      inputs.put("tokens", new Value.Integers(Shape.of(1, 1), new long[] {ids[t]}));
      Map<String, Value> outputs = Exported.run(graph, inputs);
      assertThat(((Value.Floats) outputs.get("log_probabilities")).data())
          .isEqualTo(Arrays.copyOfRange(whole, t * VOCABULARY, (t + 1) * VOCABULARY));
      graph.carried().forEach(state -> inputs.put(state.input(), outputs.get(state.output())));
    }
  }

  @Test
  void aLearntFirstStateIsNoInputOfOnnx() {
    LanguageNetwork learnt = network(config("lstm", true, List.of(), NONE));
    assertThatThrownBy(() -> learnt.graph(true))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("without --states");
  }
}
