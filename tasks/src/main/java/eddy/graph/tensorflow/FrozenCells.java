package eddy.graph.tensorflow;

import eddy.graph.Attributes;
import eddy.graph.GraphBuilder;
import eddy.graph.Value;
import eddy.tensorflow.FrozenGraph.Operation;
import java.util.List;

/** A step of a cell that TensorFlow has as one operation, taken apart. */
record FrozenCells(GraphBuilder graph) {

  /** A step of an LSTM [B, I], [B, H], [B, H], whose gates are i, c, f, o side by side. */
  List<String> lstm(Operation operation, List<String> in) {
    String cell = in.get(1);
    String both = graph.add("Concat", Attributes.of("axis", 1), in.get(0), in.get(2));
    String sums = graph.add("Add", graph.add("MatMul", both, in.get(3)), in.get(7));
    List<String> gates =
        graph.add("Split", 4, Attributes.of("axis", 1).with("num_outputs", 4), sums);
    boolean peepholes = FrozenOperations.truth(operation, "use_peephole");
    float bias = FrozenOperations.real(operation, "forget_bias", 1);
    String forget =
        graph.add("Add", gates.get(2), graph.constant("forget_bias", Value.scalar(bias)));
    String i = gate(gates.get(0), peepholes, in.get(4), cell);
    String f = gate(forget, peepholes, in.get(5), cell);
    String candidate = graph.add("Tanh", gates.get(1));
    String next = graph.add("Add", graph.add("Mul", candidate, i), graph.add("Mul", cell, f));
    float clip = FrozenOperations.real(operation, "cell_clip", 3);
    if (clip > 0) {
      String least = graph.constant("clip", Value.scalar(-clip));
      next = graph.add("Clip", next, least, graph.constant("clip", Value.scalar(clip)));
    }
    String o = gate(gates.get(3), peepholes, in.get(6), next);
    String squashed = graph.add("Tanh", next);
    return List.of(i, next, f, o, candidate, squashed, graph.add("Mul", squashed, o));
  }

  private String gate(String sum, boolean peepholes, String weights, String cell) {
    return graph.add(
        "Sigmoid", peepholes ? graph.add("Add", sum, graph.add("Mul", weights, cell)) : sum);
  }

  /** A step of a GRU [B, I], [B, H], whose gates are r, u. */
  List<String> gru(List<String> in) {
    Attributes columns = Attributes.of("axis", 1);
    String state = in.get(1);
    String both = graph.add("Concat", columns, in.get(0), state);
    String sums = graph.add("Add", graph.add("MatMul", both, in.get(2)), in.get(4));
    List<String> gates =
        graph.add("Split", 2, columns.with("num_outputs", 2), graph.add("Sigmoid", sums));
    String reset = graph.add("Concat", columns, in.get(0), graph.add("Mul", gates.get(0), state));
    String candidate =
        graph.add("Tanh", graph.add("Add", graph.add("MatMul", reset, in.get(3)), in.get(5)));
    String rest = graph.add("Sub", graph.constant("one", Value.scalar(1f)), gates.get(1));
    String next =
        graph.add("Add", graph.add("Mul", gates.get(1), state), graph.add("Mul", rest, candidate));
    return List.of(gates.get(0), gates.get(1), candidate, next);
  }
}
