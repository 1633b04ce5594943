package eddy.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import eddy.format.folder.Provenance;
import eddy.graph.Attributes;
import eddy.graph.Body;
import eddy.graph.Graph;
import eddy.graph.Node;
import eddy.graph.Port;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.graph.ValueTypes;
import eddy.onnx.OnnxFile;
import eddy.onnx.OnnxTensors;
import eddy.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes an ONNX model of a graph. */
public final class OnnxExport {
  private static final int IR_VERSION = 10;
  private static final int OPSET = 21;
  private static final Set<String> RECURRENT = Set.of("RNN", "GRU", "LSTM");
  private static final int LENGTHS = 4;

  private OnnxExport() {}

  /**
   * Writes a file.
   *
   * @param description for readers
   * @param metadata further facts by name
   * @throws eddy.format.BadInput if it can't be written
   */
  public static void write(
      Path path, Graph graph, String description, Map<String, String> metadata) {
    OnnxFile.write(path, of(graph, description, metadata));
  }

  /**
   * Makes a model.
   *
   * @param description for readers
   * @param metadata further facts by name
   */
  public static ModelProto of(Graph graph, String description, Map<String, String> metadata) {
    GraphProto.Builder proto = GraphProto.newBuilder().setName("eddy");
    graph.inputs().forEach(input -> proto.addInput(info(input)));
    graph.outputs().forEach(output -> proto.addOutput(info(output)));
    graph.constants().forEach((name, value) -> proto.addInitializer(tensor(name, value)));
    ValueTypes types = new ValueTypes(graph);
    graph.nodes().forEach(node -> add(proto, node, types));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("eddy")
            .setProducerVersion(Provenance.version())
            .setModelVersion(1)
            .setDocString(description)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(proto);
    Map<String, String> facts = new TreeMap<>(metadata);
    // Told where there are none, too, so that nobody guesses.
    facts.put(
        OnnxImport.CARRIED,
        graph.carried().stream()
            .map(state -> state.output() + "=" + state.input())
            .collect(Collectors.joining(",")));
    facts.forEach((key, value) ->
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private static TensorProto tensor(String name, Value value) {
    return switch (value) {
      case Value.Floats(Shape shape, float[] data) -> OnnxTensors.of(name, shape, data);
      case Value.Integers(Shape shape, long[] data) -> OnnxTensors.of(name, shape, data);
    };
  }

  private static ValueInfoProto info(Port port) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type(port.type()));
    if (!port.shape().equals(List.of(Port.ANY))) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      for (String size : port.shape()) {
        TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
        if (Port.free(size)) {
          dimension.setDimParam(size);
        } else {
          dimension.setDimValue(Long.parseLong(size));
        }
      }
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(port.name())
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static int type(Type type) {
    return switch (type) {
      case FLOAT -> TensorProto.DataType.FLOAT_VALUE;
      case INTEGER -> TensorProto.DataType.INT64_VALUE;
      case BOOLEAN -> TensorProto.DataType.BOOL_VALUE;
    };
  }

  private static void add(GraphProto.Builder graph, Node node, ValueTypes types) {
    List<String> inputs = new ArrayList<>(node.inputs());
    if (RECURRENT.contains(node.operator())
        && inputs.size() > LENGTHS
        && !inputs.get(LENGTHS).isEmpty()) {
      // These alone want 32 bits.
      String narrow = node.name() + "_lengths";
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .setName(narrow)
              .addInput(inputs.get(LENGTHS))
              .addOutput(narrow)
              .addAttribute(attribute("to", (long) TensorProto.DataType.INT32_VALUE)));
      inputs.set(LENGTHS, narrow);
    }
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setOpType(node.operator())
            .setName(node.name())
            .addAllInput(inputs)
            .addAllOutput(node.outputs());
    Attributes attributes = node.attributes();
    if (node.operator().equals("Split") && inputs.size() == 1) {
      attributes = attributes.with("num_outputs", node.outputs().size());
    }
    for (Map.Entry<String, Object> attribute : attributes.all().entrySet()) {
      String name = attribute.getKey();
      Object value = attribute.getValue();
      proto.addAttribute(
          value instanceof Body body
              ? body(name, body, node.operator().equals("Loop"), types)
              : node.operator().equals("ConstantOfShape")
                  ? one(name, value)
                  : attribute(name, value));
    }
    graph.addNode(proto);
  }

  /** A number as a tensor of one element. */
  private static AttributeProto one(String name, Object value) {
    Value list =
        value instanceof Long whole
            ? Value.of(whole)
            : new Value.Floats(Shape.of(1), new float[] {(Float) value});
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(tensor("", list))
        .build();
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
    switch (value) {
      case Long number -> proto.setType(AttributeType.INT).setI(number);
      case Float number -> proto.setType(AttributeType.FLOAT).setF(number);
      case String text -> proto.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Float -> {
        proto.setType(AttributeType.FLOATS);
        list.forEach(each -> proto.addFloats((Float) each));
      }
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof String -> {
        proto.setType(AttributeType.STRINGS);
        list.forEach(each -> proto.addStrings(ByteString.copyFromUtf8((String) each)));
      }
      case List<?> list -> {
        proto.setType(AttributeType.INTS);
        list.forEach(each -> proto.addInts((Long) each));
      }
      default -> throw new IllegalArgumentException("OnnxExport: attribute " + name);
    }
    return proto.build();
  }

  /** A body; that of a loop has single numbers as its first two inputs. */
  private static AttributeProto body(String name, Body body, boolean loop, ValueTypes types) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
    for (int i = 0; i < body.inputs().size(); i++) {
      String input = body.inputs().get(i);
      Type type = types.of(input);
      graph.addInput(info(loop && i < 2 ? Port.of(input, type) : Port.of(input, type, Port.ANY)));
    }
    for (Port output : body.declared()) {
      graph.addOutput(info(new Port(output.name(), types.of(output.name()), output.shape())));
    }
    body.nodes().forEach(node -> add(graph, node, types));
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(graph)
        .build();
  }
}
