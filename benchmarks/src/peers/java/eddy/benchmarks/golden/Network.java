package eddy.benchmarks.golden;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes and options of one recurrent case: {@code B} sequences of {@code T} steps, {@code I}
 * features in and {@code H} hidden units; {@code P} is the width of the output, {@code H} unless it is
 * projected.
 */
record Network(
    String name,
    Cell cell,
    int layers,
    boolean bidirectional,
    boolean bias,
    boolean initialState,
    List<Integer> lengths,
    int B,
    int T,
    int I,
    int H,
    int P) {

  /** The cells, in the order of the gates that PyTorch's weights have. */
  enum Cell {
    RNN_TANH("rnn-tanh", 1, 3, 4, 4),
    RNN_RELU("rnn-relu", 1, 5, 7, 7),
    LSTM("lstm", 4, 4, 5, 5),
    PROJECTED_LSTM("projected-lstm", 4, 4, 6, 3),
    PEEPHOLE_LSTM("peephole-lstm", 4, 3, 5, 5),
    LAYER_NORM_LSTM("layer-norm-lstm", 4, 4, 5, 5),
    GRU("gru", 3, 3, 7, 7),
    RESET_BEFORE_GRU("reset-before-gru", 3, 4, 5, 5);

    final String prefix;
    final int gates;
    private final int inputs;
    private final int hidden;
    private final int width;

    Cell(String prefix, int gates, int inputs, int hidden, int width) {
      this.prefix = prefix;
      this.gates = gates;
      this.inputs = inputs;
      this.hidden = hidden;
      this.width = width;
    }

    boolean hasMemory() {
      return this == LSTM
          || this == PROJECTED_LSTM
          || this == PEEPHOLE_LSTM
          || this == LAYER_NORM_LSTM;
    }
  }

  /** What every cell is tried with. */
  static List<Network> variants(Cell cell) {
    List<Integer> full = List.of();
    // Unsorted, with the shortest and the longest possible.
    List<Integer> ragged = List.of(3, 6, 1, 4);
    List<Network> all = new ArrayList<>();
    all.add(of(cell, "plain", 1, false, true, false, full));
    all.add(of(cell, "initial-state", 1, false, true, true, full));
    all.add(of(cell, "2layer", 2, false, true, false, full));
    all.add(of(cell, "bidirectional", 1, true, true, false, full));
    all.add(of(cell, "2layer-bidirectional-initial-state", 2, true, true, true, full));
    all.add(of(cell, "ragged", 1, false, true, false, ragged));
    all.add(of(cell, "2layer-bidirectional-ragged", 2, true, true, false, ragged));
    all.add(of(cell, "2layer-bidirectional-ragged-initial-state", 2, true, true, true, ragged));
    all.add(of(cell, "no-bias", 1, false, false, false, full));
    Network plain = all.getFirst();
    // From a given state, without which the recurrent weights would have no gradient.
    all.add(all.get(1).resized("one-step", List.of(), 3, 1, plain.I, plain.H, plain.P));
    // Wide enough for the full lanes of a 512-bit vector and a tail.
    int narrowed = plain.P == plain.H ? 17 : 9;
    all.add(plain.resized("wide-ragged", List.of(2, 3, 1, 3, 2), 5, 3, 9, 17, narrowed));
    return all;
  }

  private static Network of(
      Cell cell,
      String variant,
      int layers,
      boolean bidirectional,
      boolean bias,
      boolean initialState,
      List<Integer> lengths) {
    return new Network(
        cell.prefix + "-" + variant,
        cell,
        layers,
        bidirectional,
        bias,
        initialState,
        lengths,
        lengths.isEmpty() ? 3 : lengths.size(),
        lengths.isEmpty() ? 5 : 6,
        cell.inputs,
        cell.hidden,
        cell.width);
  }

  Network resized(String variant, List<Integer> lengths, int B, int T, int I, int H, int P) {
    return new Network(
        cell.prefix + "-" + variant,
        cell,
        layers,
        bidirectional,
        bias,
        initialState,
        lengths,
        B,
        T,
        I,
        H,
        P);
  }

  int directions() {
    return bidirectional ? 2 : 1;
  }

  boolean ragged() {
    return !lengths.isEmpty();
  }

  /** The true length of every sequence. */
  long[] trueLengths() {
    long[] all = new long[B];
    for (int b = 0; b < B; b++) {
      all[b] = ragged() ? lengths.get(b) : T;
    }
    return all;
  }

  /** How many features a layer is given. */
  int inputs(int layer) {
    return layer == 0 ? I : directions() * P;
  }

  /** The ending of parameter names: {@code _l1_reverse}. */
  static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  /** Writes what the tests need to build the same network. */
  void describe(GoldenFile file) {
    file.option("cell", cell.prefix);
    file.option("layers", layers);
    file.option("bidirectional", bidirectional);
    file.option("bias", bias);
    file.option("initial_state", initialState);
    file.option("ragged", ragged());
    file.option("batch", B);
    file.option("steps", T);
    file.option("input_size", I);
    file.option("hidden_size", H);
    file.option("proj_size", P == H ? 0 : P);
    file.integers("lengths", trueLengths(), B);
  }
}
