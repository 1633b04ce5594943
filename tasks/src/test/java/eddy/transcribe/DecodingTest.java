package eddy.transcribe;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.folder.ModelFolder;
import eddy.task.Evaluation;
import eddy.task.Rows;
import eddy.task.SpeechModel.Search;
import eddy.task.TokenPredictor;
import eddy.text.Vocabulary;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecodingTest {
  private static final Vocabulary ABC = Vocabulary.of(List.of("a", "b", "c"));

  /** Steps of five units: the blank, the end of a line, and three that can be said. */
  private static float[] steps(long seed, int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logs = new float[steps * ABC.size()];
    for (int t = 0; t < steps; t++) {
      double sum = 0;
      for (int id = 0; id < ABC.size(); id++) {
        double p = id == Vocabulary.END ? 0 : Math.exp(1.5 * random.nextGaussian());
        logs[t * ABC.size() + id] = (float) p;
        sum += p;
      }
      for (int id = 0; id < ABC.size(); id++) {
        logs[t * ABC.size() + id] = (float) Math.log(logs[t * ABC.size() + id] / sum);
      }
    }
    return logs;
  }

  private static String run(Decoding decoding, float[] logs, boolean settling) {
    List<Unit> units = new ArrayList<>();
    for (int at = 0; at < logs.length; at += ABC.size()) {
      decoding.step(logs, at);
      if (settling) {
        units.addAll(decoding.settled());
      }
    }
    units.addAll(decoding.end());
    StringBuilder text = new StringBuilder();
    units.forEach(unit -> text.append(ABC.token(unit.id())));
    assertThat(units).isSortedAccordingTo(Comparator.comparingLong(Unit::step));
    return text.toString();
  }

  /** The likeliest text by going through all paths. */
  private static String exhaustive(float[] logs, Optional<TokenPredictor> language, double weight) {
    Map<String, Double> texts = new HashMap<>();
    paths(logs, 0, Decoding.BLANK, "", 1, texts);
    return texts.entrySet().stream()
        .max(
            Comparator.comparingDouble(
                entry -> Math.log(entry.getValue()) + weight * score(language, entry.getKey())))
        .orElseThrow()
        .getKey();
  }

  private static double score(Optional<TokenPredictor> language, String text) {
    if (language.isEmpty()) {
      return 0;
    }
    TokenPredictor.Prefix prefix = language.get().begin();
    double sum = 0;
    for (String token : text.split("(?!^)", 0)) {
      if (!token.isEmpty()) {
        sum += prefix.logProbability(token);
        prefix = prefix.then(token);
      }
    }
    return sum + prefix.logEnd();
  }

  private static void paths(
      float[] logs, int at, int last, String text, double p, Map<String, Double> texts) {
    if (at == logs.length) {
      texts.merge(text, p, Double::sum);
      return;
    }
    for (int id = 0; id < ABC.size(); id++) {
      if (id != Vocabulary.END) {
        String longer = id == Decoding.BLANK || id == last ? text : text + ABC.token(id);
        paths(logs, at + ABC.size(), id, longer, p * Math.exp(logs[at + id]), texts);
      }
    }
  }

  @Test
  void aWideBeamFindsWhatTryingEverythingFinds() {
    Search wide = new Search(2000, Optional.empty(), 0);
    int different = 0;
    for (long seed = 1; seed <= 40; seed++) {
      float[] logs = steps(seed, 6);
      String best = exhaustive(logs, Optional.empty(), 0);
      PrefixBeam beam = new PrefixBeam(ABC, wide, Double.NEGATIVE_INFINITY);
      assertThat(run(beam, logs, false)).as("seed %d", seed).isEqualTo(best);
      different += best.equals(run(new Greedy(ABC.size()), logs, false)) ? 0 : 1;
    }
    // Else the search would prove nothing.
    assertThat(different).isGreaterThan(5);
  }

  @Test
  void aWideBeamWithALanguageModelFindsWhatTryingEverythingFinds() {
    Optional<TokenPredictor> language = Optional.of(new Bigrams());
    int different = 0;
    for (long seed = 1; seed <= 40; seed++) {
      float[] logs = steps(seed, 5);
      String best = exhaustive(logs, language, 0.8);
      PrefixBeam beam =
          new PrefixBeam(ABC, new Search(2000, language, 0.8), Double.NEGATIVE_INFINITY);
      assertThat(run(beam, logs, false)).as("seed %d", seed).isEqualTo(best);
      different += best.equals(exhaustive(logs, Optional.empty(), 0)) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(5);
  }

  @Test
  void whatIsSettledOnTheWayIsWhatTheEndWouldSay() {
    Search narrow = new Search(4, Optional.of(new Bigrams()), 0.5);
    for (long seed = 1; seed <= 20; seed++) {
      float[] logs = steps(seed, 200);
      String whole = run(new PrefixBeam(ABC, narrow, -12), logs, false);
      assertThat(run(new PrefixBeam(ABC, narrow, -12), logs, true)).isEqualTo(whole);
      assertThat(whole.length()).isGreaterThan(30);
    }
  }

  @Test
  void theGreedyTextIsTheLikeliestPathWithoutRepeatsAndBlanks() {
    float[] logs = new float[7 * 5];
    int[] path = {2, 2, 0, 2, 3, 3, 0};
    for (int t = 0; t < path.length; t++) {
      for (int id = 0; id < 5; id++) {
        logs[t * 5 + id] = id == path[t] ? -0.1f : -5;
      }
    }
    assertThat(run(new Greedy(5), logs, true)).isEqualTo("aab");
    assertThat(run(new PrefixBeam(ABC, new Search(8, Optional.empty(), 0), -12), logs, true))
        .isEqualTo("aab");
  }

  /** Likes to go on in the alphabet. */
  private static final class Bigrams implements TokenPredictor {
    private record After(String last) implements Prefix {
      @Override
      public double logProbability(String token) {
        boolean next = !last.isEmpty() && token.charAt(0) == last.charAt(0) + 1;
        return Math.log(next ? 0.6 : 0.12);
      }

      @Override
      public double logEnd() {
        return Math.log(0.16);
      }

      @Override
      public Prefix then(String token) {
        return new After(token);
      }
    }

    @Override
    public String tokens() {
      return "character";
    }

    @Override
    public Prefix begin() {
      return new After("");
    }

    @Override
    public ModelFolder folder() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Evaluation evaluate(Optional<Path> data) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void predict(InputStream data, String name, Rows out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
