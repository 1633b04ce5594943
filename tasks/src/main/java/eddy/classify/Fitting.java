package eddy.classify;

import static eddy.task.TrainingOptions.require;

/**
 * What is done to a network in training only.
 *
 * @param dropout of what the layers return, between them and before the classes
 * @param input dropout of the vectors that the first layer reads
 * @param words dropout of whole words of a text
 * @param weightDrop dropout of the recurrent weights
 * @param steps the last tokens of a text that back-propagation reaches, 0 for all
 */
public record Fitting(double dropout, double input, double words, double weightDrop, int steps) {
  /** Nothing, as in use. */
  static final Fitting NONE = new Fitting(0, 0, 0, 0, 0);

  public Fitting {
    fraction("--dropout", dropout);
    fraction("--dropout-input", input);
    fraction("--word-dropout", words);
    fraction("--weight-drop", weightDrop);
    require(steps >= 0, "--steps", "0 (off) or more", steps);
  }

  private static void fraction(String option, double value) {
    require(value >= 0 && value < 1, option, "from 0 to below 1", value);
  }
}
