import eddy.format.BadInput;
import eddy.format.safetensors.Safetensors;
import eddy.graph.Graph;
import eddy.graph.GraphModel;
import eddy.graph.GraphSession;
import eddy.graph.Port;
import eddy.graph.Value;
import eddy.graph.foreign.ForeignModel;
import eddy.graph.pytorch.TorchGraph;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;

/** The part of {@link Interop} for files of Keras, PyTorch and TensorFlow. */
final class InteropReaders {
  private static final double CLOSE = 1e-5;

  private final Path data;

  InteropReaders(Path data) {
    this.data = data;
  }

  void run() throws IOException {
    for (String set : List.of("keras3", "tfkeras", "dl4j_examples")) {
      for (var each : json("keras/" + set + "/expected_numpy.json").properties()) {
        recorded("keras/" + set + "/" + each.getKey(), each.getValue(), false);
      }
    }
    for (String name : List.of("lstm_tf_keras_1", "rnn_tf_keras_2", "lstm_tf_keras_2")) {
      hdf5("keras/dl4j_examples/simple_" + name, "simple_" + name);
    }
    sequences();
    for (int number : new int[] {0, 1, 17, 26, 27}) {
      runs("keras/tfkeras/convlstm2d_" + number + ".h5");
    }
    runs("keras/dl4j_examples/lstm_tf_model_keras_1_1_0.h5");
    for (var each : json("pytorch/small_state_dicts/expected_numpy.json").properties()) {
      recorded("pytorch/small_state_dicts/" + each.getKey(), each.getValue(), true);
    }
    stateDictAsJson();
    loads("pytorch/gtcrn/model_trained_on_vctk.tar", 677);
    refuses("pytorch/legacy_whole_module/char-rnn-classification.pt", "model.RNN");
    try (Stream<Path> files = Files.walk(data.resolve("tensorflow/frozen"))) {
      for (Path file : files.filter(each -> each.endsWith("frozen_model.pb")).sorted().toList()) {
        frozen(file);
      }
    }
    checkpoint();
    savedModel();
    safetensors();
  }

  private JsonNode json(String file) throws IOException {
    return Interop.JSON.readTree(data.resolve(file).toFile());
  }

  private static float[] floats(JsonNode list) {
    float[] all = new float[list.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) list.get(i).asDouble();
    }
    return all;
  }

  private static int[] sizes(JsonNode list) {
    return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
  }

  private static Value ids(int... ids) {
    long[] row = Arrays.stream(ids).asLongStream().toArray();
    return new Value.Integers(Shape.of(1, ids.length), row);
  }

  private Value first(GraphModel model, Value x) {
    Port input = model.graph(true).givenInputs().getFirst();
    return model.session().run(Map.of(input.name(), x)).firstEntry().getValue();
  }

  /** One input and one output. */
  private void recorded(String name, JsonNode json, boolean lastStep) throws IOException {
    Interop.convert(
        data.resolve(name),
        model -> {
          Shape shape = Shape.of(sizes(json.path("input_shape")));
          Value found = first(model, new Value.Floats(shape, floats(json.path("input"))));
          if (lastStep) {
            found = lastStep((Value.Floats) found);
          }
          Shape expected = Shape.of(sizes(json.path("output_shape")));
          Interop.Errors errors = new Interop.Errors();
          errors.add(new Value.Floats(expected, floats(json.path("output"))), found, 0, CLOSE);
          errors.print(name, "1e-05");
        });
  }

  private static Value lastStep(Value.Floats steps) {
    int batch = steps.shape().dimension(0);
    int time = steps.shape().dimension(1);
    int width = steps.shape().last();
    float[] last = new float[batch * width];
    for (int b = 0; b < batch; b++) {
      System.arraycopy(steps.data(), ((b + 1) * time - 1) * width, last, b * width, width);
    }
    return new Value.Floats(Shape.of(batch, width), last);
  }

  /** A model as one file and as two, with inputs and predictions as HDF5. */
  private void hdf5(String folder, String name) throws IOException {
    Path stem = data.resolve(folder);
    Path config = stem.resolve(name + "_config.json");
    Path weights = stem.resolve(name + "_weights.h5");
    Map<String, ForeignModel> models = new LinkedHashMap<>();
    models.put(" model", ForeignModel.read(stem.resolve(name + "_model.h5")));
    models.put(
        " config and weights",
        ForeignModel.read(config, new ForeignModel.Beside(Optional.of(weights), 1)));
    try (HdfFile file = new HdfFile(stem.resolve(name + "_inputs_and_outputs.h5"))) {
      Dataset x = only(file, "inputs");
      for (Map.Entry<String, ForeignModel> each : models.entrySet()) {
        Interop.use(
            config,
            each.getValue().requireGraph(),
            model -> {
              Shape shape = Shape.of(x.getDimensions());
              Value found = first(model, new Value.Floats(shape, (float[]) x.getDataFlat()));
              Interop.Errors errors = new Interop.Errors();
              if (file.getChildren().containsKey("predictions")) {
                float[] expected = (float[]) only(file, "predictions").getDataFlat();
                errors.add(new Value.Floats(found.shape(), expected), found, CLOSE, CLOSE);
                errors.print(folder + each.getKey(), "rtol 1e-05, atol 1e-05");
              } else {
                errors.print(folder + each.getKey() + ", runs", "");
              }
            });
      }
    }
  }

  private static Dataset only(HdfFile file, String group) {
    return (Dataset) ((Group) file.getChild(group)).getChildren().values().iterator().next();
  }

  private void sequences() throws IOException {
    Path folder = data.resolve("keras/two_layer_lstm");
    List<Float> numbers = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve("sequences.csv.gz"))),
                StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Arrays.stream(line.split(";")).skip(2).limit(12).map(Float::valueOf).forEach(numbers::add);
      }
    }
    float[] x = new float[numbers.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = numbers.get(i);
    }
    int count = x.length / 48;
    byte[] npy = Files.readAllBytes(folder.resolve("predictions.npy"));
    float[] expected = new float[count];
    ByteBuffer.wrap(npy, npy.length - 4 * count, 4 * count)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(expected);
    Path config = folder.resolve("lstm_th_keras_2_config.json");
    Path weights = folder.resolve("lstm_th_keras_2_weights.h5");
    Graph graph =
        ForeignModel.read(config, new ForeignModel.Beside(Optional.of(weights), 1)).requireGraph();
    Interop.use(
        config,
        graph,
        model -> {
          Value found = first(model, new Value.Floats(Shape.of(count, 4, 12), x));
          Interop.Errors errors = new Interop.Errors();
          errors.add(new Value.Floats(found.shape(), expected), found, 0, CLOSE);
          errors.print("keras/two_layer_lstm, " + count + " sequences", "1e-05");
        });
  }

  /** A file without recorded values. */
  private void runs(String name) throws IOException {
    Interop.convert(
        data.resolve(name),
        model -> {
          Port input = model.graph(true).givenInputs().getFirst();
          int[] sizes =
              input.shape().stream()
                  .mapToInt(size -> size.matches("\\d+") ? Integer.parseInt(size) : 2)
                  .toArray();
          Shape shape = Shape.of(sizes);
          float[] x = new float[shape.size()];
          for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
          }
          double[] y = Interop.doubles(first(model, new Value.Floats(shape, x)));
          Interop.Errors errors = new Interop.Errors();
          for (double each : y) {
            errors.add(Double.isFinite(each) ? 0 : 1, 0);
          }
          errors.print(name + ", no values recorded: runs", "");
        });
  }

  private void loads(String name, int tensors) {
    Interop.Errors errors = new Interop.Errors();
    errors.add(Math.abs(ForeignModel.read(data.resolve(name)).tensors().size() - tensors), 0);
    errors.print(name + ", weights of no known network: " + tensors + " tensors load", "");
  }

  private void refuses(String name, String part) {
    Interop.Errors errors = new Interop.Errors();
    try {
      ForeignModel.read(data.resolve(name));
      errors.add(1, 0);
    } catch (BadInput e) {
      errors.add(e.getMessage().contains(part) ? 0 : 1, 0);
    }
    errors.print(name + ", a whole module: refused by the name " + part, "");
  }

  private void stateDictAsJson() throws IOException {
    Map<String, Array> weights = new LinkedHashMap<>();
    for (var each : json("pytorch/rtneural_json/lstm_torch.json").properties()) {
      JsonNode rows = each.getValue();
      boolean matrix = rows.get(0).isArray();
      int columns = matrix ? rows.get(0).size() : 1;
      float[] all = new float[rows.size() * columns];
      for (int i = 0; i < all.length; i++) {
        JsonNode row = rows.get(i / columns);
        all[i] = (float) (matrix ? row.get(i % columns) : row).asDouble();
      }
      weights.put(
          each.getKey(),
          new Array(matrix ? Shape.of(rows.size(), columns) : Shape.of(rows.size()), all));
    }
    float[] x = column("pytorch/rtneural_json/lstm_torch_x_python.csv");
    float[] y = column("pytorch/rtneural_json/lstm_torch_y_python.csv");
    Interop.use(
        data,
        TorchGraph.of(weights),
        model -> {
          Interop.Errors errors = new Interop.Errors();
          GraphSession session = model.session();
          for (int t = 0; t < x.length; t++) {
            Value step = new Value.Floats(Shape.of(1, 1, 1), new float[] {x[t]});
            Value found = session.run(Map.of("x", step)).get("y");
            errors.add(Math.abs(Interop.doubles(found)[0] - y[t]), CLOSE);
          }
          errors.print("pytorch/rtneural_json, a step a call", "1e-05");
        });
  }

  private float[] column(String file) throws IOException {
    List<String> lines = Files.readAllLines(data.resolve(file));
    float[] column = new float[lines.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = Float.parseFloat(lines.get(i).strip());
    }
    return column;
  }

  private void frozen(Path file) throws IOException {
    Interop.convert(
        file,
        model -> {
          Map<String, Value> inputs = new HashMap<>();
          for (Port input : model.graph(true).inputs()) {
            inputs.put(input.name(), list(file, input.name() + ".placeholder"));
          }
          Map<String, Value> found = model.session().run(inputs);
          Interop.Errors errors = new Interop.Errors();
          try (Stream<Path> beside = Files.list(file.getParent())) {
            for (Path each : beside.sorted().toList()) {
              String name = each.getFileName().toString();
              if (name.endsWith(".prediction.csv")) {
                String output = name.replace(".prediction.csv", "");
                errors.add(list(file, output + ".prediction"), found.get(output), 0, CLOSE);
              }
            }
          }
          String name = data.relativize(file.getParent()).toString();
          errors.print(name, "1e-05");
        });
  }

  private static Value list(Path file, String stem) throws IOException {
    String[] numbers = Files.readString(file.resolveSibling(stem + ".csv")).strip().split("[,\\s]+");
    String[] shape = Files.readString(file.resolveSibling(stem + ".shape")).strip().split("[,\\s]+");
    float[] all = new float[numbers.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Float.parseFloat(numbers[i]);
    }
    return new Value.Floats(
        Shape.of(Arrays.stream(shape).mapToInt(Integer::parseInt).toArray()), all);
  }

  private void checkpoint() throws IOException {
    String name = "tensorflow/tf1_checkpoint/model.ckpt-1000.index";
    JsonNode json = json("tensorflow/tf1_checkpoint/expected_numpy.json");
    int[] ids = sizes(json.path("ids"));
    Interop.convert(
        data.resolve(name),
        model -> {
          double[] logits = Interop.doubles(first(model, ids(ids)));
          int words = logits.length / ids.length;
          Interop.Errors last = new Interop.Errors();
          for (int k = 0; k < words; k++) {
            double expected = json.path("last_logits").get(k).asDouble();
            last.add(Math.abs(logits[logits.length - words + k] - expected), CLOSE);
          }
          last.print(name + ", last logits", "1e-05");
          Interop.Errors next = new Interop.Errors();
          JsonNode probabilities = json.path("probability_of_true_next");
          for (int t = 0; t < probabilities.size(); t++) {
            double sum = 0;
            for (int k = 0; k < words; k++) {
              sum += Math.exp(logits[t * words + k]);
            }
            double found = Math.exp(logits[t * words + ids[t + 1]]) / sum;
            next.add(Math.abs(found - probabilities.get(t).asDouble()), CLOSE);
          }
          next.print(name + ", probabilities of the next character", "1e-05");
        });
  }

  private void savedModel() throws IOException {
    String name = "tensorflow/saved_model_bilstm";
    JsonNode json = json(name + "/expected_numpy.json");
    Interop.convert(
        data.resolve(name),
        model -> {
          Interop.Errors errors = new Interop.Errors();
          for (JsonNode each : json.path("cases").values()) {
            Value found = first(model, ids(sizes(each.path("ids"))));
            float[] expected = floats(each.path("probabilities"));
            errors.add(new Value.Floats(found.shape(), expected), found, 0, CLOSE);
          }
          errors.print(name, "1e-05");
        });
  }

  private void safetensors() throws IOException {
    loads("safetensors/silero_vad_16k.safetensors", 15);
    Interop.Errors errors = new Interop.Errors();
    for (JsonNode each : json("safetensors/edge/cases.json").values()) {
      boolean accepted = each.path("expect").asString().startsWith("accept");
      boolean found;
      try {
        Safetensors.header(data.resolve("safetensors/edge/" + each.path("file").asString()));
        found = true;
      } catch (BadInput e) {
        found = false;
      }
      errors.add(found == accepted ? 0 : 1, 0);
    }
    errors.print("safetensors/edge, files accepted or refused as told", "");
  }
}
