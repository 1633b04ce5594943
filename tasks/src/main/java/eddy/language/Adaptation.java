package eddy.language;

import eddy.format.BadInput;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.optim.Sgd;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.text.Corpus;

/**
 * Dynamic evaluation: reads a text from beginning to end and learns on the way, from each segment
 * after it has been measured, by plain gradient descent.
 *
 * <p>Krause, Kahembwe, Murray and Renals, "Dynamic evaluation of neural sequence models", ICML
 * 2018.
 *
 * @param network which has no dropout; its weights change
 * @param rate the learning rate
 * @param workspace what it computes with
 */
record Adaptation(LanguageNetwork network, double rate, Workspace workspace) {
  private static final int STEPS = 20;
  private static final double CLIP = 1;

  /**
   * The mean of {@code -log p} over a text, in nats, each token as it was met.
   *
   * @throws BadInput if the rate is too high for the model
   */
  double crossEntropy(Corpus text) {
    Optimizer optimizer = new Optimizer(new Sgd(), network.parameters());
    Gradients gradients = new Gradients(optimizer.parameters());
    Columns columns = Columns.of(text, 1);
    LanguageObjective objective = new LanguageObjective(network, 1, STEPS);
    for (Segment segment : columns.segments(columns.lengths(STEPS))) {
      try (Tape tape = workspace.training(0, 0)) {
        tape.backward(objective.loss(tape, segment));
        gradients.complete(tape);
        if (!Double.isFinite(gradients.clip(CLIP))) {
          throw new BadInput(
              "--adapt: the model diverged at the rate " + rate + ". Try a tenth of it.");
        }
        optimizer.step(gradients, rate);
      }
    }
    return objective.crossEntropy();
  }
}
