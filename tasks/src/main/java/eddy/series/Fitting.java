package eddy.series;

import static eddy.task.TrainingOptions.require;

/**
 * What is done to a network in training only.
 *
 * @param dropout of what the layers return, between them and before the end
 * @param input dropout of channels, of a sequence as a whole
 * @param weightDrop dropout of the recurrent weights
 */
public record Fitting(double dropout, double input, double weightDrop) {
  /** Nothing, as in use. */
  static final Fitting NONE = new Fitting(0, 0, 0);

  public Fitting {
    fraction("--dropout", dropout);
    fraction("--dropout-input", input);
    fraction("--weight-drop", weightDrop);
  }

  private static void fraction(String option, double value) {
    require(value >= 0 && value < 1, option, "from 0 to below 1", value);
  }
}
