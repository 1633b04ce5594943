package eddy.tensorflow;

import static eddy.tensorflow.ProtoWriter.little;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.tensor.Array;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;

  @Test
  void variablesAreReadByName() throws IOException {
    CheckpointWriter writer = new CheckpointWriter();
    writer.floats("cell/kernel", new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    writer.floats("cell/bias", new int[] {2}, 7, 8);
    writer.variable("step", 9, little(8).putLong(12).array());
    Path index = writer.write(folder);
    assertThat(Checkpoint.recognizes(index)).isTrue();
    Map<String, Array> variables = Checkpoint.read(index);
    assertThat(variables.keySet()).containsExactly("cell/bias", "cell/kernel", "step");
    assertThat(variables.get("cell/kernel").shape().toArray()).containsExactly(2, 3);
    assertThat(variables.get("cell/kernel").data()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(variables.get("step").data()).containsExactly(12);
  }

  @Test
  void keysOfTensorFlow2BecomeTheNamesThatTheyStandFor() throws IOException {
    CheckpointWriter writer = new CheckpointWriter();
    writer.floats("variables/0/.ATTRIBUTES/VARIABLE_VALUE", new int[] {1}, 1);
    writer.floats("variables/1/.ATTRIBUTES/VARIABLE_VALUE", new int[] {1}, 2);
    writer.objects("variables/1/.ATTRIBUTES/VARIABLE_VALUE", "dense/kernel");
    Map<String, Array> variables = Checkpoint.read(writer.write(folder));
    assertThat(variables.keySet())
        .containsExactly("variables/0/.ATTRIBUTES/VARIABLE_VALUE", "dense/kernel");
    assertThat(variables.get("dense/kernel").data()).containsExactly(2);
  }

  @Test
  void aPackedIndexIsRead() throws IOException {
    Path index = new CheckpointWriter().floats("w", new int[] {1}, 5).packed().write(folder);
    assertThat(Checkpoint.read(index).get("w").data()).containsExactly(5);
  }

  @Test
  void snappyCopiesWhatCameBefore() {
    // Four letters, then eight bytes from four back, which overlap themselves, then one byte.
    byte[] packed = {13, 3 << 2, 'a', 'b', 'c', 'd', 4 << 2 | 1, 4, 0 << 2 | 2, 1, 0};
    assertThat(new String(Snappy.unpack(new Cursor("x", packed)), 0, 13))
        .isEqualTo("abcdabcdabcdd");
  }

  @Test
  void snappyStaysWithinItsBytes() {
    for (byte[] wrong :
        new byte[][] {
          {4, 3 << 2, 'a'},
          {4, 0, 'a', 4 << 2 | 1, 9},
          {1, 1 << 2, 'a', 'b'},
          {2, 0, 'a'},
          {(byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0, 'a'}
        }) {
      assertThatThrownBy(() -> Snappy.unpack(new Cursor("x", wrong))).isInstanceOf(BadInput.class);
    }
  }

  @Test
  void damagedDataIsRefusedByItsChecksum() throws IOException {
    Path index = new CheckpointWriter().floats("w", new int[] {2}, 5, 6).write(folder);
    Files.write(folder.resolve("model.data-00000-of-00001"), new byte[8]);
    assertRefused(index, "w: the checksum is wrong");
  }

  @Test
  void aMissingFileOfDataIsNamed() throws IOException {
    Path index = new CheckpointWriter().floats("w", new int[] {1}, 5).write(folder);
    Files.delete(folder.resolve("model.data-00000-of-00001"));
    assertRefused(index, "no such file");
  }

  @Test
  void aVariableMustFillItsShape() throws IOException {
    Path index = new CheckpointWriter().floats("w", new int[] {3}, 5, 6).write(folder);
    assertRefused(index, "w: expected [3] of type FLOAT but found 8 bytes");
  }

  @Test
  void aDamagedIndexIsRefused() throws IOException {
    Path index = new CheckpointWriter().floats("w", new int[] {1}, 5).write(folder);
    byte[] bytes = Files.readAllBytes(index);
    bytes[3] ^= 1;
    Files.write(index, bytes);
    assertRefused(index, "checksum of a block");
    Files.write(index, new byte[100]);
    assertThat(Checkpoint.recognizes(index)).isFalse();
    assertRefused(index, "expected the index of a checkpoint");
  }

  private static void assertRefused(Path path, String part) {
    assertThatThrownBy(() -> Checkpoint.read(path))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContaining(part);
  }
}
