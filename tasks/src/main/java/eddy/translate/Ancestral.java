package eddy.translate;

import eddy.task.Sampler;
import eddy.task.Sampling;
import eddy.text.Vocabulary;
import eddy.translate.BeamSearch.Hypothesis;
import eddy.translate.BeamSearch.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws translations token by token, each as likely as the model takes it to be. What is drawn for
 * a sentence depends on the sentence and the seed, and on nothing else in the batch.
 *
 * @param count translations of each sentence
 * @param sampling how a token is drawn
 */
record Ancestral(int count, Sampling sampling) {

  /** A translation that has not ended. */
  private static final class Draft {
    private final int sentence;
    private final Sampler sampler;
    private final List<Integer> tokens = new ArrayList<>();
    private double logProbability;

    Draft(int sentence, Sampler sampler) {
      this.sentence = sentence;
      this.sampler = sampler;
    }

    Hypothesis ended() {
      return new Hypothesis(tokens.stream().mapToInt(Integer::intValue).toArray(), logProbability);
    }
  }

  /**
   * Translations of each sentence, in the order in which they are drawn; their scores are their log
   * probabilities.
   *
   * @param sources encoded
   * @param limits how many tokens a translation of each sentence may have, its end included
   */
  List<List<Hypothesis>> run(Model model, List<int[]> sources, int[] limits, int vocabularySize) {
    List<Draft> drafts = new ArrayList<>();
    for (int s = 0; s < limits.length; s++) {
      for (int i = 0; i < count; i++) {
        drafts.add(new Draft(s, new Sampler(sampling, Arrays.hashCode(sources.get(s)), i)));
      }
    }
    List<Draft> live = new ArrayList<>(drafts);
    int[] origins = drafts.stream().mapToInt(draft -> draft.sentence).toArray();
    int[] tokens = new int[origins.length];
    Arrays.fill(tokens, Vocabulary.END);
    while (!live.isEmpty()) {
      float[] logs = model.extend(origins, tokens);
      List<Draft> next = new ArrayList<>();
      List<Integer> from = new ArrayList<>();
      for (int row = 0; row < live.size(); row++) {
        Draft draft = live.get(row);
        float[] own = Arrays.copyOfRange(logs, row * vocabularySize, (row + 1) * vocabularySize);
        int token = draft.sampler.draw(own, Vocabulary.UNKNOWN);
        draft.logProbability += own[token];
        if (token == Vocabulary.END) {
          continue;
        }
        draft.tokens.add(token);
        if (draft.tokens.size() < limits[draft.sentence]) {
          next.add(draft);
          from.add(row);
        }
      }
      live = next;
      origins = from.stream().mapToInt(Integer::intValue).toArray();
      tokens = live.stream().mapToInt(draft -> draft.tokens.getLast()).toArray();
    }
    return IntStream.range(0, limits.length)
        .mapToObj(
            s -> drafts.subList(s * count, (s + 1) * count).stream().map(Draft::ended).toList())
        .toList();
  }
}
