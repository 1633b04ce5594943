package eddy.language;

import eddy.recurrent.Stepper;
import eddy.tensor.Array;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads on in a text token by token, with the weights of the recurrent layers packed once. The
 * probabilities are those of the whole sequence, to the bit.
 */
final class TokenStream {
  private final LanguageNetwork network;
  private final Workspace workspace;
  private final List<Stepper> layers = new ArrayList<>();

  /**
   * Begins behind some tokens.
   *
   * @param before what is remembered of them
   */
  TokenStream(LanguageNetwork network, Workspace workspace, Memory before) {
    this.network = network;
    this.workspace = workspace;
    for (int layer = 0; layer < network.rnns().size(); layer++) {
      Stepper stepper = network.rnns().get(layer).stepper(workspace, 1);
      if (!before.layers().isEmpty()) {
        stepper.state(before.layers().get(layer));
      }
      layers.add(stepper);
    }
  }

  /** The natural logarithm of the probability of every token to come after this one. */
  float[] next(int id) {
    try (Tape tape = workspace.inference()) {
      float[] x = network.embedded(tape, new int[] {id}, 1).toArray().data();
      for (Stepper layer : layers) {
        x = layer.step(x);
      }
      Array h = Array.zeros(1, x.length);
      System.arraycopy(x, 0, h.data(), 0, x.length);
      return network.logProbabilities(tape.constant(h)).toArray().data();
    }
  }
}
