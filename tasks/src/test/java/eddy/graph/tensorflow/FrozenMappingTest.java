package eddy.graph.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import eddy.format.BadInput;
import eddy.graph.Exported;
import eddy.graph.Port;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensorflow.FrozenGraph;
import eddy.tensorflow.FrozenGraph.Constant;
import eddy.tensorflow.FrozenGraph.DataKind;
import eddy.tensorflow.FrozenGraph.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrozenMappingTest {
  private final List<Operation> operations = new ArrayList<>();

  private void add(String name, String type, String... inputs) {
    add(name, type, Map.of(), inputs);
  }

  private void add(String name, String type, Map<String, Object> attributes, String... inputs) {
    operations.add(new Operation(name, type, List.of(inputs), attributes));
  }

  private void whole(String name, int[] sizes, double... numbers) {
    add(
        name,
        "Const",
        Map.of("value", new Constant(false, Shape.of(sizes), numbers), "dtype", DataKind.WHOLE));
  }

  private void real(String name, int[] sizes, double... numbers) {
    add(name, "Const", Map.of("value", new Constant(true, Shape.of(sizes), numbers)));
  }

  private void input(String name, long... shape) {
    add(name, "Placeholder", Map.of("shape", shape, "dtype", DataKind.REAL));
  }

  /** Runs the graph, the operations in the wrong order. */
  private Map<String, Value> run(Map<String, Value> inputs) {
    Collections.reverse(operations);
    return Exported.run(TensorflowGraph.of(new FrozenGraph(operations)), inputs);
  }

  private static float[] data(Value value) {
    return ((Value.Floats) value).toArray().data();
  }

  /**
   * What dynamic_rnn makes of h = tanh(x W + h) for x [T, B, 1]: a frame with a counter, a
   * TensorArray that is read, one that is written, and a state.
   */
  private void loop() {
    Map<String, Object> frame = Map.of("frame_name", "f");
    input("x", -1, -1, 1);
    real("w", new int[] {1, 1}, 0.5);
    whole("zero", new int[] {}, 0);
    whole("one", new int[] {}, 1);
    add("shape", "Shape", "x");
    whole("begin", new int[] {1}, 0);
    whole("end", new int[] {1}, 1);
    add("time", "StridedSlice", Map.of("shrink_axis_mask", 1L), "shape", "begin", "end", "end");
    add("range", "Range", "zero", "time", "one");
    add("in", "TensorArrayV3", "time");
    add("scattered", "TensorArrayScatterV3", "in", "range", "x", "in:1");
    add("out", "TensorArrayV3", "time");
    real("h0", new int[] {2, 1}, 0, 0);
    add("enter_t", "Enter", frame, "zero");
    add("enter_out", "Enter", frame, "out:1");
    add("enter_h", "Enter", frame, "h0");
    add("merge_t", "Merge", "enter_t", "next_t");
    add("merge_out", "Merge", "enter_out", "next_out");
    add("merge_h", "Merge", "enter_h", "next_h");
    add("limit", "Enter", frame, "time");
    add("less", "Less", "merge_t", "limit");
    add("cond", "LoopCond", "less");
    add("switch_t", "Switch", "merge_t", "cond");
    add("switch_out", "Switch", "merge_out", "cond");
    add("switch_h", "Switch", "merge_h", "cond");
    add("t", "Identity", "switch_t:1");
    add("handle", "Enter", frame, "in");
    add("flow", "Enter", frame, "scattered");
    add("step", "TensorArrayReadV3", "handle", "t", "flow");
    add("enter_w", "Enter", frame, "w");
    add("product", "MatMul", "step", "enter_w");
    add("h", "Identity", "switch_h:1");
    add("sum", "AddV2", "product", "h");
    add("tanh", "Tanh", "sum");
    add("handle_out", "Enter", frame, "out");
    add("write", "TensorArrayWriteV3", "handle_out", "t", "tanh", "switch_out:1");
    add(
        "one_in",
        "Const",
        Map.of("value", new Constant(false, Shape.of(), new double[] {1})),
        "^t");
    add("more", "Add", "t", "one_in");
    add("next_t", "NextIteration", "more");
    add("next_out", "NextIteration", "write");
    add("next_h", "NextIteration", "tanh");
    add("exit_out", "Exit", "switch_out");
    add("exit_h", "Exit", "switch_h");
    add("size", "TensorArraySizeV3", "out", "exit_out");
    add("all", "Range", "zero", "size", "one");
    add("steps", "TensorArrayGatherV3", "out", "all", "exit_out");
    add("y", "Identity", "steps");
    add("last", "Identity", "exit_h");
  }

  @Test
  void aLoopOverTensorArraysIsRun() {
    loop();
    Value x = Value.of(new Array(Shape.of(3, 2, 1), new float[] {1, 2, 3, 4, 5, 6}));
    Map<String, Value> outputs = run(Map.of("x", x));
    assertThat(outputs.keySet()).containsExactlyInAnyOrder("y", "last");
    double h = 0;
    for (int t = 0; t < 3; t++) {
      h = Math.tanh(0.5 * (2 * t + 1) + h);
      assertThat((double) data(outputs.get("y"))[2 * t]).isCloseTo(h, within(1e-6));
    }
    assertThat((double) data(outputs.get("last"))[0]).isCloseTo(h, within(1e-6));
    assertThat(outputs.get("y").shape()).isEqualTo(Shape.of(3, 2, 1));
  }

  @Test
  void boundsAndAxesAreReadFromConstants() {
    input("x", 2, 3);
    whole("begin", new int[] {2}, 0, 1);
    whole("end", new int[] {2}, 1, 0);
    whole("step", new int[] {2}, 1, 1);
    add(
        "slice",
        "StridedSlice",
        Map.of("shrink_axis_mask", 1L, "end_mask", 2L),
        "x",
        "begin",
        "end",
        "step");
    whole("axis", new int[] {}, 0);
    add("parts", "Split", Map.of("num_split", 2L), "axis", "slice");
    add("y", "Sub", "parts", "parts:1");
    whole("zero", new int[] {}, 0);
    whole("two", new int[] {}, 2);
    whole("one", new int[] {}, 1);
    add("order", "Range", "one", "minus", "minus_one");
    whole("minus", new int[] {}, -1);
    whole("minus_one", new int[] {}, -1);
    add("turned", "Transpose", "x", "order");
    Map<String, Value> outputs =
        run(Map.of("x", Value.of(new Array(Shape.of(2, 3), new float[] {1, 2, 5, 4, 5, 6}))));
    assertThat(data(outputs.get("y"))).containsExactly(-3);
    assertThat(data(outputs.get("turned"))).containsExactly(1, 4, 2, 5, 5, 6);
  }

  @Test
  void aTruthForEachRowChoosesWholeRows() {
    input("x", 2, 2);
    whole("axes", new int[] {1}, 1);
    add("sum", "Sum", "x", "axes");
    real("limit", new int[] {}, 5);
    add("large", "Greater", "sum", "limit");
    add("zeros", "ZerosLike", "x");
    add("y", "Select", "large", "x", "zeros");
    Map<String, Value> outputs =
        run(Map.of("x", Value.of(new Array(Shape.of(2, 2), new float[] {1, 2, 3, 4}))));
    assertThat(data(outputs.get("y"))).containsExactly(0, 0, 3, 4);
  }

  @Test
  void anOutputIsOfTheTypeOfItsNumbers() {
    input("x", 2, 2);
    whole("axis", new int[] {}, 1);
    add("best", "ArgMax", Map.of("T", DataKind.REAL), "x", "axis");
    real("limit", new int[] {}, 3);
    add("small", "Less", Map.of("T", DataKind.REAL), "x", "limit");
    add("sizes", "Shape", Map.of("T", DataKind.REAL), "x");
    add("cast", "Cast", Map.of("SrcT", DataKind.REAL, "DstT", DataKind.WHOLE), "x");
    add("same", "Tanh", Map.of("T", DataKind.REAL), "x");
    Constant yes = new Constant(false, Shape.of(), new double[] {1});
    add("yes", "Const", Map.of("value", yes, "dtype", DataKind.TRUTH));
    add("smaller", "LogicalAnd", "small", "yes");
    Map<String, Value> outputs =
        run(Map.of("x", Value.of(new Array(Shape.of(2, 2), new float[] {1, 2, 4, 3}))));
    assertThat(whole(outputs.get("best"))).containsExactly(1, 0);
    assertThat(whole(outputs.get("smaller"))).containsExactly(1, 1, 0, 0);
    assertThat(whole(outputs.get("sizes"))).containsExactly(2, 2);
    assertThat(whole(outputs.get("cast"))).containsExactly(1, 2, 4, 3);
    assertThat(TensorflowGraph.of(new FrozenGraph(operations)).outputs())
        .extracting(Port::name, Port::type)
        .containsExactlyInAnyOrder(
            tuple("best", Type.INTEGER),
            tuple("smaller", Type.BOOLEAN),
            tuple("sizes", Type.INTEGER),
            tuple("cast", Type.INTEGER),
            tuple("same", Type.FLOAT));
  }

  private static long[] whole(Value value) {
    return ((Value.Integers) value).data();
  }

  @Test
  void aCellOfOneOperationIsTakenApart() {
    input("x", 1, 1);
    real("c", new int[] {1, 1}, 0.5);
    real("h", new int[] {1, 1}, 0.25);
    real("w", new int[] {2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    real("b", new int[] {4}, 0.1, 0.2, 0.3, 0.4);
    real("p", new int[] {1}, 0);
    Map<String, Object> attributes = Map.of("forget_bias", 2.0, "cell_clip", 0.6);
    add("cell", "LSTMBlockCell", attributes, "x", "c", "h", "w", "p", "p", "p", "b");
    add("next", "Identity", "cell:1");
    add("y", "Identity", "cell:6");
    Map<String, Value> outputs =
        run(Map.of("x", Value.of(new Array(Shape.of(1, 1), new float[] {-0.5f}))));
    // Gates i, candidate, f, o; x = -0.5, h = 0.25.
    double i = sigmoid(-0.5 + 1.25 + 0.1);
    double g = Math.tanh(-1 + 1.5 + 0.2);
    double f = sigmoid(-1.5 + 1.75 + 0.3 + 2);
    double o = sigmoid(-2 + 2 + 0.4);
    double next = Math.min(0.6, i * g + f * 0.5);
    assertThat((double) data(outputs.get("next"))[0]).isCloseTo(next, within(1e-6));
    assertThat((double) data(outputs.get("y"))[0]).isCloseTo(o * Math.tanh(next), within(1e-6));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void whatCannotBeMappedIsRefusedByName() {
    input("x", 2);
    add("y", "FusedMystery", "x");
    assertRefused("FusedMystery y: there is no such operation in Eddy.");
    operations.clear();
    add("y", "Tanh", "gone");
    assertRefused("gone: an operation needs it, but the graph has none of it.");
    operations.clear();
    add("a", "Tanh", "b");
    add("b", "Tanh", "a");
    assertRefused("it needs itself");
    operations.clear();
    input("x", 2);
    add("c", "Merge", "x", "x");
    add("y", "Tanh", "c");
    assertRefused("only loops are supported");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> TensorflowGraph.of(new FrozenGraph(operations)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(message);
  }
}
