package eddy.language;

import static eddy.task.TrainingOptions.require;

/**
 * What keeps a language network from learning its text by heart, in training only.
 *
 * <p>Merity, Keskar and Socher, "Regularizing and optimizing LSTM language models", ICLR 2018, has
 * most of it together.
 *
 * @param input dropout of the embeddings that the first layer reads
 * @param hidden dropout between layers
 * @param output dropout of what the last layer returns
 * @param embedding dropout of whole words from a step's text
 * @param locked whether a dropout's mask is the same at every step of a segment
 * @param weightDrop dropout of the recurrent weights
 * @param zoneout probability that a unit keeps its state
 * @param activation factor of the mean square of the outputs
 * @param temporalActivation factor of the mean square of their change from step to step
 */
public record Regularization(
    double input,
    double hidden,
    double output,
    double embedding,
    boolean locked,
    double weightDrop,
    double zoneout,
    double activation,
    double temporalActivation) {
  public Regularization {
    fraction("--dropout-input", input);
    fraction("--dropout-hidden", hidden);
    fraction("--dropout", output);
    fraction("--dropout-embedding", embedding);
    fraction("--weight-drop", weightDrop);
    fraction("--zoneout", zoneout);
    require(activation >= 0, "--activation", "0 (off) or more", activation);
    require(
        temporalActivation >= 0, "--temporal-activation", "0 (off) or more", temporalActivation);
  }

  private static void fraction(String option, double value) {
    require(value >= 0 && value < 1, option, "from 0 to below 1", value);
  }
}
