package eddy.task;

import java.util.Optional;

/** A model that writes down what is said. */
public interface SpeechModel extends TrainedModel {

  /**
   * How it looks for what was said.
   *
   * @param beam how many hypotheses are followed; 1 takes the likeliest unit of each step
   * @param language weighs the hypotheses; it stays open, and is needed as long as the model is
   *     used
   * @param weight of the language model beside the sound
   */
  record Search(int beam, Optional<TokenPredictor> language, double weight) {
    /** The likeliest unit of each step. */
    public static final Search GREEDY = new Search(1, Optional.empty(), 0);

    public Search {
      TrainingOptions.require(beam >= 1 && beam <= 4096, "--beam", "1 to 4096", beam);
      TrainingOptions.require(
          weight >= 0 && Double.isFinite(weight), "--language-weight", "0 or more", weight);
    }
  }

  /**
   * The same model with another search; the two share what they own, and one of them is closed.
   *
   * @throws eddy.format.BadInput if the language model has other tokens
   */
  SpeechModel with(Search search);
}
