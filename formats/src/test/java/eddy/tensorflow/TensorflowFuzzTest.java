package eddy.tensorflow;

import eddy.format.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorflowFuzzTest {
  private static final long MEMORY_LIMIT = 1 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedIndexIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = Files.readAllBytes(writer().write(folder));
    Fuzz.run(
        folder.resolve("model.index"),
        random -> Fuzz.damaged(good, random),
        Checkpoint::read,
        MEMORY_LIMIT,
        0.25);
  }

  /** The entries are damaged before they get their checksum, so that it doesn't guard them. */
  @Test
  void damagedEntriesOfAnIndexAreRefusedInOneLineAndLittleMemory() throws IOException {
    writer().write(folder);
    Fuzz.run(
        folder.resolve("model.index"),
        random -> {
          CheckpointWriter writer = writer();
          return (random.nextBoolean() ? writer.packed() : writer)
              .damaged(block -> Fuzz.damaged(block, random))
              .index();
        },
        Checkpoint::read,
        MEMORY_LIMIT,
        0.25);
  }

  @Test
  void aDamagedGraphIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = FrozenGraphTest.good();
    // A constant may be a million times the one number that the file has for it.
    Fuzz.run(
        folder.resolve("g.pb"),
        random -> Fuzz.damaged(good, random),
        FrozenGraph::read,
        16 * MEMORY_LIMIT,
        0.5);
  }

  private static CheckpointWriter writer() {
    CheckpointWriter writer = new CheckpointWriter();
    writer.floats("cell/kernel", new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    writer.floats("variables/1/.ATTRIBUTES/VARIABLE_VALUE", new int[] {2}, 7, 8);
    return writer.objects("variables/1/.ATTRIBUTES/VARIABLE_VALUE", "dense/kernel");
  }
}
