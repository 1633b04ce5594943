package eddy.task;

/** A model that makes one sequence into another, such as sentences into their translations. */
public interface TranslationModel extends TrainedModel {

  /**
   * How it looks for the best translation.
   *
   * @param beam how many hypotheses are followed; 1 takes the likeliest token of each step
   * @param lengthPenalty the exponent alpha of {@code ((5 + length) / 6)^alpha}, by which the log
   *     probability of a translation is divided; 0 leaves it as it is, which favors short ones
   * @param coveragePenalty times the sum, over the tokens of the sentence, of the logarithm of the
   *     attention that each has got, at most 1, is added; 0 asks for no coverage
   * @param best how many translations of each sentence are given, the best first
   */
  record Search(int beam, double lengthPenalty, double coveragePenalty, int best) {
    /** The likeliest token of each step. */
    public static final Search GREEDY = new Search(1, 0, 0, 1);

    /** What a model does unless it is told otherwise. */
    public static final Search USUAL = new Search(5, 0.6, 0, 1);

    public Search {
      TrainingOptions.require(beam >= 1 && beam <= 4096, "--beam", "1 to 4096", beam);
      TrainingOptions.require(
          lengthPenalty >= 0 && Double.isFinite(lengthPenalty),
          "--length-penalty",
          "0 or more",
          lengthPenalty);
      TrainingOptions.require(
          coveragePenalty >= 0 && Double.isFinite(coveragePenalty),
          "--coverage-penalty",
          "0 or more",
          coveragePenalty);
      TrainingOptions.require(
          best >= 1 && best <= beam, "--n-best", "1 to the beam of " + beam, best);
    }
  }

  /** The same model with another search; the two share what they own, and one of them is closed. */
  TranslationModel with(Search search);

  /**
   * The same model together with another one: the mean of their probabilities says what comes next.
   * The other one may be closed.
   *
   * @throws eddy.format.BadInput if the other one has other vocabularies
   */
  TranslationModel with(TranslationModel other);

  /**
   * The same model, which draws translations instead of looking for the best; the two share what
   * they own, and one of them is closed.
   *
   * @param count translations of each sequence
   * @param sampling how each token is drawn; the same seed draws the same translations of a
   *     sequence, whatever else is translated
   */
  TranslationModel sampling(int count, Sampling sampling);
}
