import ai.onnx.proto.OnnxMl.TensorProto;
import eddy.format.folder.ModelFolder;
import eddy.format.folder.TrainingFolder;
import eddy.graph.Graph;
import eddy.graph.GraphModel;
import eddy.graph.GraphSession;
import eddy.graph.Meaning;
import eddy.graph.Port;
import eddy.graph.Value;
import eddy.graph.foreign.ForeignModel;
import eddy.onnx.OnnxTensors;
import eddy.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Converts model files that other frameworks wrote, runs them on their recorded inputs, and prints
 * how far the outputs are from the recorded ones.
 *
 * <p>Started by {@code results/interop}. The exit status is 1 where a model misses its tolerance.
 */
final class Interop {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static boolean failed;

  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments.length > 0 ? arguments[0] : "../shared/data/interop");
    System.out.println("| model | numbers | greatest error | tolerance | |");
    System.out.println("|---|---|---|---|---|");
    Path onnx = data.resolve("onnx");
    for (String set : List.of("node_official", "node_official_opset14", "node_unmerged")) {
      for (Path folder : sorted(onnx.resolve(set))) {
        protobufs(set + "/" + folder.getFileName(), folder, 1e-3, 1e-7);
      }
    }
    protobufs(
        "models/cntk_lstm_bidirectional",
        onnx.resolve("models/cntk_lstm_bidirectional"),
        1e-3,
        1e-5);
    for (Path file : sorted(onnx.resolve("burn"))) {
      if (file.toString().endsWith(".onnx")) {
        burn(file);
      }
    }
    npz(onnx.resolve("models/byte_sb_bidi_lstm"));
    speech(onnx.resolve("models/silero_vad_16k"));
    new InteropReaders(data).run();
    System.exit(failed ? 1 : 0);
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  interface Use {
    void of(GraphModel model) throws IOException;
  }

  /** Takes the whole way: file, graph, folder, model. */
  static void convert(Path file, Use use) throws IOException {
    use(file, ForeignModel.read(file).requireGraph(), use);
  }

  static void use(Path file, Graph graph, Use use) throws IOException {
    Path folder = Files.createTempDirectory("eddy-interop");
    try {
      try (TrainingFolder to = TrainingFolder.open(folder)) {
        to.save(GraphModel.model(graph, "onnx", Meaning.NONE, "results/interop", file));
      }
      try (GraphModel model = GraphModel.of(ModelFolder.open(folder))) {
        use.of(model);
      }
    } finally {
      for (Path each : sorted(folder)) {
        Files.delete(each);
      }
      Files.delete(folder);
    }
  }

  /**
   * A model with numbered inputs and outputs as protobuf messages: as it is, and with its weights
   * as constants, so that Eddy's own engine runs it where it can.
   */
  private static void protobufs(String name, Path folder, double relative, double absolute)
      throws IOException {
    Path file = folder.resolve("model.onnx");
    Path set = folder.resolve("test_data_set_0");
    Graph graph = ForeignModel.read(file).requireGraph();
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      inputs.put(graph.inputs().get(i).name(), tensor(set.resolve("input_" + i + ".pb")));
    }
    List<Value> expected = new ArrayList<>();
    for (int i = 0; i < graph.outputs().size(); i++) {
      expected.add(tensor(set.resolve("output_" + i + ".pb")));
    }
    check(name, file, graph, inputs, expected, relative, absolute);
    if (inputs.size() > 1) {
      SequencedMap<String, Value> constants = new LinkedHashMap<>(graph.constants());
      inputs.entrySet().stream().skip(1).forEach(each ->
          constants.put(each.getKey(), each.getValue()));
      Port x = graph.inputs().getFirst();
      Graph fixed =
          new Graph(List.of(x), graph.outputs(), graph.nodes(), constants, List.of());
      Map<String, Value> only = Map.of(x.name(), inputs.get(x.name()));
      check(name + ", weights as constants", file, fixed, only, expected, relative, 1e-6);
    }
  }

  private static void check(
      String name,
      Path file,
      Graph graph,
      Map<String, Value> inputs,
      List<Value> expected,
      double relative,
      double absolute)
      throws IOException {
    use(
        file,
        graph,
        model -> {
          Map<String, Value> found = all(model, inputs);
          Errors errors = new Errors();
          for (int i = 0; i < expected.size(); i++) {
            Value output = found.get(graph.outputs().get(i).name());
            errors.add(expected.get(i), output, relative, absolute);
          }
          errors.print(name, "rtol %.0e, atol %.0e".formatted(relative, absolute));
        });
  }

  /** All outputs, states too. */
  private static Map<String, Value> all(GraphModel model, Map<String, Value> inputs) {
    GraphSession session = model.session();
    Map<String, Value> found = new HashMap<>(session.run(inputs));
    model.graph(true).carried().forEach(state ->
        found.put(state.output(), session.states().get(state.input())));
    return found;
  }

  private static Value tensor(Path file) throws IOException {
    TensorProto proto = TensorProto.parseFrom(Files.readAllBytes(file));
    return OnnxTensors.isReal(proto.getDataType())
        ? new Value.Floats(OnnxTensors.shape(file, proto), OnnxTensors.reals(file, proto))
        : new Value.Integers(OnnxTensors.shape(file, proto), OnnxTensors.integers(file, proto));
  }

  private static void burn(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".onnx", "");
    JsonNode json = JSON.readTree(file.resolveSibling(name + ".json").toFile());
    convert(
        file,
        model -> {
          Map<String, Value> inputs = new LinkedHashMap<>();
          json.path("inputs")
              .properties()
              .forEach(entry -> inputs.put(entry.getKey(), floats(entry.getValue())));
          Map<String, Value> found = all(model, inputs);
          Errors errors = new Errors();
          json.path("outputs_numpy_float64")
              .properties()
              .forEach(entry ->
                  errors.add(floats(entry.getValue()), found.get(entry.getKey()), 0, 1e-4));
          errors.print("burn/" + name, "1e-04");
          Errors sums = new Errors();
          JsonNode upstream = json.path("expected_sums_upstream");
          for (Port output : model.graph(true).outputs()) {
            double sum = 0;
            for (double each : doubles(found.get(output.name()))) {
              sum += each;
            }
            double best = Double.POSITIVE_INFINITY;
            for (JsonNode each : upstream.values()) {
              best = Math.min(best, Math.abs(each.asDouble() - sum));
            }
            sums.add(best, 1e-4 + 1e-4 * Math.abs(sum));
          }
          sums.print("burn/" + name + ", upstream's sums", "rtol 1e-04, atol 1e-04");
        });
  }

  private static Value floats(JsonNode json) {
    int[] shape = json.path("shape").values().stream().mapToInt(JsonNode::asInt).toArray();
    JsonNode numbers = json.path("data");
    float[] data = new float[numbers.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) numbers.get(i).asDouble();
    }
    return new Value.Floats(Shape.of(shape), data);
  }

  private static void npz(Path folder) throws IOException {
    Map<String, Value> arrays = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve("io.npz")))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replace(".npy", ""), npy(zip));
      }
    }
    convert(
        folder.resolve("model.onnx"),
        model -> {
          Errors errors = new Errors();
          Map<String, Value> found = all(model, Map.of("input", arrays.get("input")));
          errors.add(arrays.get("Add_26"), found.values().iterator().next(), 0, 1e-4);
          errors.print("models/byte_sb_bidi_lstm", "1e-04");
        });
  }

  /** An array of NumPy's: floats of 32 bits or bytes. */
  private static Value npy(InputStream in) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    int header = bytes.getShort(8);
    String text = new String(bytes.array(), 10, header, StandardCharsets.US_ASCII);
    int[] shape =
        Arrays.stream(text.replaceAll(".*'shape': \\(([^)]*)\\).*\\s*", "$1").split(","))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    bytes.position(10 + header);
    int size = Shape.of(shape).size();
    if (text.contains("f4")) {
      float[] data = new float[size];
      bytes.asFloatBuffer().get(data);
      return new Value.Floats(Shape.of(shape), data);
    }
    long[] data = new long[size];
    for (int i = 0; i < size; i++) {
      data[i] = Byte.toUnsignedLong(bytes.get());
    }
    return new Value.Integers(Shape.of(shape), data);
  }

  /** A recording in pieces, with the state carried from piece to piece. */
  private static void speech(Path folder) throws IOException {
    JsonNode json = JSON.readTree(folder.resolve("expected_numpy.json").toFile());
    byte[] wav = Files.readAllBytes(folder.resolve("test_first6s.wav"));
    ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(44);
    float[] samples = new float[64 + bytes.remaining() / 2 / 512 * 512];
    for (int i = 64; i < samples.length; i++) {
      samples[i] = bytes.getShort() / 32768f;
    }
    convert(
        folder.resolve("silero_vad_16k_op15.onnx"),
        model -> {
          GraphSession session = model.session();
          Errors errors = new Errors();
          JsonNode expected = json.path("probability_per_chunk");
          for (int k = 0; k < expected.size(); k++) {
            float[] x = Arrays.copyOfRange(samples, 512 * k, 512 * k + 576);
            Map<String, Value> inputs = new LinkedHashMap<>();
            inputs.put("input", new Value.Floats(Shape.of(1, 576), x));
            inputs.put("sr", Value.scalar(16000L));
            Value found = session.run(inputs).values().iterator().next();
            errors.add(Math.abs(doubles(found)[0] - expected.get(k).asDouble()), 1e-4);
          }
          errors.print("models/silero_vad_16k, 187 calls", "1e-04");
          Errors last = new Errors();
          double[] state = doubles(session.states().get("state"));
          for (int i = 0; i < state.length; i++) {
            last.add(Math.abs(state[i] - json.path("final_state").get(i).asDouble()), 1e-4);
          }
          last.print("models/silero_vad_16k, last state", "1e-04");
        });
  }

  static double[] doubles(Value value) {
    double[] all = new double[value.shape().size()];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          switch (value) {
            case Value.Floats floats -> floats.data()[i];
            case Value.Integers integers -> integers.data()[i];
          };
    }
    return all;
  }

  /** The greatest of many errors, and whether all are within their tolerance. */
  static final class Errors {
    private final List<String> shapes = new ArrayList<>();
    private double greatest;
    private long count;
    private boolean within = true;

    void add(double error, double tolerance) {
      greatest = Math.max(greatest, error);
      within &= error <= tolerance;
      count++;
    }

    void add(Value expected, Value found, double relative, double absolute) {
      if (!expected.shape().equals(found.shape())) {
        shapes.add(expected.shape() + " but " + found.shape());
        within = false;
        return;
      }
      double[] a = doubles(expected);
      double[] b = doubles(found);
      for (int i = 0; i < a.length; i++) {
        add(Math.abs(a[i] - b[i]), absolute + relative * Math.abs(a[i]));
      }
    }

    void print(String name, String tolerance) {
      failed |= !within;
      System.out.printf(
          "| %s | %d | %.1e | %s | %s |%n",
          name, count, greatest, tolerance, within ? "" : "MISSED " + shapes);
    }
  }
}
