package eddy.task;

import eddy.format.BadInput;
import eddy.recurrent.Cell;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Rnn;

/** The cells by their names on the command line and in model folders. */
public final class Cells {
  private Cells() {}

  /**
   * The cell of a name: rnn, lstm or gru.
   *
   * @throws BadInput if there is none
   */
  public static Cell named(String name) {
    return switch (name) {
      case "rnn" -> new Rnn();
      case "lstm" -> new Lstm();
      case "gru" -> new Gru();
      default -> throw new BadInput("--cell: expected rnn, lstm or gru but found '" + name + "'.");
    };
  }
}
