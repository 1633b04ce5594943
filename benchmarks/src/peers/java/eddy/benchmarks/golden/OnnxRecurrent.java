package eddy.benchmarks.golden;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import eddy.benchmarks.golden.Network.Cell;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime's LSTM with peepholes and its GRU with {@code linear_before_reset = 0}, in float32: one
 * model for each layer, of a single node whose weights are constants.
 *
 * <p>ONNX has time before batch, and its gates in another order than PyTorch: i, o, f, c against i, f, g,
 * o; z, r, h against r, z, n; peepholes i, o, f against our i, f, o.
 */
final class OnnxRecurrent {
  private static final int[] LSTM_GATES = {0, 3, 1, 2};
  private static final int[] GRU_GATES = {1, 0, 2};
  private static final int[] PEEPHOLES = {0, 2, 1};

  private final Network net;
  private final Map<String, float[]> arrays;

  OnnxRecurrent(Network net, Map<String, float[]> arrays) {
    this.net = net;
    this.arrays = arrays;
  }

  RecurrentNumbers forward() throws OrtException {
    RecurrentNumbers result = RecurrentNumbers.zeros(net);
    int width = net.directions() * net.H();
    float[] x = swapBatchAndTime(arrays.get("x"), net.I());
    for (int layer = 0; layer < net.layers(); layer++) {
      x = layer(layer, x, result);
    }
    for (int t = 0; t < net.T(); t++) {
      for (int b = 0; b < net.B(); b++) {
        for (int i = 0; i < width; i++) {
          result.output()[(b * net.T() + t) * width + i] = x[(t * net.B() + b) * width + i];
        }
      }
    }
    return result;
  }

  /** Time first in, time first with the directions side by side out. */
  private float[] layer(int layer, float[] x, RecurrentNumbers result) throws OrtException {
    byte[] model = model(layer);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {net.T(), net.B(), net.inputs(layer)};
    try (var options = new OrtSession.SessionOptions();
        var session = environment.createSession(model, options);
        var input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
        var output = session.run(Map.of("X", input))) {
      int rows = net.directions() * net.B() * net.H();
      copy(output, "Y_h", result.hN(), layer * rows);
      if (net.cell().hasMemory()) {
        copy(output, "Y_c", result.cN(), layer * rows);
      }
      double[] y = new double[net.T() * rows];
      copy(output, "Y", y, 0);
      return directionsLast(y);
    }
  }

  private static void copy(OrtSession.Result from, String name, double[] to, int offset) {
    FloatBuffer values = ((OnnxTensor) from.get(name).orElseThrow()).getFloatBuffer();
    for (int i = offset; values.hasRemaining(); i++) {
      to[i] = values.get();
    }
  }

  /** From [time, directions, batch, hidden] to [time, batch, directions, hidden]. */
  private float[] directionsLast(double[] y) {
    float[] result = new float[y.length];
    int next = 0;
    for (int t = 0; t < net.T(); t++) {
      for (int b = 0; b < net.B(); b++) {
        for (int d = 0; d < net.directions(); d++) {
          for (int u = 0; u < net.H(); u++) {
            result[next++] =
                (float) y[((t * net.directions() + d) * net.B() + b) * net.H() + u];
          }
        }
      }
    }
    return result;
  }

  private float[] swapBatchAndTime(float[] x, int width) {
    float[] result = new float[x.length];
    for (int b = 0; b < net.B(); b++) {
      for (int t = 0; t < net.T(); t++) {
        System.arraycopy(x, (b * net.T() + t) * width, result, (t * net.B() + b) * width, width);
      }
    }
    return result;
  }

  private byte[] model(int layer) {
    boolean lstm = net.cell() == Cell.PEEPHOLE_LSTM;
    int[] gates = lstm ? LSTM_GATES : GRU_GATES;
    int rows = gates.length * net.H();
    int D = net.directions();
    List<TensorProto> constants = new ArrayList<>();
    constants.add(
        floats("W", gathered("weight_ih", layer, gates), D, rows, net.inputs(layer)));
    constants.add(floats("R", gathered("weight_hh", layer, gates), D, rows, net.H()));
    if (net.bias()) {
      constants.add(floats("B", biases(layer, gates), D, 2L * rows));
    }
    int[] lengths = Arrays.stream(net.trueLengths()).mapToInt(Math::toIntExact).toArray();
    constants.add(integers("sequence_lens", lengths));
    if (net.initialState()) {
      constants.add(floats("initial_h", state("h0", layer), D, net.B(), net.H()));
      if (lstm) {
        constants.add(floats("initial_c", state("c0", layer), D, net.B(), net.H()));
      }
    }
    if (lstm) {
      constants.add(floats("P", gathered("weight_peephole", layer, PEEPHOLES), D, 3L * net.H()));
    }
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(lstm ? "LSTM" : "GRU").setName("n");
    // An empty name stands for an optional input that is left out.
    node.addInput("X").addInput("W").addInput("R").addInput(net.bias() ? "B" : "");
    node.addInput("sequence_lens").addInput(net.initialState() ? "initial_h" : "");
    node.addOutput("Y").addOutput("Y_h");
    if (lstm) {
      node.addInput(net.initialState() ? "initial_c" : "").addInput("P").addOutput("Y_c");
    } else {
      node.addAttribute(attribute("linear_before_reset").setI(0));
    }
    node.addAttribute(attribute("hidden_size").setI(net.H()));
    node.addAttribute(
        AttributeProto.newBuilder()
            .setName("direction")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(D == 2 ? "bidirectional" : "forward")));
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g").addNode(node);
    graph.addAllInitializer(constants).addInput(value("X", net.T(), net.B(), net.inputs(layer)));
    graph.addOutput(value("Y", net.T(), D, net.B(), net.H()));
    graph.addOutput(value("Y_h", D, net.B(), net.H()));
    if (lstm) {
      graph.addOutput(value("Y_c", D, net.B(), net.H()));
    }
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(14))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** A parameter of all directions one after the other, its blocks in ONNX's order. */
  private float[] gathered(String name, int layer, int[] order) {
    float[] all = {};
    for (int direction = 0; direction < net.directions(); direction++) {
      all = joined(all, reordered(name + Network.suffix(layer, direction), order));
    }
    return all;
  }

  private float[] biases(int layer, int[] order) {
    float[] all = {};
    for (int direction = 0; direction < net.directions(); direction++) {
      String suffix = Network.suffix(layer, direction);
      all = joined(all, reordered("bias_ih" + suffix, order));
      all = joined(all, reordered("bias_hh" + suffix, order));
    }
    return all;
  }

  private float[] reordered(String name, int[] order) {
    float[] from = arrays.get(name);
    int block = from.length / order.length;
    float[] to = new float[from.length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(from, order[i] * block, to, i * block, block);
    }
    return to;
  }

  private float[] state(String name, int layer) {
    int rows = net.directions() * net.B() * net.H();
    return Arrays.copyOfRange(arrays.get(name), layer * rows, (layer + 1) * rows);
  }

  private static float[] joined(float[] a, float[] b) {
    float[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static AttributeProto.Builder attribute(String name) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT);
  }

  private static TensorProto floats(String name, float[] values, long... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, bytes, dimensions);
  }

  private static TensorProto integers(String name, int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT32, bytes, values.length);
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, ByteBuffer bytes, long... dimensions) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    tensor.setDataType(type.getNumber()).setRawData(ByteString.copyFrom(bytes));
    Arrays.stream(dimensions).forEach(tensor::addDims);
    return tensor.build();
  }

  private static ValueInfoProto value(String name, long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dimension : dimensions) {
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
