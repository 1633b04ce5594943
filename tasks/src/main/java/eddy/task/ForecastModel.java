package eddy.task;

/** A model that forecasts series. */
public interface ForecastModel extends TrainedModel {

  /**
   * Measures it beside the baselines in one of the ways that forecasts have.
   *
   * @throws eddy.format.BadInput if a file is missing, malformed or not of this model's kind
   */
  Evaluation evaluate(EvaluationOptions options);

  /**
   * The same model, whose predictions are whole paths that may come; the two share what they own,
   * and one of them is closed.
   *
   * @param paths how many of each series
   * @param seed the same seed draws the same paths
   * @throws eddy.format.BadInput if the model forecasts points only
   */
  TrainedModel sampling(int paths, long seed);
}
