package eddy.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eddy.task.TranslationModel.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTest {
  static final int VOCABULARY = 5;

  /** Says what comes next by all that came before, at random but always the same. */
  static final class Toy implements BeamSearch.Model {
    private final long[] seeds;
    private List<List<Integer>> rows = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();

    Toy(long... seeds) {
      this.seeds = seeds;
      for (int i = 0; i < seeds.length; i++) {
        rows.add(List.of(i));
      }
    }

    @Override
    public float[] extend(int[] origins, int[] tokens) {
      widths.add(origins.length);
      List<List<Integer>> next = new ArrayList<>();
      float[] all = new float[origins.length * VOCABULARY];
      for (int i = 0; i < origins.length; i++) {
        List<Integer> history = new ArrayList<>(rows.get(origins[i]));
        history.add(tokens[i]);
        next.add(history);
        float[] own = logs(seeds[history.getFirst()], history.subList(1, history.size()));
        System.arraycopy(own, 0, all, i * VOCABULARY, VOCABULARY);
      }
      rows = next;
      return all;
    }
  }

  static float[] logs(long seed, List<Integer> history) {
    SplittableRandom random = new SplittableRandom(seed * 31 + history.hashCode());
    double[] weights = new double[VOCABULARY];
    Arrays.setAll(weights, _ -> Math.exp(2 * random.nextGaussian()));
    double sum = Arrays.stream(weights).sum();
    float[] logs = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      logs[i] = (float) Math.log(weights[i] / sum);
    }
    return logs;
  }

  /** Every translation of so many tokens at most, its end included. */
  private static List<BeamSearch.Hypothesis> all(long seed, int limit, double alpha) {
    List<BeamSearch.Hypothesis> found = new ArrayList<>();
    all(seed, limit, alpha, List.of(1), 0, found);
    found.sort(Comparator.comparingDouble(hypothesis -> -hypothesis.score()));
    return found;
  }

  private static void all(
      long seed,
      int limit,
      double alpha,
      List<Integer> history,
      double log,
      List<BeamSearch.Hypothesis> found) {
    float[] logs = logs(seed, history);
    for (int token = 1; token < VOCABULARY; token++) {
      double sum = log + logs[token];
      int length = history.size();
      List<Integer> longer = new ArrayList<>(history);
      longer.add(token);
      if (token == 1 || length == limit) {
        List<Integer> tokens = longer.subList(1, token == 1 ? length : length + 1);
        found.add(
            new BeamSearch.Hypothesis(
                tokens.stream().mapToInt(Integer::intValue).toArray(),
                sum / Math.pow((5.0 + length) / 6, alpha)));
      } else {
        all(seed, limit, alpha, longer, sum, found);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.6, 2})
  void aBeamOfTheWholeVocabularyFindsTheBestOfAllPairs(double alpha) {
    for (long seed = 0; seed < 200; seed++) {
      BeamSearch.Hypothesis found =
          new BeamSearch(new Search(VOCABULARY, alpha, 0, 1), VOCABULARY)
              .run(new Toy(seed), new int[] {2})
              .getFirst()
              .getFirst();
      BeamSearch.Hypothesis best = all(seed, 2, alpha).getFirst();
      assertThat(found.tokens()).isEqualTo(best.tokens());
      assertThat(found.score()).isCloseTo(best.score(), within(1e-6));
    }
  }

  @Test
  void aBeamWithoutBoundsFindsTheBestOfAllTranslationsInOrder() {
    for (long seed = 0; seed < 50; seed++) {
      List<BeamSearch.Hypothesis> found =
          new BeamSearch(new Search(1000, 0.6, 0, 10), VOCABULARY)
              .run(new Toy(seed), new int[] {4})
              .getFirst();
      List<BeamSearch.Hypothesis> best = all(seed, 4, 0.6);
      assertThat(found).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(found.get(i).tokens()).isEqualTo(best.get(i).tokens());
      }
    }
  }

  @Test
  void aBeamOfOneTakesTheLikeliestTokenOfEachStep() {
    for (long seed = 0; seed < 50; seed++) {
      List<Integer> history = new ArrayList<>(List.of(1));
      while (history.size() <= 6) {
        float[] logs = logs(seed, history);
        int best = 1;
        for (int token = 2; token < VOCABULARY; token++) {
          best = logs[token] > logs[best] ? token : best;
        }
        if (best == 1) {
          break;
        }
        history.add(best);
      }
      assertThat(
              new BeamSearch(Search.GREEDY, VOCABULARY)
                  .run(new Toy(seed), new int[] {6})
                  .getFirst()
                  .getFirst()
                  .tokens())
          .containsExactly(history.stream().skip(1).mapToInt(Integer::intValue).toArray());
    }
  }

  @Test
  void coverageDecidesBetweenTranslations() {
    BeamSearch.Model model =
        new BeamSearch.Model() {
          @Override
          public float[] extend(int[] origins, int[] tokens) {
            float[] logs = new float[origins.length * VOCABULARY];
            Arrays.fill(logs, -9);
            for (int i = 0; i < origins.length; i++) {
              // After the first step every hypothesis ends.
              logs[i * VOCABULARY + (tokens[i] == 1 ? 2 : 1)] = -0.1f;
              logs[i * VOCABULARY + (tokens[i] == 1 ? 3 : 1)] = -0.2f;
            }
            return logs;
          }

          @Override
          public double coverage(int row) {
            return row == 0 ? -1 : 0;
          }
        };
    assertThat(first(model, 0)).containsExactly(2);
    assertThat(first(model, 0.05)).containsExactly(2);
    assertThat(first(model, 0.5)).containsExactly(3);
  }

  private static int[] first(BeamSearch.Model model, double coverage) {
    return new BeamSearch(new Search(2, 0, coverage, 1), VOCABULARY)
        .run(model, new int[] {3})
        .getFirst()
        .getFirst()
        .tokens();
  }

  @Test
  void aBatchGivesWhatEachSentenceGivesAloneAndGetsSmaller() {
    BeamSearch search = new BeamSearch(new Search(3, 0.6, 0, 3), VOCABULARY);
    int[] limits = {3, 9, 5};
    Toy batch = new Toy(7, 8, 9);
    List<List<BeamSearch.Hypothesis>> together = search.run(batch, limits);
    for (int i = 0; i < 3; i++) {
      List<BeamSearch.Hypothesis> alone =
          search.run(new Toy(7 + i), new int[] {limits[i]}).getFirst();
      assertThat(together.get(i)).usingRecursiveFieldByFieldElementComparator().isEqualTo(alone);
    }
    assertThat(batch.widths.getFirst()).isEqualTo(3);
    assertThat(batch.widths.getLast()).isLessThan(9);
  }
}
