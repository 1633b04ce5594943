package eddy.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.text.Corpus;
import eddy.train.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanguageObjectiveTest {
  private static final int VOCABULARY = 30;

  private final Workspace workspace = new Workspace(1);
  private final LanguageNetwork network =
      new LanguageNetwork(
          new LanguageConfig(
              "word",
              "UTF-8",
              "",
              "gru",
              8,
              8,
              2,
              true,
              false,
              List.of(),
              new Regularization(0, 0, 0, 0, false, 0, 0, List.of(), 0, 0)),
          VOCABULARY,
          new SplittableRandom(1));
  private final Corpus text = new Corpus(VOCABULARY);
  private final Columns columns = new Columns(text, 2);

  LanguageObjectiveTest() {
    text.addAll(new SplittableRandom(2).ints(50, 0, VOCABULARY).toArray());
  }

  @AfterEach
  void close() {
    workspace.close();
  }

  private float loss(LanguageObjective objective, Segment segment) {
    try (Tape tape = workspace.training(1, 1)) {
      return objective.loss(tape, segment).scalar();
    }
  }

  private List<Segment> segments(int length) {
    List<Segment> segments = new ArrayList<>();
    columns.segments(columns.lengths(length)).forEach(segments::add);
    return segments;
  }

  @Test
  void theMemoryIsCarriedFromSegmentToSegmentSoThatTheLossIsThatOfTheWholeText() {
    LanguageObjective objective = new LanguageObjective(network, 2, 2 * 10);
    double sum = 0;
    for (Segment segment : segments(10)) {
      // Divided by the tokens of a full segment, so the last one, of five steps, weighs half.
      sum += loss(objective, segment) * 20;
    }
    double expected = new Scorer(network, VOCABULARY, workspace).crossEntropy(text, 2);
    assertThat(sum / 50).isCloseTo(expected, within(1e-5));
    assertThat(objective.perplexity()).isCloseTo(Math.exp(expected), within(1e-3));
  }

  @Test
  void summedOverTheStepsTheLossIsSoManyTimesAsLarge() {
    Segment first = segments(10).getFirst();
    float mean = loss(new LanguageObjective(network, 2, 2 * 10), first);
    float summed = loss(new LanguageObjective(network, 2, 2), first);
    assertThat(summed).isCloseTo(10 * mean, within(1e-4f));
  }

  @Test
  void anEpochBeginsWithoutMemoryAndWithANewPerplexity() {
    LanguageObjective objective = new LanguageObjective(network, 2, 20);
    List<Segment> segments = segments(10);
    float first = loss(objective, segments.getFirst());
    double perplexity = objective.perplexity();
    loss(objective, segments.get(1));
    assertThat(loss(objective, segments.getFirst())).isEqualTo(first);
    assertThat(objective.perplexity()).isEqualTo(perplexity);
  }

  @Test
  void itGoesOnFromItsStateToTheBit() {
    LanguageObjective whole = new LanguageObjective(network, 2, 20);
    List<Segment> segments = segments(10);
    loss(whole, segments.getFirst());
    whole.keep("a \"text\"\nof two lines");
    TrainingState state = whole.state().copy();
    LanguageObjective resumed = new LanguageObjective(network, 2, 20);
    resumed.restore(state);
    assertThat(loss(resumed, segments.get(1))).isEqualTo(loss(whole, segments.get(1)));
    assertThat(resumed.perplexity()).isEqualTo(whole.perplexity());
    assertThat(resumed.samples()).containsExactly("a \"text\"\nof two lines");
  }
}
