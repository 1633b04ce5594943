package eddy.task;

/** A model that can say what its predictions rest on. */
public interface Explainer extends TrainedModel {

  /**
   * The same model, whose predictions have a further column that names what carried each; the two
   * share what they own, and one of them is closed.
   */
  TrainedModel explaining();
}
