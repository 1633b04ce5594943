package eddy.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eddy.format.BadInput;
import eddy.format.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFolderTest {
  @TempDir Path parent;

  @Test
  void aCheckpointIsReadBackBitForBit() {
    Path path = parent.resolve("a/b");
    try (TrainingFolder folder = TrainingFolder.open(path)) {
      assertThat(folder.checkpoint()).isEmpty();
      folder.saveCheckpoint(Samples.arrays(1), Samples.counters(1));
      folder.saveCheckpoint(Samples.arrays(2), Samples.counters(2));
      assertThat(folder.checkpoint().map(Samples::version)).contains(2);
    }
    assertThat(Checkpoint.read(path).map(Samples::version)).contains(2);
    Checkpoint.delete(path);
    assertThat(Checkpoint.read(path)).isEmpty();
  }

  @Test
  void everyFlippedBitOfACheckpointIsRefused() throws IOException {
    Checkpoint.write(
        parent, Map.of("w", eddy.tensor.Array.zeros(2, 3)), Map.of("step", "7", "note", "a"));
    Path file = parent.resolve(Checkpoint.FILE);
    byte[] good = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bytes = good.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bytes);
      assertThatThrownBy(() -> Checkpoint.read(parent))
          .as("bit %d", bit)
          .isInstanceOf(BadInput.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void otherTensorsAreNoCheckpoint() {
    Safetensors.write(parent.resolve(Checkpoint.FILE), Samples.arrays(1), Map.of("a", "b"));
    assertThatThrownBy(() -> Checkpoint.read(parent))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected a checkpoint of version 2 but found other tensors");
    assertThatThrownBy(() -> Checkpoint.write(parent, Samples.arrays(1), Map.of("sha256", "mine")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecondTrainingIsKeptOutUntilTheFirstCloses() {
    Path path = parent.resolve("model");
    try (TrainingFolder first = TrainingFolder.open(path)) {
      assertThatThrownBy(() -> TrainingFolder.open(path))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining("another training is writing to this folder");
      first.saveCheckpoint(Samples.arrays(1), Samples.counters(1));
    }
    try (TrainingFolder second = TrainingFolder.open(path)) {
      assertThat(second.checkpoint()).isPresent();
    }
  }

  @Test
  void aFolderMadeForNothingGoesAway() {
    Path path = parent.resolve("model");
    TrainingFolder.open(path).close();
    assertThat(path).doesNotExist();
  }

  @Test
  void aFileInTheWayIsRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> TrainingFolder.open(file))
        .isInstanceOf(BadInput.class)
        .hasMessage(file + ": expected a folder to write the model to but found a file.");
    assertThatThrownBy(() -> TrainingFolder.open(file.resolve("model")))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("model")
        .hasMessageContaining("file");
  }

  @Test
  void aFolderWithOtherFilesIsRefusedAndLeftAsItIs() throws IOException {
    for (String name : new String[] {"a.txt", "b.txt", "config.json", "model.safetensors"}) {
      Files.createFile(parent.resolve(name));
    }
    assertThatThrownBy(() -> TrainingFolder.open(parent))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("it holds other files: a.txt, b.txt, config.json, ...");
    assertThat(parent.toFile().list()).hasSize(4);
  }
}
