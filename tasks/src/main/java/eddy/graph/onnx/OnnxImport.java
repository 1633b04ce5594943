package eddy.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
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
import eddy.format.BadInput;
import eddy.graph.Attributes;
import eddy.graph.Body;
import eddy.graph.Carried;
import eddy.graph.Graph;
import eddy.graph.Node;
import eddy.graph.Operators;
import eddy.graph.Port;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.onnx.OnnxFile;
import eddy.onnx.OnnxTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Makes a graph of an ONNX model: every name its own, every operator as its newest version means
 * it, constants gathered.
 */
public final class OnnxImport {
  /** The newest version of the operators whose meaning is known here. */
  static final int NEWEST = 26;

  /** The metadata that names carried states, as {@code output=input, ...}. */
  static final String CARRIED = "eddy.carried";

  private final Path path;
  private final long opset;
  private final SequencedMap<String, Value> constants = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  private OnnxImport(Path path, long opset) {
    this.path = path;
    this.opset = opset;
  }

  /**
   * Reads a file.
   *
   * @throws BadInput if it is malformed, or holds what is not supported; the message names the
   *     operator, its node and the version of the operators
   */
  static Graph read(Path path) {
    return of(path, OnnxFile.read(path));
  }

  /**
   * Makes the graph of a model that has been read.
   *
   * @param path for messages
   * @throws BadInput if it holds what is not supported; the message names the operator, its node
   *     and the version of the operators
   */
  public static Graph of(Path path, ModelProto model) {
    OnnxImport from = new OnnxImport(path, opset(path, model));
    List<String> unknown = unknown(model);
    if (!unknown.isEmpty()) {
      String more = unknown.size() > 1 ? " (and " + (unknown.size() - 1) + " more)" : "";
      throw new BadInput(path + ": " + unknown.getFirst() + " is not supported" + more + ".");
    }
    try {
      return from.graph(model);
    } catch (IllegalArgumentException e) {
      throw new BadInput(path + ": " + e.getMessage(), e);
    }
  }

  /** What keeps a model from being imported, a line each: operator, node and version. */
  public static List<String> unknown(ModelProto model) {
    Map<String, Long> versions = new HashMap<>();
    model
        .getOpsetImportList()
        .forEach(
            set -> versions.put(own(set.getDomain()) ? "" : set.getDomain(), set.getVersion()));
    List<String> lines = new ArrayList<>();
    if (model.getFunctionsCount() > 0) {
      lines.add("function " + model.getFunctions(0).getName() + " of the model's own");
    }
    unknown(model.getGraph(), versions, lines);
    return lines;
  }

  private static void unknown(GraphProto graph, Map<String, Long> versions, List<String> lines) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      boolean own = own(node.getDomain());
      String operator = own ? node.getOpType() : node.getDomain() + "." + node.getOpType();
      long version = versions.getOrDefault(own ? "" : node.getDomain(), 0L);
      if (!own || !known(node.getOpType(), version)) {
        lines.add("operator %s of node %s (opset %d)".formatted(operator, name(node, i), version));
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          unknown(attribute.getG(), versions, lines);
        }
      }
    }
  }

  private static boolean own(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  private static boolean known(String operator, long version) {
    // Version 8 of Scan takes batches of sequences, with their lengths, and means something else.
    boolean batched = operator.equals("Scan") && version < 9;
    return operator.equals("Constant") || Operators.known(operator) && !batched;
  }

  private static String name(NodeProto node, int number) {
    return node.getName().isEmpty() ? "number " + (number + 1) : node.getName();
  }

  private static long opset(Path path, ModelProto model) {
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (own(set.getDomain())) {
        if (set.getVersion() < 1 || set.getVersion() > NEWEST) {
          throw new BadInput(
              "%s: expected operators of version 1 to %d but the model asks for %d."
                  .formatted(path, NEWEST, set.getVersion()));
        }
        return set.getVersion();
      }
    }
    throw new BadInput(path + ": expected the version of ONNX's operators but it is missing.");
  }

  private Graph graph(ModelProto model) {
    GraphProto proto = model.getGraph();
    Map<String, String> names = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    addInitializers(proto, names, nodes);
    List<Port> inputs = new ArrayList<>();
    for (ValueInfoProto input : proto.getInputList()) {
      // Older models list every initializer as an input too, for a caller to replace.
      if (!names.containsKey(input.getName())) {
        inputs.add(port(input, defined(names, input.getName())));
      }
    }
    addNodes(proto, names, nodes);
    List<Port> outputs = new ArrayList<>();
    for (ValueInfoProto output : proto.getOutputList()) {
      outputs.add(port(output, resolved(names, output.getName(), "an output")));
    }
    return withStates(model, new Graph(inputs, outputs, nodes, constants, List.of()));
  }

  private static Graph withStates(ModelProto model, Graph graph) {
    List<Carried> carried = new ArrayList<>();
    boolean told = false;
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      if (entry.getKey().equals(CARRIED)) {
        told = true;
        for (String pair : entry.getValue().split(",")) {
          String[] names = pair.strip().split("=", 2);
          if (names.length == 2) {
            carried.add(new Carried(names[0], names[1]));
          }
        }
      }
    }
    return graph.carrying(told ? carried : States.guessed(graph));
  }

  private void addInitializers(GraphProto proto, Map<String, String> names, List<Node> nodes) {
    if (proto.getSparseInitializerCount() > 0) {
      throw new IllegalArgumentException("sparse initializers are not supported.");
    }
    for (TensorProto tensor : proto.getInitializerList()) {
      add(nodes, defined(names, tensor.getName()), value(tensor), isTruths(tensor));
    }
  }

  /** Adds a constant. Truths are whole numbers and a node that makes them truths. */
  private void add(List<Node> nodes, String name, Value value, boolean truths) {
    if (truths) {
      nodes.add(toTruths(constant(name + "_numbers", value), name));
    } else {
      constants.put(name, value);
    }
  }

  private static Node toTruths(String numbers, String name) {
    Attributes to = Attributes.of("to", TensorProto.DataType.BOOL_VALUE);
    return new Node("Cast", numbers, List.of(numbers), List.of(name), to);
  }

  private static boolean isTruths(TensorProto tensor) {
    return OnnxTensors.isBoolean(tensor.getDataType());
  }

  private void addNodes(GraphProto proto, Map<String, String> names, List<Node> nodes) {
    Versions versions = new Versions(opset, nodes, this::constant, this::unique);
    for (int i = 0; i < proto.getNodeCount(); i++) {
      NodeProto node = proto.getNode(i);
      String who = "%s node %s".formatted(node.getOpType(), name(node, i));
      boolean truths = node.getAttributeList().stream().anyMatch(each -> isTruths(each.getT()));
      if (node.getOpType().equals("Constant")) {
        Value value = constant(node, who);
        add(nodes, defined(names, node.getOutput(0)), value, truths);
        continue;
      }
      if (node.getOutputCount() == 0) {
        throw new IllegalArgumentException(who + ": expected one output or more but it has none.");
      }
      List<String> inputs =
          node.getInputList().stream()
              .map(name -> name.isEmpty() ? "" : resolved(names, name, who))
              .toList();
      Attributes attributes = attributes(node, names, who);
      List<String> outputs =
          node.getOutputList().stream()
              .map(name -> name.isEmpty() ? "" : defined(names, name))
              .toList();
      List<String> given = truths ? List.of(unique(outputs.getFirst() + "_numbers")) : outputs;
      versions.add(new Node(node.getOpType(), name(node, i), inputs, given, attributes));
      if (truths) {
        nodes.add(toTruths(given.getFirst(), outputs.getFirst()));
      }
    }
  }

  private Attributes attributes(NodeProto node, Map<String, String> names, String who) {
    Map<String, Object> all = new HashMap<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      all.put(attribute.getName(), attribute(attribute, names, who));
    }
    return Attributes.of(all);
  }

  private Object attribute(AttributeProto attribute, Map<String, String> names, String who) {
    return switch (kind(attribute)) {
      case INT -> attribute.getI();
      case FLOAT -> attribute.getF();
      case STRING -> attribute.getS().toStringUtf8();
      case INTS -> attribute.getIntsList();
      case FLOATS -> attribute.getFloatsList();
      case STRINGS -> attribute.getStringsList().stream().map(ByteString::toStringUtf8).toList();
      case TENSOR -> only(value(attribute.getT()), who, attribute.getName());
      case GRAPH -> body(attribute.getG(), names);
      default ->
          throw new IllegalArgumentException(
              "%s: the attribute %s is of a kind that is not supported."
                  .formatted(who, attribute.getName()));
    };
  }

  /** The kind of an attribute; the oldest models don't tell it. */
  private static AttributeProto.AttributeType kind(AttributeProto attribute) {
    if (attribute.getType() != AttributeProto.AttributeType.UNDEFINED) {
      return attribute.getType();
    }
    return attribute.hasI()
        ? AttributeProto.AttributeType.INT
        : attribute.hasF()
            ? AttributeProto.AttributeType.FLOAT
            : attribute.hasS()
                ? AttributeProto.AttributeType.STRING
                : attribute.hasT()
                    ? AttributeProto.AttributeType.TENSOR
                    : attribute.getFloatsCount() > 0
                        ? AttributeProto.AttributeType.FLOATS
                        : attribute.getStringsCount() > 0
                            ? AttributeProto.AttributeType.STRINGS
                            : AttributeProto.AttributeType.INTS;
  }

  private static Object only(Value value, String who, String name) {
    if (value.shape().size() != 1) {
      throw new IllegalArgumentException(
          "%s: expected %s of one element but got %s.".formatted(who, name, value.shape()));
    }
    return switch (value) {
      case Value.Floats floats -> (Object) floats.data()[0];
      case Value.Integers integers -> (Object) integers.data()[0];
    };
  }

  private Body body(GraphProto proto, Map<String, String> outer) {
    Map<String, String> names = new HashMap<>(outer);
    List<Node> nodes = new ArrayList<>();
    addInitializers(proto, names, nodes);
    List<String> inputs =
        proto.getInputList().stream().map(input -> defined(names, input.getName())).toList();
    addNodes(proto, names, nodes);
    List<Port> outputs = new ArrayList<>();
    for (ValueInfoProto output : proto.getOutputList()) {
      String name = resolved(names, output.getName(), "an output");
      boolean told = output.getType().getTensorType().getElemType() != 0;
      outputs.add(told ? port(output, name) : Port.of(name, Type.FLOAT, Port.ANY));
    }
    return new Body(inputs, nodes, outputs.stream().map(Port::name).toList(), outputs);
  }

  private Value constant(NodeProto node, String who) {
    if (node.getAttributeCount() != 1 || node.getOutputCount() != 1) {
      throw new IllegalArgumentException(who + ": expected one attribute and one output.");
    }
    AttributeProto attribute = node.getAttribute(0);
    return switch (attribute.getName()) {
      case "value" -> value(attribute.getT());
      case "value_float" -> Value.scalar(attribute.getF());
      case "value_int" -> Value.scalar(attribute.getI());
      case "value_ints" ->
          Value.of(attribute.getIntsList().stream().mapToLong(Long::longValue).toArray());
      case "value_floats" -> {
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
          values[i] = attribute.getFloats(i);
        }
        yield new Value.Floats(eddy.tensor.Shape.of(values.length), values);
      }
      default ->
          throw new IllegalArgumentException(
              who + ": the attribute " + attribute.getName() + " is not supported.");
    };
  }

  private Value value(TensorProto tensor) {
    return OnnxTensors.isReal(tensor.getDataType())
        ? new Value.Floats(OnnxTensors.shape(path, tensor), OnnxTensors.reals(path, tensor))
        : new Value.Integers(OnnxTensors.shape(path, tensor), OnnxTensors.integers(path, tensor));
  }

  private static Port port(ValueInfoProto info, String name) {
    TypeProto.Tensor tensor = info.getType().getTensorType();
    int type = tensor.getElemType();
    if (!info.getType().hasTensorType()
        || !OnnxTensors.isReal(type)
            && !OnnxTensors.isInteger(type)
            && !OnnxTensors.isBoolean(type)) {
      throw new IllegalArgumentException(
          "%s: expected a tensor of numbers but found %s."
              .formatted(info.getName(), OnnxTensors.name(type)));
    }
    List<String> shape = new ArrayList<>();
    for (int axis = 0; axis < tensor.getShape().getDimCount(); axis++) {
      TensorShapeProto.Dimension size = tensor.getShape().getDim(axis);
      String free = size.getDimParam().isEmpty() ? name + "_" + axis : size.getDimParam();
      shape.add(size.hasDimValue() ? "" + size.getDimValue() : free);
    }
    Type own =
        OnnxTensors.isReal(type)
            ? Type.FLOAT
            : OnnxTensors.isBoolean(type) ? Type.BOOLEAN : Type.INTEGER;
    return new Port(name, own, tensor.hasShape() ? shape : List.of(Port.ANY));
  }

  private static String resolved(Map<String, String> names, String name, String who) {
    String own = names.get(name);
    if (own == null) {
      throw new IllegalArgumentException(
          "%s needs %s, which nothing before it gives.".formatted(who, BadInput.quote(name)));
    }
    return own;
  }

  private String defined(Map<String, String> names, String name) {
    String own = unique(name);
    names.put(name, own);
    return own;
  }

  private String unique(String name) {
    String own = name;
    for (int number = 1; own.isEmpty() || !used.add(own); number++) {
      own = name + "_" + number;
    }
    return own;
  }

  private String constant(String name, Value value) {
    String own = unique(name);
    constants.put(own, value);
    return own;
  }
}
