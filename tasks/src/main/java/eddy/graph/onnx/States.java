package eddy.graph.onnx;

import eddy.graph.Carried;
import eddy.graph.Graph;
import eddy.graph.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Guesses by their names which outputs of a graph are the inputs of its next call. */
final class States {
  private States() {}

  /** The states that the names tell, of equal types and shapes. */
  static List<Carried> guessed(Graph graph) {
    Map<String, Port> inputs = new HashMap<>();
    graph.inputs().forEach(input -> inputs.put(input.name(), input));
    List<Carried> carried = new ArrayList<>();
    for (Port output : graph.outputs()) {
      for (String name : candidates(output.name())) {
        Port input = inputs.get(name);
        if (input != null && fits(output, input)) {
          carried.add(new Carried(output.name(), name));
          inputs.remove(name);
          break;
        }
      }
    }
    return carried;
  }

  /** What the input of a state may be called whose output has this name. */
  private static List<String> candidates(String output) {
    List<String> names = new ArrayList<>();
    for (String end : List.of("N", "n", "_n", "_N", "_out", "_output", "_next", "_new", "Out")) {
      if (output.endsWith(end)) {
        String stem = output.substring(0, output.length() - end.length());
        names.addAll(List.of(stem, stem + "0", stem + "_0", stem + "_in", stem + "_input"));
      }
    }
    for (String begin : List.of("next_", "new_", "out_", "output_")) {
      if (output.startsWith(begin)) {
        String stem = output.substring(begin.length());
        names.addAll(List.of(stem, "in_" + stem, "input_" + stem));
      }
    }
    if (output.equals("Y_h") || output.equals("Y_c")) {
      names.add("initial_" + output.substring(2));
    }
    return names;
  }

  private static boolean fits(Port output, Port input) {
    if (output.type() != input.type()) {
      return false;
    }
    if (output.shape().equals(List.of(Port.ANY)) || input.shape().equals(List.of(Port.ANY))) {
      return true;
    }
    boolean fits = output.shape().size() == input.shape().size();
    for (int axis = 0; fits && axis < input.shape().size(); axis++) {
      String from = output.shape().get(axis);
      String to = input.shape().get(axis);
      fits = from.equals(to) || Port.free(from) || Port.free(to);
    }
    return fits;
  }
}
