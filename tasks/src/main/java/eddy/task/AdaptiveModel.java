package eddy.task;

import eddy.format.BadInput;

/** A model that can learn from the text that it is measured on. */
public interface AdaptiveModel extends TrainedModel {

  /**
   * How the weights move on the way.
   *
   * @param rate of the learning, above zero
   * @param decay which share of the way back to the trained weights each step goes, from zero to
   *     below one: zero keeps what was learnt to the end
   */
  record Dynamics(double rate, double decay) {
    public Dynamics {
      if (!(rate > 0 && Double.isFinite(rate))) {
        throw new BadInput("--adapt: expected a learning rate above 0 but got " + rate + ".");
      }
      if (!(decay >= 0 && decay < 1)) {
        throw new BadInput("--adapt: expected a decay from 0 to below 1 but got " + decay + ".");
      }
    }
  }

  /**
   * The same model, whose evaluation learns from each piece of a text once it has been measured, so
   * that nothing is measured after it was seen. The model itself stays as it is. The two share what
   * they own, and one of them is closed.
   *
   * @throws BadInput if this model can't
   */
  TrainedModel adapting(Dynamics dynamics);
}
