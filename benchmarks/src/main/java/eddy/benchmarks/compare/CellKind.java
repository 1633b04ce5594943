package eddy.benchmarks.compare;

import eddy.recurrent.Cell;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Rnn;
import java.util.Locale;

/** The cells that every peer has, with the number of their gates. */
enum CellKind {
  LSTM(4),
  GRU(3),
  RNN(1);

  final int gates;

  CellKind(int gates) {
    this.gates = gates;
  }

  Cell cell() {
    return switch (this) {
      case LSTM -> new Lstm();
      case GRU -> new Gru();
      case RNN -> new Rnn();
    };
  }

  String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
