package eddy.task;

import static org.assertj.core.api.Assertions.assertThat;

import eddy.format.Digest;
import eddy.format.folder.Model;
import eddy.format.folder.Provenance;
import eddy.format.folder.TrainingFolder;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginsTest {
  @TempDir Path folder;

  @Test
  void weightsThatAKilledTrainingHadCommittedAreTheModels() throws IOException {
    Map<String, Array> weights = Map.of("weight", new Array(Shape.of(1), new float[] {1}));
    try (TrainingFolder made = TrainingFolder.open(folder)) {
      Provenance none = Provenance.now("", 0, Map.of(), Map.of(), Map.of());
      made.save(new Model("test", Map.of(), weights, List.of(), none, Map.of()));
    }
    Path file = folder.resolve("model.safetensors");
    String digest = Digest.sha256(file);
    Path commit = Files.createDirectory(folder.resolve(".commit"));
    Files.move(file, commit.resolve("model.safetensors"));
    Files.writeString(file, "older weights");
    assertThat(Origins.of(folder, Optional.of(folder))).containsEntry("from_weights", digest);
  }
}
