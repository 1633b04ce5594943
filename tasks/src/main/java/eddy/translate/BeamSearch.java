package eddy.translate;

import eddy.task.TranslationModel.Search;
import eddy.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for the likeliest translations of a batch of sentences, token by token.
 *
 * <p>Each step extends every hypothesis of a sentence by its likeliest tokens and keeps the
 * likeliest of all. One that has ended leaves the batch, and its place in the beam with it; a
 * sentence leaves with its last hypothesis, or when none of them can come out among the best. What
 * a sentence gets depends on nothing else in the batch.
 *
 * <p>The score is the log probability by the length penalty, plus the coverage, of Wu et al.,
 * "Google's neural machine translation system", 2016, equation 14.
 */
final class BeamSearch {
  private static final Comparator<Candidate> LIKELIEST =
      Comparator.comparingDouble((Candidate candidate) -> -candidate.logProbability)
          .thenComparingInt(candidate -> candidate.row)
          .thenComparingInt(candidate -> candidate.token);

  private final Search search;
  private final int vocabularySize;

  /** A model that says what comes next, and remembers where its hypotheses stand. */
  interface Model {
    /**
     * Takes a step with hypotheses that each go on from one of those of the step before.
     *
     * @param origins which of those, in ascending order of their sentences; the sentences
     *     themselves in the first step
     * @param tokens what each is extended by; the end of a line in the first step
     * @return the log probabilities of all tokens to come next, one hypothesis after another; not
     *     kept
     */
    float[] extend(int[] origins, int[] tokens);

    /**
     * How much of its sentence a hypothesis has looked at: the sum of the logarithms of the
     * attention that each token has got, at most 1.
     *
     * @param row of the last step
     * @return 0 or less
     */
    default double coverage(int row) {
      return 0;
    }
  }

  /**
   * A translation.
   *
   * @param tokens without the end
   * @param score higher is better
   */
  record Hypothesis(int[] tokens, double score) {}

  /** One more token for the hypothesis in a row of the present step. */
  private record Candidate(int row, int token, double logProbability) {}

  BeamSearch(Search search, int vocabularySize) {
    this.search = search;
    this.vocabularySize = vocabularySize;
  }

  /** A hypothesis that has not ended. */
  private record Live(int[] tokens, double logProbability) {
    Live then(Candidate next) {
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = next.token;
      return new Live(longer, next.logProbability);
    }
  }

  /** What is known of one sentence. */
  private final class Beam {
    private final int limit;
    private List<Live> live = List.of(new Live(new int[0], 0));
    private final List<Hypothesis> ended = new ArrayList<>();

    Beam(int limit) {
      this.limit = limit;
    }

    /**
     * Extends the hypotheses by the best tokens.
     *
     * @param firstRow where their probabilities begin
     * @return which row each of those that go on comes from
     */
    List<Integer> extend(Model model, float[] logProbabilities, int firstRow) {
      int width = search.beam() - ended.size();
      List<Candidate> candidates = new ArrayList<>();
      for (int i = 0; i < live.size(); i++) {
        candidates.addAll(best(logProbabilities, firstRow + i, width, live.get(i).logProbability));
      }
      candidates.sort(LIKELIEST);
      List<Live> next = new ArrayList<>();
      List<Integer> origins = new ArrayList<>();
      for (Candidate candidate : candidates.subList(0, Math.min(width, candidates.size()))) {
        Live origin = live.get(candidate.row - firstRow);
        Live longer = origin.then(candidate);
        int length = longer.tokens.length;
        if (candidate.token == Vocabulary.END || length == limit) {
          int[] tokens = candidate.token == Vocabulary.END ? origin.tokens : longer.tokens;
          double coverage =
              search.coveragePenalty() == 0
                  ? 0
                  : search.coveragePenalty() * model.coverage(candidate.row);
          ended.add(new Hypothesis(tokens, candidate.logProbability / penalty(length) + coverage));
        } else {
          next.add(longer);
          origins.add(candidate.row);
        }
      }
      ended.sort(Comparator.comparingDouble(hypothesis -> -hypothesis.score));
      boolean settled = next.isEmpty() || settled(next.getFirst().logProbability);
      live = settled ? List.of() : next;
      return settled ? List.of() : origins;
    }

    /**
     * Whether none that goes on can come out among the best: probabilities only fall, and coverage
     * is 0 at most.
     */
    private boolean settled(double best) {
      return ended.size() >= search.best()
          && ended.get(search.best() - 1).score >= best / penalty(limit);
    }

    List<Hypothesis> results() {
      return List.copyOf(ended.subList(0, Math.min(search.best(), ended.size())));
    }
  }

  private double penalty(int length) {
    return Math.pow((5.0 + length) / 6, search.lengthPenalty());
  }

  /**
   * The likeliest tokens after one hypothesis, of equally likely ones those of the lowest ids. The
   * token that stands for unknown ones is none.
   */
  private List<Candidate> best(float[] logProbabilities, int row, int count, double before) {
    int at = row * vocabularySize;
    int[] tokens = new int[Math.min(count, vocabularySize)];
    int found = 0;
    for (int token = 0; token < vocabularySize; token++) {
      float value = logProbabilities[at + token];
      boolean full = found == tokens.length;
      if (token == Vocabulary.UNKNOWN
          || (full && !(value > logProbabilities[at + tokens[found - 1]]))) {
        continue;
      }
      int place = full ? found - 1 : found++;
      while (place > 0 && value > logProbabilities[at + tokens[place - 1]]) {
        tokens[place] = tokens[place - 1];
        place--;
      }
      tokens[place] = token;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < found; i++) {
      candidates.add(new Candidate(row, tokens[i], before + logProbabilities[at + tokens[i]]));
    }
    return candidates;
  }

  /**
   * The best translations of each sentence, the best first.
   *
   * @param limits how many tokens a translation of each sentence may have, its end included
   */
  List<List<Hypothesis>> run(Model model, int[] limits) {
    List<Beam> beams = Arrays.stream(limits).mapToObj(Beam::new).toList();
    int[] origins = new int[limits.length];
    int[] tokens = new int[limits.length];
    Arrays.setAll(origins, i -> i);
    Arrays.fill(tokens, Vocabulary.END);
    while (origins.length > 0) {
      float[] logProbabilities = model.extend(origins, tokens);
      List<Integer> from = new ArrayList<>();
      List<Integer> next = new ArrayList<>();
      int row = 0;
      for (Beam beam : beams) {
        int rows = beam.live.size();
        if (rows > 0) {
          from.addAll(beam.extend(model, logProbabilities, row));
          beam.live.forEach(live -> next.add(live.tokens[live.tokens.length - 1]));
          row += rows;
        }
      }
      origins = from.stream().mapToInt(Integer::intValue).toArray();
      tokens = next.stream().mapToInt(Integer::intValue).toArray();
    }
    return beams.stream().map(Beam::results).toList();
  }
}
