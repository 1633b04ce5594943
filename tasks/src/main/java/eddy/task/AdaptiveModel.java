package eddy.task;

/** A model that can learn from the text that it is measured on. */
public interface AdaptiveModel extends TrainedModel {

  /**
   * The same model, whose evaluation learns from each piece of a text once it has been measured, so
   * that nothing is measured after it was seen. The model itself stays as it is. The two share what
   * they own, and one of them is closed.
   *
   * @param rate the learning rate, above zero
   * @throws eddy.format.BadInput if this model can't
   */
  TrainedModel adapting(double rate);
}
