package eddy.translate;

import static eddy.translate.BeamSearchTest.VOCABULARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.task.Sampling;
import eddy.task.TranslationModel.Search;
import eddy.translate.BeamSearchTest.Toy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AncestralTest {
  private static final int UNKNOWN = 0;

  @Test
  void translationsAreDrawnAsOftenAsTheyAreLikely() {
    int count = 40_000;
    List<BeamSearch.Hypothesis> drawn =
        new Ancestral(count, new Sampling(3))
            .run(new Toy(11), List.of(new int[] {1}), new int[] {2}, VOCABULARY)
            .getFirst();
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Double> logs = new HashMap<>();
    for (BeamSearch.Hypothesis each : drawn) {
      counts.merge(Arrays.toString(each.tokens()), 1, Integer::sum);
      logs.merge(Arrays.toString(each.tokens()), each.score(), (a, b) -> a);
    }
    // The unknown token is never drawn, so the others share out what it would have got.
    double first = 1 - Math.exp(BeamSearchTest.logs(11, List.of(1))[UNKNOWN]);
    counts.forEach((tokens, times) -> {
      int[] ids =
          drawn.stream()
              .map(BeamSearch.Hypothesis::tokens)
              .filter(each -> Arrays.toString(each).equals(tokens))
              .findFirst()
              .orElseThrow();
      double rest =
          ids.length == 0 ? 1 : 1 - Math.exp(BeamSearchTest.logs(11, List.of(1, ids[0]))[UNKNOWN]);
      assertThat(times / (double) count)
          .isCloseTo(Math.exp(logs.get(tokens)) / first / rest, within(0.01));
    });
    assertThat(counts).hasSizeGreaterThan(5);
  }

  @Test
  void withoutTemperatureTheLikeliestTokenOfEachStepIsTaken() {
    for (long seed = 0; seed < 20; seed++) {
      int[] limits = {6};
      BeamSearch.Hypothesis greedy =
          new BeamSearch(Search.GREEDY, VOCABULARY)
              .run(new Toy(seed), limits)
              .getFirst()
              .getFirst();
      BeamSearch.Hypothesis cold =
          new Ancestral(1, new Sampling(0, 0, 1, 1))
              .run(new Toy(seed), List.of(new int[] {2}), limits, VOCABULARY)
              .getFirst()
              .getFirst();
      assertThat(cold.tokens()).isEqualTo(greedy.tokens());
    }
  }

  @Test
  void whatIsDrawnForASentenceDependsOnNothingElseInTheBatch() {
    Ancestral drawing = new Ancestral(3, new Sampling(5));
    List<int[]> sources = List.of(new int[] {1, 2}, new int[] {3}, new int[] {4, 4, 4});
    int[] limits = {4, 9, 6};
    var together = drawing.run(new Toy(7, 8, 9), sources, limits, VOCABULARY);
    for (int i = 0; i < 3; i++) {
      var alone =
          drawing
              .run(new Toy(7 + i), List.of(sources.get(i)), new int[] {limits[i]}, VOCABULARY)
              .getFirst();
      assertThat(together.get(i)).usingRecursiveFieldByFieldElementComparator().isEqualTo(alone);
    }
    assertThat(together.get(1))
        .extracting(each -> Arrays.toString(each.tokens()))
        .doesNotHaveDuplicates();
  }
}
