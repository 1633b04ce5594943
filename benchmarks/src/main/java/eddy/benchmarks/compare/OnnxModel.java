package eddy.benchmarks.compare;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An ONNX model of recurrent layers: X [T, B, I] to Y [T, D, B, H].
 *
 * <p>Where a state is carried there is one layer, with {@code initial_h} and {@code initial_c} in
 * and {@code Y_h} and {@code Y_c} out, each [D, B, H]. Blocks of weights are put into ONNX's order:
 * i, o, f, c for PyTorch's i, f, g, o; z, r, h for r, z, n.
 */
final class OnnxModel {
  private final Problem problem;
  private final Network net;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("recurrent");

  private OnnxModel(Problem problem) {
    this.problem = problem;
    net = problem.network();
  }

  static byte[] of(Problem problem) {
    return new OnnxModel(problem).build().toByteArray();
  }

  /** The problem's input as the model takes it, [T, B, I]. */
  static float[] input(Problem problem) {
    Network net = problem.network();
    int I = net.input();
    float[] x = new float[net.steps() * net.batch() * I];
    for (int t = 0; t < net.steps(); t++) {
      for (int b = 0; b < net.batch(); b++) {
        int from = (b * net.steps() + t) * I;
        System.arraycopy(problem.input().data(), from, x, (t * net.batch() + b) * I, I);
      }
    }
    return x;
  }

  /** The model's output [T, D, B, H], batch first. */
  static float[] output(Network net, float[] y) {
    int H = net.hidden();
    float[] output = new float[y.length];
    for (int t = 0; t < net.steps(); t++) {
      for (int d = 0; d < net.directions(); d++) {
        for (int b = 0; b < net.batch(); b++) {
          int from = ((t * net.directions() + d) * net.batch() + b) * H;
          int to = ((b * net.steps() + t) * net.directions() + d) * H;
          System.arraycopy(y, from, output, to, H);
        }
      }
    }
    return output;
  }

  private ModelProto build() {
    graph.addInput(value("X", net.steps(), net.batch(), net.input()));
    String x = "X";
    for (int layer = 0; layer < net.layers(); layer++) {
      String y = layer == net.layers() - 1 ? "Y" : "Y" + layer;
      addLayer(layer, x, y);
      x = layer == net.layers() - 1 ? y : addJoin(layer, y);
    }
    graph.addOutput(value("Y", net.steps(), net.directions(), net.batch(), net.hidden()));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(14))
        .setGraph(graph)
        .build();
  }

  private void addLayer(int layer, String x, String y) {
    int D = net.directions();
    int H = net.hidden();
    int rows = net.cell().gates * H;
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(net.cell().name()).addInput(x);
    node.addInput(constant("W" + layer, joined("weight_ih", layer), D, rows, net.inputs(layer)));
    node.addInput(constant("R" + layer, joined("weight_hh", layer), D, rows, H));
    node.addInput(constant("B" + layer, biases(layer), D, 2 * rows));
    node.addOutput(y);
    if (!problem.carried().isEmpty()) {
      node.addInput("");
    }
    for (String vector : problem.carried()) {
      node.addInput("initial_" + vector).addOutput("Y_" + vector);
      graph.addInput(value("initial_" + vector, D, net.batch(), H));
      graph.addOutput(value("Y_" + vector, D, net.batch(), H));
    }
    node.addAttribute(integer("hidden_size", H));
    if (net.cell() == CellKind.GRU) {
      node.addAttribute(integer("linear_before_reset", 1));
    }
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("direction")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(D == 2 ? "bidirectional" : "forward")));
    graph.addNode(node);
  }

  /** From [T, D, B, H] to [T, B, D * H], as the next layer takes it. */
  private String addJoin(int layer, String y) {
    String swapped = y + "_swapped";
    AttributeProto.Builder order =
        AttributeProto.newBuilder().setName("perm").setType(AttributeProto.AttributeType.INTS);
    order.addInts(0).addInts(2).addInts(1).addInts(3);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .addInput(y)
            .addOutput(swapped)
            .addAttribute(order));
    String shape = "shape" + layer;
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(shape)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(3)
            .addInt64Data(net.steps())
            .addInt64Data(net.batch())
            .addInt64Data(net.outputs()));
    String joined = y + "_joined";
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Reshape")
            .addInput(swapped)
            .addInput(shape)
            .addOutput(joined));
    return joined;
  }

  /** A weight of all directions one after the other. */
  private float[] joined(String name, int layer) {
    float[] all = {};
    for (int direction = 0; direction < net.directions(); direction++) {
      all = joined(all, reordered(name + Network.suffix(layer, direction)));
    }
    return all;
  }

  private float[] biases(int layer) {
    float[] all = {};
    for (int direction = 0; direction < net.directions(); direction++) {
      String suffix = Network.suffix(layer, direction);
      all = joined(joined(all, reordered("bias_ih" + suffix)), reordered("bias_hh" + suffix));
    }
    return all;
  }

  private float[] reordered(String name) {
    int[] order =
        switch (net.cell()) {
          case LSTM -> new int[] {0, 3, 1, 2};
          case GRU -> new int[] {1, 0, 2};
          case RNN -> new int[] {0};
        };
    float[] from = problem.weights().get(name).data();
    int block = from.length / order.length;
    float[] to = new float[from.length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(from, order[i] * block, to, i * block, block);
    }
    return to;
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static AttributeProto.Builder integer(String name, int value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value);
  }

  private String constant(String name, float[] values, int... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    tensor.setDataType(TensorProto.DataType.FLOAT.getNumber());
    tensor.setRawData(ByteString.copyFrom(bytes));
    for (int dimension : dimensions) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static ValueInfoProto value(String name, int... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setShape(shape);
    tensor.setElemType(TensorProto.DataType.FLOAT.getNumber());
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
