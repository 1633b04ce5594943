package eddy.keras;

import eddy.format.Zips;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes small files as Keras does. */
final class KerasWriter {
  static final String KERAS_2 =
      """
      {"class_name": "Sequential", "config": {"name": "s", "layers": [
        {"class_name": "LSTM", "config": {"name": "reader", "batch_input_shape": [null, 3, 1],
          "units": 1}},
        {"class_name": "Dense", "config": {"name": "answer", "units": 2}}]}}
      """;

  static final String KERAS_3 =
      """
      {"module": "keras", "class_name": "Functional", "config": {"name": "f", "layers": [
        {"class_name": "InputLayer", "config": {"batch_shape": [null, 3, 1], "name": "in"},
          "inbound_nodes": []},
        {"class_name": "Dense", "config": {"name": "one", "units": 1}, "inbound_nodes": [
          {"args": [{"class_name": "__keras_tensor__",
            "config": {"shape": [null, 3, 1], "keras_history": ["in", 0, 0]}}], "kwargs": {}}]},
        {"class_name": "Dense", "config": {"name": "two", "units": 1}, "inbound_nodes": [
          {"args": [{"class_name": "__keras_tensor__",
            "config": {"shape": [null, 3, 1], "keras_history": ["one", 0, 0]}}], "kwargs": {}}]},
        {"class_name": "Add", "config": {"name": "sum"}, "inbound_nodes": [
          {"args": [[{"class_name": "__keras_tensor__",
            "config": {"keras_history": ["one", 0, 0]}}, {"class_name": "__keras_tensor__",
            "config": {"keras_history": ["two", 0, 0]}}]], "kwargs": {}}]}],
        "input_layers": ["in", 0, 0], "output_layers": [["sum", 0, 0]]}}
      """;

  private KerasWriter() {}

  /** An .h5 file of {@link #KERAS_2}. */
  static byte[] keras2(Path folder) throws IOException {
    Path path = folder.resolve("writing.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      file.putAttribute("model_config", KERAS_2);
      WritableGroup weights = file.putGroup("model_weights");
      weights.putAttribute("layer_names", new String[] {"reader", "answer"});
      WritableGroup reader = weights.putGroup("reader");
      reader.putAttribute(
          "weight_names",
          new String[] {
            "reader/lstm_cell/kernel:0",
            "reader/lstm_cell/recurrent_kernel:0",
            "reader/lstm_cell/bias:0"
          });
      WritableGroup cell = reader.putGroup("reader").putGroup("lstm_cell");
      cell.putDataset("bias:0", new float[] {8, 9, 10, 11});
      cell.putDataset("kernel:0", new float[][] {{0, 1, 2, 3}});
      cell.putDataset("recurrent_kernel:0", new double[][] {{4, 5, 6, 7}});
      WritableGroup answer = weights.putGroup("answer");
      answer.putAttribute("weight_names", new String[] {"kernel:0"});
      answer.putDataset("kernel:0", new float[][] {{1, 2}});
    }
    return bytes(path);
  }

  /** A .keras file of {@link #KERAS_3}, with layers that are not called as their groups are. */
  static byte[] keras3(Path folder) throws IOException {
    Path path = folder.resolve("writing.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      WritableGroup layers = file.putGroup("layers");
      WritableGroup first = layers.putGroup("dense").putGroup("vars");
      first.putDataset("0", new float[][] {{1}});
      first.putDataset("1", new float[] {2});
      WritableGroup second = layers.putGroup("dense_1").putGroup("vars");
      second.putDataset("0", new float[][] {{3}});
      second.putDataset("1", new float[] {4});
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("metadata.json", "{}".getBytes(StandardCharsets.UTF_8));
    entries.put("config.json", KERAS_3.getBytes(StandardCharsets.UTF_8));
    entries.put("model.weights.h5", bytes(path));
    return Zips.stored(entries);
  }

  private static byte[] bytes(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    Files.delete(path);
    return bytes;
  }
}
