package eddy.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keeps our side of every comparison in order where no peer is at hand. */
class EddyPeerTest {

  private static Network network(CellKind cell, int layers, boolean bidirectional, int steps) {
    return new Network(cell, layers, bidirectional, 3, steps, 4, 5, 11);
  }

  private static SequencedMap<String, float[]> outcome(Task task, Network net) {
    Problem problem = Problem.draw(task, net, 1);
    try (Contender contender = new EddyPeer(1).prepare(problem)) {
      return contender.outcome();
    }
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void trainingGivesTheOutputOfInferenceAndEveryGradient(CellKind cell) {
    Network net = network(cell, 2, true, 6);

    SequencedMap<String, float[]> training = outcome(Task.TRAINING, net);

    assertThat(training.get("output")).isEqualTo(outcome(Task.INFERENCE, net).get("output"));
    assertThat(training.keySet())
        .contains("output", "input")
        .containsAll(Problem.draw(Task.TRAINING, net, 1).weights().keySet());
    training.forEach((name, values) -> assertThat(norm(values)).as(name).isPositive());
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void aStepFromZerosIsASequenceOfOneStepAndTheNextOneGoesOn(CellKind cell) {
    Network net = network(cell, 1, false, 1);
    try (Contender contender = new EddyPeer(1).prepare(Problem.draw(Task.STEP, net, 1))) {
      float[] first = contender.outcome().get("output");

      assertThat(first).isEqualTo(outcome(Task.INFERENCE, net).get("output"));
      assertThat(contender.outcome().get("output")).isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void anImportedModelGivesTheOutputOfItsLayers(CellKind cell) {
    Network net = network(cell, 2, true, 6);

    assertThat(outcome(Task.IMPORTED, net).get("output"))
        .isEqualTo(outcome(Task.INFERENCE, net).get("output"));
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void anImportedStepCarriesItsState(CellKind cell) {
    Network net = network(cell, 1, false, 1);
    try (Contender imported = new EddyPeer(1).prepare(Problem.draw(Task.IMPORTED, net, 1));
        Contender step = new EddyPeer(1).prepare(Problem.draw(Task.STEP, net, 1))) {
      for (int i = 0; i < 3; i++) {
        assertThat(imported.outcome().get("output")).isEqualTo(step.outcome().get("output"));
      }
    }
  }

  @Test
  void aLanguageModelLearnsItsBatch() {
    Problem problem = Problem.draw(Task.LANGUAGE, network(CellKind.LSTM, 2, false, 4), 1);
    try (Contender contender = new EddyPeer(1).prepare(problem)) {
      float before = contender.outcome().get("output")[0];
      for (int i = 0; i < 50; i++) {
        contender.step();
      }

      assertThat(contender.outcome().get("output")[0]).isLessThan(before);
    }
  }

  @Test
  void aFitMovesTheOutput() {
    Problem problem = Problem.draw(Task.FIT, network(CellKind.LSTM, 1, false, 4), 1);
    try (Contender contender = new EddyPeer(1).prepare(problem)) {
      SequencedMap<String, float[]> first = contender.outcome();

      assertThat(first.keySet()).contains("weight_hh_l0", Problem.OUTPUT_WEIGHT);
      assertThat(contender.outcome().get("output")).isNotEqualTo(first.get("output"));
    }
  }

  @Test
  void theArticlesProgramLearnsMeansAndTellsItsWeights() {
    Problem problem =
        Problem.draw(Task.ARTICLE, new Network(CellKind.RNN, 1, false, 3, 4, 1, 5, 0), 1);
    assertThat(problem.target().data()[1])
        .isCloseTo((problem.input().data()[0] + problem.input().data()[1]) / 2, within(1e-6f));
    try (Contender contender = new EddyPeer(1).prepare(problem)) {
      SequencedMap<String, float[]> first = contender.outcome();
      SequencedMap<String, float[]> second = contender.outcome();

      assertThat(first.keySet()).contains("loss").containsAll(problem.weights().keySet());
      assertThat(second.get("loss")[0]).isLessThan(first.get("loss")[0]);
      assertThat(second.get("weight_hh_l0")).isNotEqualTo(first.get("weight_hh_l0"));
    }
  }

  @Test
  void raggedLengthsReachFromATenthToTheWhole() {
    Network net = new Network(CellKind.LSTM, 1, false, 500, 50, 1, 1, 0);

    int[] lengths = Problem.draw(Task.RAGGED, net, 1).lengths();

    assertThat(Arrays.stream(lengths).min()).hasValue(5);
    assertThat(Arrays.stream(lengths).max()).hasValue(50);
    assertThat(Problem.draw(Task.TRAINING, net, 1).lengths()).containsOnly(50);
  }

  @Test
  void operationsCountEachProductOnceForwardAndTwiceBackward() {
    // Four gates of 5 units from 4 inputs and 5 hidden units, then from 5 and 5; 18 positions.
    Network net = new Network(CellKind.LSTM, 2, false, 3, 6, 4, 5, 0);
    double forward = 18 * 2.0 * (20 * 9 + 20 * 10);

    assertThat(Problem.draw(Task.INFERENCE, net, 1).operations()).isEqualTo(forward);
    assertThat(Problem.draw(Task.TRAINING, net, 1).operations()).isEqualTo(3 * forward);
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }
}
