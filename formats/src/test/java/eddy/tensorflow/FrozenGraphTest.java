package eddy.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.tensorflow.FrozenGraph.Constant;
import eddy.tensorflow.FrozenGraph.DataKind;
import eddy.tensorflow.FrozenGraph.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenGraphTest {
  @TempDir Path folder;

  /** A graph with a constant, an input, and an operation with attributes of several kinds. */
  static byte[] good() {
    ProtoWriter floats = new ProtoWriter().number(1, 1).message(2, ProtoWriter.shape(2));
    floats.bytes(4, new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    ProtoWriter whole = new ProtoWriter().number(1, 3).message(2, ProtoWriter.shape(3));
    whole.number(7, 4).number(7, 5);
    ProtoWriter graph = new ProtoWriter();
    graph.message(1, node("w", "Const").message(5, attribute("value", 8, floats)));
    graph.message(1, node("n", "Const").message(5, attribute("value", 8, whole)));
    ProtoWriter multiply = node("y", "MatMul").text(3, "w").text(3, "n:1").text(3, "^w");
    multiply.message(5, attribute("T", new ProtoWriter().number(6, 10)));
    multiply.message(5, attribute("transpose_a", new ProtoWriter().number(5, 1)));
    multiply.message(5, attribute("axis", new ProtoWriter().number(3, -1)));
    multiply.message(5, attribute("clip", new ProtoWriter().fixed32(4, 0x3f000000)));
    multiply.message(5, attribute("shape", 7, ProtoWriter.shape(-1, 4)));
    return graph.message(1, multiply).toBytes();
  }

  private static ProtoWriter node(String name, String type) {
    return new ProtoWriter().text(1, name).text(2, type);
  }

  private static ProtoWriter attribute(String name, int kind, ProtoWriter value) {
    return attribute(name, new ProtoWriter().message(kind, value));
  }

  private static ProtoWriter attribute(String name, ProtoWriter value) {
    return new ProtoWriter().text(1, name).message(2, value);
  }

  @Test
  void operationsAreReadWithTheirAttributes() throws IOException {
    Path path = Files.write(folder.resolve("g.pb"), good());
    assertThat(FrozenGraph.recognizes(path)).isTrue();
    List<Operation> operations = FrozenGraph.read(path).operations();
    Operation multiply = operations.get(2);
    assertThat(multiply.type()).isEqualTo("MatMul");
    assertThat(multiply.inputs()).containsExactly("w", "n:1", "^w");
    assertThat(multiply.attributes())
        .containsEntry("T", DataKind.TRUTH)
        .containsEntry("transpose_a", true)
        .containsEntry("axis", -1L)
        .containsEntry("clip", 0.5)
        .containsEntry("shape", new long[] {-1, 4});
    Constant floats = (Constant) operations.get(0).attributes().get("value");
    assertThat(floats.real()).isTrue();
    assertThat(floats.data()).containsExactly(1, 2);
    Constant filled = (Constant) operations.get(1).attributes().get("value");
    assertThat(filled.data()).containsExactly(4, 5, 5);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    byte[] text = "Hello, this is a text.".getBytes(StandardCharsets.UTF_8);
    Path path = Files.write(folder.resolve("g.pb"), text);
    assertThat(FrozenGraph.recognizes(path)).isFalse();
    assertThatThrownBy(() -> FrozenGraph.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path.toString());
  }

  @Test
  void aConstantMustFillItsShape() throws IOException {
    ProtoWriter large = new ProtoWriter().number(1, 1).message(2, ProtoWriter.shape(1 << 30));
    ProtoWriter node = node("w", "Const").message(5, attribute("value", 8, large));
    Path path = Files.write(folder.resolve("g.pb"), new ProtoWriter().message(1, node).toBytes());
    assertThatThrownBy(() -> FrozenGraph.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("w: expected the 1073741824 numbers");
  }

  @Test
  void aSavedModelGivesItsVariablesAndWhatKerasNoted() throws IOException {
    Path variables = Files.createDirectory(folder.resolve("variables"));
    Path written = new CheckpointWriter().floats("w", new int[] {1}, 5).write(variables);
    Files.move(written, variables.resolve("variables.index"));
    Files.move(
        variables.resolve("model.data-00000-of-00001"),
        variables.resolve("variables.data-00000-of-00001"));
    ProtoWriter object = new ProtoWriter().text(1, "_tf_keras_sequential").text(3, "{}");
    ProtoWriter objects = new ProtoWriter().message(1, new ProtoWriter().message(4, object));
    ProtoWriter graph = new ProtoWriter().message(7, objects);
    Files.write(folder.resolve("saved_model.pb"), new ProtoWriter().message(2, graph).toBytes());
    assertThat(SavedModel.recognizes(folder)).isTrue();
    SavedModel model = SavedModel.read(folder);
    assertThat(model.variables().get("w").data()).containsExactly(5);
    assertThat(model.keras()).isEqualTo("{}");
  }
}
