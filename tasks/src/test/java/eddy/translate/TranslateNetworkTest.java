package eddy.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.graph.Exported;
import eddy.graph.Value;
import eddy.layer.Attention;
import eddy.task.TranslationModel.Search;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import eddy.text.TextCodec;
import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslateNetworkTest {
  private static final TextCodec LETTERS =
      TextCodec.of("character", Vocabulary.of(List.of("a", "b", "c", "d", "e", "f", "g")));

  private static TranslateConfig config(
      String cell, boolean tied, boolean shared, boolean feeding) {
    return new TranslateConfig(
        TranslateData.Languages.ANY,
        "",
        "character",
        "character",
        shared,
        tied,
        6,
        cell,
        8,
        2,
        true,
        Attention.Score.ADDITIVE,
        feeding,
        0);
  }

  private static TranslateNetwork network(TranslateConfig config) {
    TranslateNetwork network =
        new TranslateNetwork(config, new TranslateCodec(LETTERS, LETTERS), new SplittableRandom(3));
    // Larger weights, so that it prefers something.
    SplittableRandom random = new SplittableRandom(4);
    for (Parameter parameter : network.parameters().values()) {
      for (int i = 0; i < parameter.data().length; i++) {
        parameter.data()[i] = (float) random.nextGaussian(0, 0.7);
      }
    }
    return network;
  }

  private static int[] ids(String word) {
    return new TranslateCodec(LETTERS, LETTERS).encodeSource(word, "here");
  }

  @ParameterizedTest
  @CsvSource({
    "rnn, false",
    "lstm, false",
    "gru, false",
    "layer-norm-lstm, false",
    "lstm, true",
    "gru, true"
  })
  void stepsOfTheDecoderGiveTheProbabilitiesOfTheWholeSequence(String cell, boolean feeding) {
    TranslateConfig config = config(cell, false, false, feeding);
    TranslateNetwork network = network(config);
    try (Workspace workspace = new Workspace(1)) {
      Decoding decoding =
          new Decoding(
              new TranslateCodec(LETTERS, LETTERS), network, workspace, new Search(4, 0, 0, 4));
      int[] source = ids("abcab");
      for (Translated found : decoding.translate(List.of(source)).getFirst()) {
        int[] target = ids(found.text());
        // A translation that ran into its limit has no end.
        if (target.length < 60) {
          double sum = -decoding.loss(List.of(source), List.of(target)) * target.length;
          assertThat(found.score()).isCloseTo(sum, within(1e-3));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchAndSingleTranslationsAreTheSameBits(boolean feeding) {
    TranslateConfig config = config("gru", true, true, feeding);
    TranslateNetwork network = network(config);
    List<int[]> sources = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      StringBuilder word = new StringBuilder();
      for (int n = random.nextInt(9); n >= 0; n--) {
        word.append((char) ('a' + random.nextInt(7)));
      }
      sources.add(ids(word.toString()));
    }
    List<List<Translated>> together;
    try (Workspace workspace = new Workspace(2)) {
      together = decoding(network, workspace).translate(sources);
    }
    try (Workspace workspace = new Workspace(1)) {
      for (int i = 0; i < sources.size(); i++) {
        assertThat(decoding(network, workspace).translate(List.of(sources.get(i))).getFirst())
            .isEqualTo(together.get(i));
      }
    }
  }

  private static Decoding decoding(TranslateNetwork network, Workspace workspace) {
    return new Decoding(
        new TranslateCodec(LETTERS, LETTERS), network, workspace, new Search(3, 0.6, 0, 3));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void morePaddingLeavesTheLossOfASentenceAsItIs(boolean feeding) {
    TranslateNetwork network = network(config("lstm", true, false, feeding));
    try (Workspace workspace = new Workspace(1)) {
      double alone = loss(network, workspace, List.of("abc"), List.of("cb"));
      double other = loss(network, workspace, List.of("gfedcba"), List.of("abcdefg"));
      double both = loss(network, workspace, List.of("abc", "gfedcba"), List.of("cb", "abcdefg"));
      assertThat(both).isCloseTo((3 * alone + 8 * other) / 11, within(1e-5));
    }
  }

  private static double loss(
      TranslateNetwork network, Workspace workspace, List<String> sources, List<String> targets) {
    try (Tape tape = workspace.inference()) {
      TranslateBatch batch =
          TranslateBatch.of(
              sources.stream().map(TranslateNetworkTest::ids).toList(),
              targets.stream().map(TranslateNetworkTest::ids).toList());
      return network.loss(tape, batch, 0).scalar();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyParameterIsTrained(boolean feeding) {
    TranslateNetwork network = network(config("lstm", false, false, feeding));
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.training(1, 1)) {
      TranslateBatch batch = TranslateBatch.of(List.of(ids("abc")), List.of(ids("cba")));
      Tensor loss = network.loss(tape, batch, 0.1);
      tape.backward(loss);
      network
          .parameters()
          .forEach((name, parameter) -> {
            double sum = 0;
            for (float gradient : tape.gradient(parameter)) {
              sum += Math.abs(gradient);
            }
            assertThat(sum).as(name).isPositive();
          });
    }
  }

  @Test
  void anEnsembleAveragesProbabilities() {
    TranslateConfig config = config("gru", false, false, false);
    TranslateNetwork one = network(config);
    TranslateNetwork other = network(config("lstm", true, false, true));
    List<int[]> sources = List.of(ids("abc"), ids("fga"));
    int[] origins = {0, 1};
    int[] tokens = {Vocabulary.END, Vocabulary.END};
    try (Workspace workspace = new Workspace(1)) {
      BeamSearch.Model first = Extension.of(List.of(one), workspace, sources);
      BeamSearch.Model second = Extension.of(List.of(other), workspace, sources);
      BeamSearch.Model both = Extension.of(List.of(one, other), workspace, sources);
      for (int step = 0; step < 2; step++) {
        float[] a = first.extend(origins, tokens);
        float[] b = second.extend(origins, tokens);
        float[] mean = both.extend(origins, tokens);
        for (int i = 0; i < mean.length; i++) {
          assertThat(Math.exp(mean[i]))
              .isCloseTo((Math.exp(a[i]) + Math.exp(b[i])) / 2, within(1e-6));
        }
        assertThat(both.coverage(0))
            .isCloseTo((first.coverage(0) + second.coverage(0)) / 2, within(1e-6));
        tokens = new int[] {3, 4};
      }
    }
  }

  @Test
  void sharedAndTiedThereIsOneEmbedding() {
    assertThat(network(config("lstm", true, true, false)).parameters().keySet())
        .contains("source_embedding.weight", "output.bias")
        .doesNotContain("target_embedding.weight", "output.weight");
    assertThat(network(config("lstm", false, false, false)).parameters().keySet())
        .contains("target_embedding.weight", "output.weight", "bridge.1.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "lstm, true, MULTIPLICATIVE, false",
    "gru, false, ADDITIVE, false",
    "lstm, true, MULTIPLICATIVE, true",
    "layer-norm-lstm, false, ADDITIVE, true"
  })
  void asOnnxItGivesTheSameProbabilities(
      String cell, boolean tied, Attention.Score score, boolean feeding) {
    TranslateConfig usual = config(cell, tied, tied, false);
    TranslateConfig config =
        new TranslateConfig(
            usual.languages(),
            "",
            "character",
            "character",
            tied,
            tied,
            6,
            cell,
            8,
            2,
            true,
            score,
            feeding,
            0);
    TranslateNetwork network = network(config);
    List<int[]> sources = List.of(ids("abcab"), ids("ga"));
    List<int[]> targets = List.of(ids("cab"), ids("fedcb"));
    TranslateBatch batch = TranslateBatch.of(sources, targets);
    Map<String, Value> inputs =
        Map.of(
            "source", integers(batch.source().ids(), 2, batch.source().time()),
            "source_lengths", integers(batch.source().lengths(), 2),
            "target", integers(batch.inputs().ids(), 2, batch.inputs().time()));
    Array found =
        ((Value.Floats) Exported.run(network.graph(), inputs).get("log_probabilities")).toArray();
    double sum = 0;
    for (int i = 0; i < batch.steps().length; i++) {
      sum -= found.data()[batch.steps()[i] * found.shape().last() + batch.targets()[i]];
    }
    try (Workspace workspace = new Workspace(1);
        Tape tape = workspace.inference()) {
      double loss = network.loss(tape, batch, 0).scalar();
      assertThat(sum / batch.steps().length).isCloseTo(loss, within(1e-5));
    }
  }

  private static Value integers(int[] ids, int... shape) {
    return new Value.Integers(Shape.of(shape), Arrays.stream(ids).asLongStream().toArray());
  }
}
