package eddy.task;

import eddy.format.BadInput;
import eddy.recurrent.Gru;
import eddy.recurrent.LayerNormLstm;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.recurrent.RecurrentBuilder;
import eddy.recurrent.Rnn;
import java.util.List;
import java.util.stream.Collectors;

/** The cells by their names on the command line and in model folders. */
public final class Cells {
  /** The one cell that needs whole rows, and so is none for a network that branches. */
  public static final String LAYER_NORM_LSTM = "layer-norm-lstm";

  private Cells() {}

  /** The units of some layers in words: {@code 128}, {@code 128 and 64}. */
  public static String shown(List<Integer> units) {
    return units.stream().map(Object::toString).collect(Collectors.joining(" and "));
  }

  /**
   * Begins a recurrent layer of the cell of a name: rnn, lstm, gru or layer-norm-lstm.
   *
   * @throws BadInput if there is none
   */
  public static RecurrentBuilder recurrent(String name, int inputSize, int hiddenSize) {
    return switch (name) {
      case "rnn" -> Recurrent.of(new Rnn(), inputSize, hiddenSize);
      case "lstm" -> Recurrent.of(new Lstm(), inputSize, hiddenSize);
      case "gru" -> Recurrent.of(new Gru(), inputSize, hiddenSize);
      // Its norms have biases of their own.
      case LAYER_NORM_LSTM ->
          Recurrent.of(new LayerNormLstm(), inputSize, hiddenSize).withoutBias();
      default ->
          throw new BadInput(
              "--cell: expected rnn, lstm, gru or layer-norm-lstm but found '" + name + "'.");
    };
  }
}
