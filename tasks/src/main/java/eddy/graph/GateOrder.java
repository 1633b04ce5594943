package eddy.graph;

import eddy.format.BadInput;
import eddy.recurrent.Cell;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.recurrent.Rnn;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which operator a cell is, and in which order its gates stand there.
 *
 * @param operator {@code RNN}, {@code GRU} or {@code LSTM}
 * @param gates where the cell has the operator's first gate, its second, ...
 * @param special what the operator must be told beside its sizes
 */
public record GateOrder(String operator, int[] gates, Attributes special) {

  static GateOrder of(Cell cell, String name) {
    return switch (cell) {
      case Rnn rnn ->
          new GateOrder(
              "RNN",
              own(1),
              rnn.activation() == Rnn.Activation.TANH
                  ? Attributes.NONE
                  : Attributes.of("activations", List.of("Relu")));
      case Lstm lstm when lstm.projection() == 0 -> new GateOrder("LSTM", own(4), Attributes.NONE);
      case Gru gru ->
          new GateOrder(
              "GRU",
              own(3),
              gru.resetAfter() ? Attributes.of("linear_before_reset", 1) : Attributes.NONE);
      default ->
          throw new BadInput(
              name
                  + ": ONNX has no operator for the cell "
                  + cell.getClass().getSimpleName()
                  + ".");
    };
  }

  /**
   * Where a cell of Eddy's, whose order is PyTorch's, has ONNX's first gate, its second, ...
   *
   * @param gates 4 of an LSTM, 3 of a GRU, or 1
   */
  public static int[] own(int gates) {
    return switch (gates) {
      case 4 -> new int[] {0, 3, 1, 2};
      case 3 -> new int[] {1, 0, 2};
      default -> new int[] {0};
    };
  }

  /** Where ONNX has a cell's first gate, its second, ... */
  static int[] inverse(int gates) {
    int[] own = own(gates);
    int[] inverse = new int[own.length];
    for (int i = 0; i < own.length; i++) {
      inverse[own[i]] = i;
    }
    return inverse;
  }

  Attributes attributes(int hidden, int directions) {
    Attributes all = special.with("hidden_size", hidden);
    if (special.has("activations") && directions == 2) {
      all = all.with("activations", List.of("Relu", "Relu"));
    }
    return directions == 2 ? all.with("direction", "bidirectional") : all;
  }

  /**
   * W [D, G * H, I], R [D, G * H, H] and, where there are biases, B [D, 2 * G * H].
   *
   * @param suffixes of the parameters of each direction, such as {@code _l0_reverse}
   */
  List<String> weights(GraphBuilder graph, String name, Recurrent layer, List<String> suffixes) {
    int hidden = layer.options().hiddenSize();
    int rows = gates.length * hidden;
    Map<String, Parameter> all = layer.parameters();
    List<Array> input = new ArrayList<>();
    List<Array> recurrent = new ArrayList<>();
    List<Array> biases = new ArrayList<>();
    for (String suffix : suffixes) {
      input.add(reordered(all.get("weight_ih" + suffix).value(), gates));
      recurrent.add(reordered(all.get("weight_hh" + suffix).value(), gates));
      if (all.containsKey("bias_ih" + suffix)) {
        biases.add(reordered(all.get("bias_ih" + suffix).value(), gates));
        biases.add(reordered(all.get("bias_hh" + suffix).value(), gates));
      }
    }
    int directions = input.size();
    int inputs = input.getFirst().shape().last();
    String own = name + ".%s" + suffixes.getFirst();
    List<String> names = new ArrayList<>();
    names.add(graph.constant(own.formatted("W"), join(input, directions, rows, inputs)));
    names.add(graph.constant(own.formatted("R"), join(recurrent, directions, rows, hidden)));
    names.add(
        biases.isEmpty()
            ? ""
            : graph.constant(own.formatted("B"), join(biases, directions, 2 * rows)));
    return names;
  }

  /** P [D, 3 * H] in the order i, o, f, where the cell has peepholes. */
  Optional<String> peepholes(
      GraphBuilder graph, String name, Recurrent layer, List<String> suffixes) {
    List<Parameter> parts = new ArrayList<>();
    for (String suffix : suffixes) {
      for (String gate : List.of("peephole_i", "peephole_o", "peephole_f")) {
        if (layer.parameters().containsKey(gate + suffix)) {
          parts.add(layer.parameters().get(gate + suffix));
        }
      }
    }
    int hidden = layer.options().hiddenSize();
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            graph.constant(
                name + ".P" + suffixes.getFirst(), joined(parts, suffixes.size(), 3 * hidden)));
  }

  static Array joined(List<Parameter> parts, int... dimensions) {
    return join(parts.stream().map(Parameter::value).toList(), dimensions);
  }

  private static Array join(List<Array> parts, int... dimensions) {
    Array all = Array.zeros(dimensions);
    int at = 0;
    for (Array part : parts) {
      System.arraycopy(part.data(), 0, all.data(), at, part.data().length);
      at += part.data().length;
    }
    return all;
  }

  /** An array of equal blocks with its i-th block taken from {@code order[i]}. */
  public static Array reordered(Array from, int[] order) {
    Array to = new Array(from.shape(), new float[from.data().length]);
    int block = to.data().length / order.length;
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(from.data(), order[i] * block, to.data(), i * block, block);
    }
    return to;
  }

  /** A matrix [I, G * H] as [1, G * H, I] with its gates in another order. */
  public static Array transposed(Array matrix, int[] order) {
    int inputs = matrix.shape().dimension(0);
    int columns = matrix.shape().last();
    int units = columns / order.length;
    Array all = Array.zeros(1, columns, inputs);
    for (int gate = 0; gate < order.length; gate++) {
      for (int unit = 0; unit < units; unit++) {
        for (int i = 0; i < inputs; i++) {
          all.data()[(gate * units + unit) * inputs + i] =
              matrix.data()[i * columns + order[gate] * units + unit];
        }
      }
    }
    return all;
  }
}
