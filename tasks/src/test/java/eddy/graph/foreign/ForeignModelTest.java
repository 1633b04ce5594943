package eddy.graph.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.safetensors.Safetensors;
import eddy.graph.Graph;
import eddy.graph.Node;
import eddy.recurrent.Recurrent;
import eddy.recurrent.Rnn;
import eddy.tensor.Array;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignModelTest {
  private static final String CONFIG =
      """
      {"class_name": "Sequential", "keras_version": "2.3.1", "config": {"layers": [
        {"class_name": "%s", "config": {"name": "d", "batch_input_shape": [null, 2]}}]}}
      """;

  @TempDir Path folder;

  private Path weights(String config) throws IOException {
    Path path = folder.resolve(config.isEmpty() ? "weights.h5" : "model.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      if (!config.isEmpty()) {
        file.putAttribute("model_config", config);
      }
      file.putAttribute("layer_names", new String[] {"d"});
      WritableGroup layer = file.putGroup("d");
      layer.putAttribute("weight_names", new String[] {"kernel:0"});
      layer.putDataset("kernel:0", new float[][] {{1, 2, 3}, {4, 5, 6}});
    }
    return path;
  }

  @Test
  void aKerasModelIsKnownByItsContent() throws IOException {
    Path path = Files.move(weights(CONFIG.formatted("Dense")), folder.resolve("any.name"));
    assertThat(ForeignModel.recognizes(path)).isTrue();
    ForeignModel model = ForeignModel.read(path);
    assertThat(model.format()).isEqualTo("keras");
    assertThat(model.tensors().keySet()).containsExactly("d/kernel");
    assertThat(model.layers()).containsExactly("MatMul matmul [2, 3]");
    assertThat(model.requireGraph().outputs().getFirst().name()).isEqualTo("d");
  }

  @Test
  void aKerasModelMayBeTwoFiles() throws IOException {
    Path weights = weights("");
    Path config = Files.writeString(folder.resolve("c.json"), CONFIG.formatted("Dense"));
    ForeignModel.Beside beside = new ForeignModel.Beside(Optional.of(weights), 1);
    assertThat(ForeignModel.read(config, beside).graph()).isPresent();
    ForeignModel alone = ForeignModel.read(weights);
    assertThat(alone.graph()).isEmpty();
    assertThat(alone.tensors()).containsOnlyKeys("kernel");
    assertThatThrownBy(alone::requireGraph)
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(weights.toString())
        .hasMessageContaining("--weights");
  }

  @Test
  void aLayerThatCannotBeMappedIsTold() throws IOException {
    ForeignModel model = ForeignModel.read(weights(CONFIG.formatted("Lambda")));
    assertThat(model.graph()).isEmpty();
    assertThat(model.unmapped()).containsExactly("Lambda d: there is no such layer in Eddy.");
    assertThat(model.tensors()).hasSize(1);
  }

  @Test
  void weightsOfNoKnownNetworkAreTensorsOnly() {
    Path path = folder.resolve("w.safetensors");
    Safetensors.write(path, Map.of("a", Array.zeros(2)), Map.of());
    ForeignModel model = ForeignModel.read(path);
    assertThat(model.graph()).isEmpty();
    assertThatThrownBy(model::requireGraph).hasMessageContaining("a state dict tells no network");
  }

  @Test
  void theOrderOfASafetensorsFileSaysNothing() {
    Map<String, Array> weights = new LinkedHashMap<>();
    weights.put("output.weight", Array.zeros(9, 6));
    weights.put("output.bias", Array.zeros(9));
    Recurrent rnn =
        Recurrent.of(new Rnn(), 4, 3).layers(2).bidirectional().build(new SplittableRandom(1));
    rnn.parameters().reversed().forEach((name, each) -> weights.put("rnn." + name, each.value()));
    weights.put("embedding.weight", Array.zeros(9, 4));
    Path path = folder.resolve("w.safetensors");
    Safetensors.write(path, weights, Map.of());

    Graph graph = ForeignModel.read(path).requireGraph();

    assertThat(graph.nodes().stream().map(Node::operator).filter("RNN"::equals)).hasSize(2);
    assertThat(graph.inputs().getFirst().name()).isEqualTo("ids");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path path = Files.writeString(folder.resolve("x"), "a text");
    assertThat(ForeignModel.recognizes(path)).isFalse();
    assertThatThrownBy(() -> ForeignModel.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected a model of ONNX, PyTorch, Keras or TensorFlow");
  }
}
