package eddy.graph;

import eddy.tensor.Shape;
import java.util.List;

/**
 * What the attributes of a recurrent node say.
 *
 * @param operator {@code RNN}, {@code GRU} or {@code LSTM}
 * @param direction {@code forward}, {@code reverse} or {@code bidirectional}
 * @param activations of all gates of the first direction, then of the second
 * @param clip what sums are cut to before their activation, 0 for nothing
 * @param resetAfter whether a GRU resets the recurrent product or its operand
 * @param coupled whether the forget gate of an LSTM is what its input gate leaves
 */
record RecurrentOptions(
    String operator,
    String direction,
    List<Activation> activations,
    float clip,
    boolean batchFirst,
    boolean resetAfter,
    boolean coupled) {
  private static final List<String> RNN = List.of("tanh");
  private static final List<String> GRU = List.of("sigmoid", "tanh");
  private static final List<String> LSTM = List.of("sigmoid", "tanh", "tanh");

  /**
   * Reads a node's attributes.
   *
   * @throws IllegalArgumentException if they make no sense
   */
  static RecurrentOptions of(Node node) {
    Attributes attributes = node.attributes();
    String direction = attributes.text("direction", "forward");
    if (!List.of("forward", "reverse", "bidirectional").contains(direction)) {
      throw new IllegalArgumentException("there is no direction " + direction + ".");
    }
    List<String> defaults = defaults(node.operator());
    return new RecurrentOptions(
        node.operator(),
        direction,
        Activation.of(attributes, defaults, direction.equals("bidirectional") ? 2 : 1),
        attributes.real("clip", 0),
        attributes.integer("layout", 0) == 1,
        attributes.integer("linear_before_reset", 0) != 0,
        attributes.integer("input_forget", 0) != 0);
  }

  private static List<String> defaults(String operator) {
    return switch (operator) {
      case "RNN" -> RNN;
      case "GRU" -> GRU;
      default -> LSTM;
    };
  }

  int directions() {
    return direction.equals("bidirectional") ? 2 : 1;
  }

  int gates() {
    return operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
  }

  /** How many vectors a cell carries from step to step. */
  int vectors() {
    return operator.equals("LSTM") ? 2 : 1;
  }

  /** Whether the outputs of a direction are computed from the last step to the first. */
  boolean backwards(int d) {
    return direction.equals("reverse") || d == 1;
  }

  /** The number of units, given the shape of R. */
  int hidden(Shape recurrent) {
    return recurrent.last();
  }

  /** The activations of one direction. */
  List<Activation> activations(int d) {
    int each = activations.size() / directions();
    return activations.subList(d * each, (d + 1) * each);
  }

  /** Whether Eddy's engine has a cell that does exactly this. */
  boolean forEngine() {
    if (clip != 0 || coupled) {
      return false;
    }
    List<String> names = activations.stream().map(Activation::name).distinct().toList();
    List<String> usual = defaults(operator);
    boolean relu = operator.equals("RNN") && names.equals(List.of("relu"));
    for (int d = 0; d < directions(); d++) {
      if (!relu && !activations(d).stream().map(Activation::name).toList().equals(usual)) {
        return false;
      }
    }
    return true;
  }
}
