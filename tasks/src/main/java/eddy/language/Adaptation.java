package eddy.language;

import eddy.format.BadInput;
import eddy.kernel.Processor;
import eddy.optim.Gradients;
import eddy.optim.Optimizer;
import eddy.optim.Sgd;
import eddy.task.AdaptiveModel.Dynamics;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import eddy.text.Corpus;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Dynamic evaluation: reads a text from beginning to end and learns on the way, from each segment
 * after it has been measured, by plain gradient descent, while the weights are drawn back to those
 * that were trained: {@code w = w - rate * g; w = w + decay * (w_0 - w)}.
 *
 * <p>Krause, Kahembwe, Murray and Renals, "Dynamic evaluation of neural sequence models", ICML
 * 2018.
 *
 * @param network which has no dropout; its weights change
 * @param dynamics how its weights change
 * @param workspace what it computes with
 */
record Adaptation(LanguageNetwork network, Dynamics dynamics, Workspace workspace) {
  private static final int STEPS = 20;
  private static final double CLIP = 1;

  /**
   * The mean of {@code -log p} over a text, in nats, each token as it was met.
   *
   * @throws BadInput if the rate is too high for the model
   */
  double crossEntropy(Corpus text) {
    SequencedMap<String, Parameter> parameters = network.parameters();
    Optimizer optimizer = new Optimizer(new Sgd(), parameters);
    Gradients gradients = new Gradients(optimizer.parameters());
    Map<String, float[]> trained = new HashMap<>();
    if (dynamics.decay() > 0) {
      parameters.forEach((name, w) -> trained.put(name, w.data().clone()));
    }
    Columns columns = Columns.of(text, 1);
    LanguageObjective objective = new LanguageObjective(network, 1, STEPS);
    for (Segment segment : columns.segments(columns.lengths(STEPS))) {
      try (Tape tape = workspace.training(0, 0)) {
        tape.backward(objective.loss(tape, segment));
        gradients.complete(tape);
        if (!Double.isFinite(gradients.clip(CLIP))) {
          throw new BadInput(
              "--adapt: the model diverged at the rate "
                  + dynamics.rate()
                  + ". Try a tenth of it.");
        }
        optimizer.step(gradients, dynamics.rate());
        trained.forEach((name, w) -> drawBack(parameters.get(name).data(), w, tape.processor()));
      }
    }
    return objective.crossEntropy();
  }

  private void drawBack(float[] w, float[] trained, Processor processor) {
    float decay = (float) dynamics.decay();
    processor.forEach(
        w.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            w[i] += decay * (trained[i] - w[i]);
          }
        });
  }
}
