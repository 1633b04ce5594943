package eddy.language;

import static eddy.task.TrainingOptions.require;

import java.util.List;

/**
 * What keeps a language network from learning its text by heart.
 *
 * <p>All of it works in training only, but for zoneout: a network that was trained with it takes
 * the mean of both values in use.
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
 * @param recurrent dropout of the output of the step before, where recurrent weights multiply it
 * @param zoneout probabilities that a unit keeps its value of the step before: one for all vectors
 *     that the cell carries, or one for h and one for c; none for no zoneout
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
    double recurrent,
    List<Double> zoneout,
    double activation,
    double temporalActivation) {
  /** None at all. */
  static final Regularization NONE = new Regularization(0, 0, 0, 0, true, 0, 0, List.of(), 0, 0);

  public Regularization {
    fraction("--dropout-input", input);
    fraction("--dropout-hidden", hidden);
    fraction("--dropout", output);
    fraction("--dropout-embedding", embedding);
    fraction("--weight-drop", weightDrop);
    fraction("--dropout-recurrent", recurrent);
    zoneout = List.copyOf(zoneout);
    zoneout.forEach(probability -> fraction("--zoneout", probability));
    require(zoneout.size() <= 2, "--zoneout", "one probability, or two for h and c", zoneout);
    require(activation >= 0, "--activation", "0 (off) or more", activation);
    require(
        temporalActivation >= 0, "--temporal-activation", "0 (off) or more", temporalActivation);
  }

  private static void fraction(String option, double value) {
    require(value >= 0 && value < 1, option, "from 0 to below 1", value);
  }
}
