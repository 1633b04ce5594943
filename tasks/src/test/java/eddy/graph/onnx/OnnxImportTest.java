package eddy.graph.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import eddy.format.BadInput;
import eddy.graph.Attributes;
import eddy.graph.Body;
import eddy.graph.Carried;
import eddy.graph.Exported;
import eddy.graph.Graph;
import eddy.graph.GraphBuilder;
import eddy.graph.GraphModel;
import eddy.graph.Meaning;
import eddy.graph.Node;
import eddy.graph.Port;
import eddy.graph.Type;
import eddy.graph.Value;
import eddy.onnx.OnnxFile;
import eddy.onnx.OnnxTensors;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of older versions of the operators, and models that are refused. */
class OnnxImportTest {
  private static final Path PATH = Path.of("model.onnx");

  @TempDir Path folder;

  private static ModelProto model(int opset, Consumer<GraphProto.Builder> nodes) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    graph.addInput(port("x", 2, 3, 4)).addOutput(port("y"));
    nodes.accept(graph);
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(graph)
        .build();
  }

  private static ValueInfoProto port(String name, int... sizes) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    if (sizes.length > 0) {
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static NodeProto.Builder node(String operator, String from, String to) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName("the " + operator)
        .addInput(from)
        .addOutput(to);
  }

  private static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  private static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  /** Of an old model both say the same, and of what it is when it is exported again. */
  private static void check(ModelProto model) {
    Map<String, Value> inputs = Map.of("x", Exported.random(new SplittableRandom(1), 2, 3, 4));
    Value here = Exported.run(OnnxImport.of(PATH, model), inputs).get("y");
    Exported.requireClose("y", Exported.peer(model, inputs).get("y"), here, 1e-5);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9, 10, 11, 12})
  void attributesThatBecameInputsMeanTheSame(int opset) {
    check(
        model(
            opset,
            graph -> {
              graph.addNode(node("Unsqueeze", "x", "a").addAttribute(ints("axes", 1, 3)));
              graph.addNode(node("ReduceSum", "a", "b").addAttribute(ints("axes", 0)));
              graph.addNode(node("Squeeze", "b", "c").addAttribute(ints("axes", 0, 1)));
              graph.addNode(node("Dropout", "c", "d"));
              graph.addNode(
                  node("Split", "d", "e").addOutput("f").addAttribute(ints("split", 1, 2)));
              graph.addNode(node("ReduceMean", "f", "y").addAttribute(ints("axes", -1)));
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9})
  void theOldestSlicesPadsAndClipsMeanTheSame(int opset) {
    check(
        model(
            opset,
            graph -> {
              graph.addNode(
                  node("Slice", "x", "a")
                      .addAttribute(ints("starts", 1, -3))
                      .addAttribute(ints("ends", 3, 100))
                      .addAttribute(ints("axes", 1, 2)));
              graph.addNode(
                  node("Pad", "a", "b")
                      .addAttribute(ints("pads", 0, 1, 0, 0, 0, 2))
                      .addAttribute(number("value", 0.5f)));
              graph.addNode(
                  node("Clip", "b", "y")
                      .addAttribute(number("min", -0.4f))
                      .addAttribute(number("max", 0.6f)));
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 12, 13})
  void aSoftmaxTookAllDimensionsFromItsAxisOnBeforeVersion13(int opset) {
    check(
        model(
            opset,
            graph -> graph.addNode(node("Softmax", "x", "y").addAttribute(number("axis", 1L)))));
  }

  @Test
  void namesThatTwoBranchesShareAreKeptApart() {
    GraphProto.Builder yes = GraphProto.newBuilder().setName("yes");
    yes.addInitializer(OnnxTensors.of("w", Shape.of(4), new float[] {1, 2, 3, 4}));
    yes.addNode(node("Add", "x", "z").addInput("w")).addOutput(port("z"));
    GraphProto.Builder no = GraphProto.newBuilder().setName("no");
    no.addInitializer(OnnxTensors.of("w", Shape.of(4), new float[] {5, 6, 7, 8}));
    no.addNode(node("Mul", "x", "z").addInput("w")).addOutput(port("z"));
    for (long condition : new long[] {0, 1}) {
      check(
          model(
              13,
              graph -> {
                graph.addInitializer(
                    TensorProto.newBuilder()
                        .setName("c")
                        .setDataType(TensorProto.DataType.BOOL_VALUE)
                        .addInt32Data((int) condition));
                graph.addNode(
                    node("If", "c", "y")
                        .addAttribute(body("then_branch", yes))
                        .addAttribute(body("else_branch", no)));
              }));
    }
  }

  @Test
  void truthsStayTruths() {
    TensorProto.Builder truths =
        TensorProto.newBuilder().setDataType(TensorProto.DataType.BOOL_VALUE);
    check(
        model(
            13,
            graph -> {
              graph.addInitializer(
                  truths.clone().setName("a").addDims(4).addAllInt32Data(List.of(1, 0, 1, 0)));
              graph.addNode(
                  NodeProto.newBuilder()
                      .setOpType("Constant")
                      .addOutput("b")
                      .addAttribute(tensor(truths.clone().addInt32Data(1))));
              graph.addInitializer(OnnxTensors.of("size", Shape.of(1), new long[] {4}));
              graph.addNode(
                  node("ConstantOfShape", "size", "c")
                      .addAttribute(tensor(truths.clone().addDims(1).addInt32Data(1))));
              graph.addNode(node("And", "a", "ab").addInput("b").setName("first"));
              graph.addNode(node("And", "ab", "abc").addInput("c"));
              graph.addInitializer(OnnxTensors.of("zero", Shape.of(1), new float[1]));
              graph.addNode(node("Where", "abc", "y").addInput("x").addInput("zero"));
            }));
  }

  private static AttributeProto tensor(TensorProto.Builder tensor) {
    return AttributeProto.newBuilder()
        .setName("value")
        .setType(AttributeType.TENSOR)
        .setT(tensor)
        .build();
  }

  private static AttributeProto body(String name, GraphProto.Builder graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  @Test
  void statesAreToldByMetadataAndElseGuessed() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    graph.addInput(port("x", 1)).addInput(port("state", 1));
    graph.addOutput(port("y")).addOutput(port("stateN"));
    graph.addNode(node("Add", "x", "y").addInput("state"));
    graph.addNode(node("Identity", "y", "stateN"));
    ModelProto.Builder model = model(13, _ -> {}).toBuilder().setGraph(graph);
    assertThat(OnnxImport.of(PATH, model.build()).carried())
        .containsExactly(new Carried("stateN", "state"));
    model.addMetadataProps(
        StringStringEntryProto.newBuilder().setKey("eddy.carried").setValue("y=state"));
    Graph told = OnnxImport.of(PATH, model.build());
    assertThat(told.carried()).containsExactly(new Carried("y", "state"));
    assertThat(told.wantedOutputs()).extracting(Port::name).containsExactly("stateN");
  }

  private static void refused(ModelProto model, String... parts) {
    assertThatThrownBy(() -> OnnxImport.of(PATH, model))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("model.onnx: ")
        .hasMessageContainingAll(parts);
  }

  @Test
  void whatIsNotSupportedIsRefusedByOperatorNodeAndVersion() {
    refused(
        model(
            14,
            graph -> {
              graph.addNode(node("Tanh", "x", "a"));
              graph.addNode(node("Einsum", "a", "b"));
              graph.addNode(node("Fancy", "b", "y").setDomain("com.acme"));
            }),
        "operator Einsum of node the Einsum (opset 14) is not supported (and 1 more).");
    refused(
        model(14, graph -> graph.addNode(node("Fancy", "x", "y").setDomain("com.acme"))),
        "operator com.acme.Fancy of node the Fancy (opset 0)");
    refused(model(99, graph -> graph.addNode(node("Tanh", "x", "y"))), "version 1 to 26", "99");
    refused(model(13, graph -> graph.addNode(node("Tanh", "z", "y"))), "needs \"z\"");
    refused(
        model(
            6,
            graph -> {
              NodeProto.Builder sum = node("Add", "x", "y").addInput("x");
              graph.addNode(sum.addAttribute(number("axis", 1L)));
            }),
        "Add node the Add",
        "axis",
        "version 6");
    refused(
        model(
            13,
            graph -> {
              NodeProto.Builder norm = node("BatchNormalization", "x", "y");
              graph.addNode(norm.addAttribute(number("training_mode", 1L)));
            }),
        "training is not supported");
    refused(
        model(8, graph -> graph.addNode(node("Scan", "", "y").addInput("x"))),
        "operator Scan of node the Scan (opset 8) is not supported.");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 11, 16})
  void aScanOfAnyVersionSinceTheNinthMeansTheSame(int opset) {
    GraphProto.Builder body = GraphProto.newBuilder().setName("body");
    body.addInput(port("slice", 2, 3)).addOutput(port("z", 2, 3));
    body.addNode(node("Tanh", "slice", "z"));
    check(
        model(
            opset,
            graph ->
                graph.addNode(
                    node("Scan", "x", "y")
                        .addAttribute(number("num_scan_inputs", 1L))
                        .addAttribute(ints("scan_input_axes", 2))
                        .addAttribute(ints("scan_input_directions", 1))
                        .addAttribute(ints("scan_output_axes", 1))
                        .addAttribute(body("body", body)))));
  }

  private static ModelProto with(TensorProto.Builder tensor) {
    return model(
        13,
        graph -> {
          graph.addInitializer(tensor.setName("w"));
          graph.addNode(node("Add", "x", "y").addInput("w"));
        });
  }

  @Test
  void tensorsAreOfAnyWidth() {
    double[] values = {0.5, -1.25, 3, 1024};
    for (int type : new int[] {1, 10, 11, 16}) {
      int width = type == 11 ? 8 : type == 1 ? 4 : 2;
      ByteBuffer raw = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
      for (double value : values) {
        switch (type) {
          case 1 -> raw.putFloat((float) value);
          case 10 -> raw.putShort(Float.floatToFloat16((float) value));
          case 11 -> raw.putDouble(value);
          default -> raw.putShort((short) (Float.floatToIntBits((float) value) >> 16));
        }
      }
      TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type).addDims(4);
      Graph graph = OnnxImport.of(PATH, with(tensor.setRawData(ByteString.copyFrom(raw.flip()))));
      assertThat(((Value.Floats) graph.constants().get("w")).data())
          .containsExactly(0.5f, -1.25f, 3, 1024);
    }
  }

  @Test
  void tensorsThatDoNotFitTheirShapeAreRefused() {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(1).addDims(3);
    refused(with(tensor.clone().addFloatData(1)), "tensor \"w\"", "[3]", "found 1");
    refused(with(tensor.clone().setRawData(ByteString.copyFrom(new byte[11]))), "found 11");
    refused(with(tensor.clone().addDims(-1)), "-1");
    refused(with(tensor.clone().addDims(1L << 40)), "dimensions from 0 to 2^31-1");
    refused(with(tensor.clone().setDataType(8)), "STRING");
  }

  @Test
  void numbersMayLieInAnotherFileOfTheFolderAndNowhereElse() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {9, 1, 2, 3, 4, 9}) {
      bytes.putFloat(value);
    }
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.write(inner.resolve("weights.bin"), bytes.array());
    Files.write(folder.resolve("secret.bin"), bytes.array());
    Files.createSymbolicLink(inner.resolve("link.bin"), folder.resolve("secret.bin"));
    Graph graph = external(inner, "weights.bin", "4", "16");
    assertThat(((Value.Floats) graph.constants().get("w")).data()).containsExactly(1, 2, 3, 4);
    for (String place :
        List.of("../secret.bin", folder.resolve("secret.bin").toString(), "link.bin", "", ".")) {
      assertThatThrownBy(() -> external(inner, place, "0", "16"))
          .as(place)
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("a file of the model's folder");
    }
    assertThatThrownBy(() -> external(inner, "weights.bin", "12", "16"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("bytes 12 to 28");
    assertThatThrownBy(() -> external(inner, "weights.bin", "x", "16"))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> external(inner, "missing.bin", "0", "16"))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("missing");
  }

  private static Graph external(Path folder, String location, String offset, String length) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(1)
            .addDims(4)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    Map.of("location", location, "offset", offset, "length", length)
        .forEach((key, value) ->
            tensor.addExternalData(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    Path path = folder.resolve("model.onnx");
    OnnxFile.write(path, with(tensor));
    return OnnxImport.read(path);
  }

  /** What is still a message may name things that are not there, or twice, or of another kind. */
  @Test
  void aDamagedModelIsRefusedOrImported() {
    GraphBuilder graph = new GraphBuilder();
    String x = graph.input("x", Type.FLOAT, "time", "batch", "3");
    String w = graph.constant("W", Exported.random(new SplittableRandom(1), 1, 16, 3));
    String r = graph.constant("R", Exported.random(new SplittableRandom(2), 1, 16, 4));
    Attributes attributes =
        Attributes.of("hidden_size", 4).with("activations", List.of("Sigmoid", "Tanh", "Tanh"));
    String y = graph.add("Squeeze", graph.add("LSTM", attributes, x, w, r), graph.integers(1));
    Node tanh = new Node("Tanh", "t", List.of(y), List.of("yes"), Attributes.NONE);
    Node relu = new Node("Relu", "r", List.of(y), List.of("no"), Attributes.NONE);
    Attributes branches =
        Attributes.of("then_branch", new Body(List.of(), List.of(tanh), List.of("yes")))
            .with("else_branch", new Body(List.of(), List.of(relu), List.of("no")));
    String chosen = graph.add("If", branches, graph.input("c", Type.BOOLEAN));
    graph.output("y", chosen, Type.FLOAT, "time", "batch", "4");
    byte[] good = withMore(OnnxExport.of(graph.build(), "A test.", Map.of())).toByteArray();
    SplittableRandom random = new SplittableRandom(3);
    Path file = folder.resolve("damaged.onnx");
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      byte[] bytes = good.clone();
      for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Files.write(file, bytes);
        GraphModel.model(OnnxImport.read(file), "onnx", Meaning.NONE, "a test", file);
      } catch (BadInput e) {
        refused++;
        assertThat(e.getMessage()).startsWith(file.toString());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(refused).isBetween(100, 599);
  }

  /** More nodes behind those of a model, of a version in which some of them are said otherwise. */
  private static ModelProto withMore(ModelProto model) {
    ModelProto.Builder more = model.toBuilder();
    more.getOpsetImportBuilder(0).setVersion(12);
    GraphProto.Builder graph = more.getGraphBuilder();
    graph.addInitializer(OnnxTensors.of("m", Shape.of(4, 4), new float[16]));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addOutput("one")
            .addAttribute(number("value_float", 1f)));
    graph.addNode(node("MatMul", "y", "product").addInput("m"));
    graph.addNode(node("Add", "product", "sum").addInput("one"));
    graph.addNode(node("Dropout", "sum", "dropped"));
    graph.addNode(node("Softmax", "dropped", "z"));
    graph.addOutput(port("z"));
    return more.build();
  }

  @Test
  void aNodeThatLacksSomethingIsRefused() {
    for (String operator : List.of("Dropout", "Softmax", "Slice", "MatMul")) {
      NodeProto.Builder node = node(operator, "x", "y").clearInput();
      ModelProto model = model(9, graph -> graph.addNode(node));
      assertRefused(model, operator + " node the " + operator);
    }
    assertRefused(
        model(13, graph -> graph.addNode(node("Constant", "x", "y").clearInput().clearOutput())),
        "Constant node the Constant: expected one attribute and one output.");
    assertRefused(
        model(
            13,
            graph -> graph.addNode(node("Squeeze", "x", "y").addAttribute(texts("axes", "first")))),
        "expected axes to be Number but got first");
    assertRefused(
        model(
            13,
            graph -> {
              graph.addNode(node("Tanh", "x", "y"));
              graph.addOutput(port("y"));
            }),
        "two values have the name y");
    assertRefused(
        model(
            13,
            graph -> {
              graph.addInitializer(OnnxTensors.of("real", Shape.of(1), new float[1]));
              graph.addInitializer(OnnxTensors.of("whole", Shape.of(1), new long[1]));
              NodeProto.Builder both = node("Concat", "real", "y").addInput("whole");
              graph.addNode(both.addAttribute(number("axis", 0L)));
            }),
        "Concat node the Concat: the shapes, types or numbers of its inputs don't fit.");
  }

  /** What is not known before there are inputs is refused with them. */
  @Test
  void aNodeThatLacksAnInputOrGivesLessThanIsAskedIsRefusedWhenItIsRun() {
    Map<String, Value> inputs = Map.of("x", Exported.random(new SplittableRandom(1), 2, 3, 4));
    Graph sum = OnnxImport.of(PATH, model(13, graph -> graph.addNode(node("Add", "x", "y"))));
    assertThatThrownBy(() -> Exported.execute(sum, inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Add node the Add: input 1 is missing.");
    NodeProto.Builder two = node("Tanh", "x", "y").addOutput("z");
    Graph tanh = OnnxImport.of(PATH, model(13, graph -> graph.addNode(two)));
    assertThatThrownBy(() -> Exported.execute(tanh, inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Tanh node the Tanh: it gives no output 1.");
  }

  private static void assertRefused(ModelProto model, String part) {
    assertThatThrownBy(() ->
            GraphModel.model(OnnxImport.of(PATH, model), "onnx", Meaning.NONE, "a test", PATH))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("model.onnx: ")
        .hasMessageContaining(part);
  }

  private static AttributeProto texts(String name, String text) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRINGS)
        .addStrings(ByteString.copyFromUtf8(text))
        .build();
  }
}
