package eddy.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.text.CodecLearner;
import eddy.text.TextCodec;
import eddy.text.Tokenizer;
import eddy.text.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final TextCodec CODEC = new CodecLearner("word").add("a").learn(1, 10);

  private static ClassifyConfig config(List<String> labels, String several) {
    return new ClassifyConfig(
        labels,
        new ExampleFormat("text", "label", true, several, "UTF-8"),
        "",
        "word",
        false,
        0,
        "both",
        "lstm",
        4,
        List.of(4),
        true,
        List.of("mean"),
        1024);
  }

  private static Example text(String text) {
    return new Example(text, List.of(), "here");
  }

  private static Baselines trained(
      ClassifyConfig config, List<Example> examples, List<int[]> labels) {
    Baselines baselines = new Baselines(config, CODEC);
    List<int[]> features = baselines.features(examples);
    baselines.train(features, labels, features, labels);
    return baselines;
  }

  @Test
  void wordsHavePairsAndCharactersRunsOfFour() {
    Tokenizer words = Tokenizer.of("word", Vocabulary.of(List.of()));
    // Two edges, two words and three pairs; both edges are one feature.
    assertThat(NGrams.of(words, 1 << 16).of(List.of("a", "b"))).hasSize(6);
    Tokenizer characters = Tokenizer.of("character", Vocabulary.of(List.of()));
    // With the edges: 3 single ones, 3 pairs, 2 runs of three and one of four.
    assertThat(NGrams.of(characters, 1 << 16).of(List.of("a", "b"))).hasSize(9);
    assertThat(NGrams.of(words, 1 << 16).of(List.of("b", "a")))
        .isNotEqualTo(NGrams.of(words, 1 << 16).of(List.of("a", "b")));
  }

  /**
   * Texts "x" (a) and "y" (b), of four features each: the edge, the word and two pairs. Counting
   * one more for each of 1,024 features, log p(word | its class) - log p(word | other) is log 2; so
   * is that of each pair, and the edge and the classes cancel.
   */
  @Test
  void naiveBayesCountsAsByHand() {
    Baselines baselines =
        trained(
            config(List.of("a", "b"), ""),
            List.of(text("x"), text("y")),
            List.of(new int[] {0}, new int[] {1}));
    LinearBaseline bayes = baselines.all().get("naive_bayes");
    double[] logits = bayes.logits(baselines.features(List.of(text("x"))).getFirst());
    assertThat(logits[0] - logits[1]).isCloseTo(3 * Math.log(2), within(1e-5));
  }

  @Test
  void logisticRegressionLearnsWhatDecides() {
    List<Example> examples =
        List.of(text("good film"), text("a good one"), text("bad film"), text("a bad one"));
    Baselines baselines =
        trained(
            config(List.of("neg", "pos"), ""),
            examples,
            List.of(new int[] {1}, new int[] {1}, new int[] {0}, new int[] {0}));
    LinearBaseline regression = baselines.all().get("logistic_regression");
    List<int[]> unseen = baselines.features(List.of(text("very good"), text("very bad")));
    assertThat(baselines.probabilities(regression, unseen).get(0)[1]).isGreaterThan(0.5f);
    assertThat(baselines.probabilities(regression, unseen).get(1)[1]).isLessThan(0.5f);
  }

  @Test
  void everyLabelIsDecidedByItselfWhereThereAreSeveral() {
    Baselines baselines =
        trained(
            config(List.of("p", "q"), "|"),
            List.of(text("x y"), text("x"), text("y"), text("z")),
            List.of(new int[] {0, 1}, new int[] {0}, new int[] {1}, new int[] {}));
    List<int[]> features = baselines.features(List.of(text("x y"), text("z")));
    for (LinearBaseline baseline : baselines.all().values()) {
      List<float[]> p = baselines.probabilities(baseline, features);
      assertThat(p.get(0)[0]).isGreaterThan(0.5f);
      assertThat(p.get(0)[1]).isGreaterThan(0.5f);
      assertThat(p.get(1)[0]).isLessThan(0.5f);
      assertThat(p.get(1)[1]).isLessThan(0.5f);
    }
  }
}
