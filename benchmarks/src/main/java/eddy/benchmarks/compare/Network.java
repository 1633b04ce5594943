package eddy.benchmarks.compare;

/**
 * The sizes of a recurrent network: B sequences of T steps, I inputs, H hidden units.
 *
 * @param vocabulary how many words the softmax of a language model is over, else 0
 */
record Network(
    CellKind cell,
    int layers,
    boolean bidirectional,
    int batch,
    int steps,
    int input,
    int hidden,
    int vocabulary) {

  int directions() {
    return bidirectional ? 2 : 1;
  }

  /** How many features a layer is given. */
  int inputs(int layer) {
    return layer == 0 ? input : outputs();
  }

  /** How many features the last layer returns. */
  int outputs() {
    return directions() * hidden;
  }

  /** The ending of parameter names: {@code _l1_reverse}. */
  static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  /** Such as {@code 2-bi}: the layers, and whether they run both ways. */
  String variant() {
    return layers + (bidirectional ? "-bi" : "");
  }

  /** Such as {@code 32x50x128x256}: batch, steps, inputs, hidden units. */
  String shape() {
    return batch + "x" + steps + "x" + input + "x" + hidden;
  }

  /**
   * The arithmetic of the products of one forward pass, a multiplication and an addition as two.
   *
   * @param positions how many steps all sequences have together, padding not counted
   */
  double forwardOperations(long positions) {
    double perPosition = 0;
    for (int layer = 0; layer < layers; layer++) {
      perPosition += 2.0 * directions() * cell.gates * hidden * (inputs(layer) + hidden);
    }
    return positions * (perPosition + 2.0 * hidden * vocabulary);
  }

  /** The part of it in which the first layer's weights meet what it is given. */
  double inputOperations(long positions) {
    return positions * 2.0 * directions() * cell.gates * hidden * input;
  }
}
