package eddy.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.Zips;
import eddy.keras.KerasLayer.Source;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasModelTest {
  @TempDir Path folder;

  @Test
  void anHdf5FileGivesItsLayersAndTheirWeightsInOrder() throws IOException {
    Path path = Files.write(folder.resolve("m.h5"), KerasWriter.keras2(folder));
    assertThat(KerasModel.recognizes(path)).isTrue();
    KerasModel model = KerasModel.read(path);
    assertThat(model.layers())
        .extracting(KerasLayer::className)
        .containsExactly("InputLayer", "LSTM", "Dense");
    KerasLayer reader = model.layers().get(1);
    assertThat(reader.calls()).containsExactly(List.of(new Source("input", 0, 0)));
    assertThat(reader.config().path("units").intValue()).isEqualTo(1);
    assertThat(reader.weights().keySet())
        .containsExactly(
            "reader/lstm_cell/kernel",
            "reader/lstm_cell/recurrent_kernel",
            "reader/lstm_cell/bias");
    assertThat(reader.weights().get("reader/lstm_cell/kernel").data()).containsExactly(0, 1, 2, 3);
    assertThat(reader.weights().get("reader/lstm_cell/recurrent_kernel").shape().toArray())
        .containsExactly(1, 4);
    assertThat(reader.weights().get("reader/lstm_cell/bias").data()).containsExactly(8, 9, 10, 11);
    assertThat(model.outputs()).containsExactly(new Source("answer", 0, 0));
    assertThat(KerasModel.weights(path)).hasSize(4);
  }

  @Test
  void groupsOfAKerasFileBelongToLayersByClassAndOrder() throws IOException {
    Path path = Files.write(folder.resolve("m.keras"), KerasWriter.keras3(folder));
    assertThat(KerasModel.recognizes(path)).isTrue();
    KerasModel model = KerasModel.read(path);
    assertThat(model.inputs()).containsExactly(new Source("in", 0, 0));
    KerasLayer two = model.layers().get(2);
    assertThat(two.name()).isEqualTo("two");
    assertThat(two.weights().get("0").data()).containsExactly(3);
    assertThat(two.weights().get("1").data()).containsExactly(4);
    assertThat(model.layers().get(3).calls())
        .containsExactly(List.of(new Source("one", 0, 0), new Source("two", 0, 0)));
  }

  @Test
  void configurationAndWeightsMayBeTwoFiles() throws IOException {
    Path config = Files.writeString(folder.resolve("m.json"), KerasWriter.KERAS_2);
    Path weights = Files.write(folder.resolve("m.h5"), KerasWriter.keras2(folder));
    KerasModel model = KerasModel.read(config, weights);
    assertThat(model.layers().get(2).weights().get("kernel").data()).containsExactly(1, 2);
  }

  @Test
  void aFunctionalModelOfKeras2NamesItsInputsInLists() {
    KerasModel model =
        ModelConfig.parse(
            """
            {"class_name": "Model", "config": {"layers": [
              {"class_name": "InputLayer", "name": "a", "config": {"name": "a"},
                "inbound_nodes": []},
              {"class_name": "LSTM", "name": "l", "config": {"name": "l"},
                "inbound_nodes": [[["a", 0, 0, {"initial_state": [["h", 0, 1]]}]],
                  [["b", 1, 2, {}]]]}],
              "input_layers": [["a", 0, 0]], "output_layers": [["l", 1, 0]]}}
            """,
            "m.json",
            2);
    assertThat(model.layers().get(1).calls())
        .containsExactly(
            List.of(new Source("a", 0, 0), new Source("h", 0, 1)), List.of(new Source("b", 1, 2)));
    assertThat(model.outputs()).containsExactly(new Source("l", 1, 0));
  }

  @Test
  void classesAreNamedAsKerasNamesTheirGroups() {
    assertThat(List.of("SimpleRNN", "ConvLSTM2D", "Conv1D", "LSTM", "BatchNormalization"))
        .extracting(WeightsFile::snakeCase)
        .containsExactly("simple_rnn", "conv_lstm2d", "conv1d", "lstm", "batch_normalization");
  }

  @Test
  void weightsWithoutAModelAreRefusedWithAdvice() throws IOException {
    Path path = folder.resolve("w.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      file.putAttribute("layer_names", new String[] {"a"});
    }
    assertRefused(path, "Convert the model's JSON file");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("t.h5"), "no model at all");
    assertThat(KerasModel.recognizes(text)).isFalse();
    assertRefused(text, "no HDF5 file");
    Path zip = folder.resolve("z.keras");
    Files.write(zip, Zips.stored(Map.of("a", new byte[1])));
    assertThat(KerasModel.recognizes(zip)).isFalse();
    assertRefused(zip, "lacks the entry \"config.json\"");
    byte[] config = "{\"class_name\": \"Custom\"}".getBytes(StandardCharsets.UTF_8);
    Files.write(zip, Zips.stored(Map.of("config.json", config, "model.weights.h5", new byte[1])));
    assertRefused(zip, "1 to 10000 layers");
    assertRefused(folder.resolve("none.h5"), "no such file or folder.");
  }

  private static void assertRefused(Path path, String part) {
    assertThatThrownBy(() -> KerasModel.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContaining(part);
  }
}
