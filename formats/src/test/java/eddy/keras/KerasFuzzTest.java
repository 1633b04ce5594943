package eddy.keras;

import eddy.format.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasFuzzTest {
  private static final long MEMORY_LIMIT = 4 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedHdf5FileIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = KerasWriter.keras2(folder);
    Fuzz.run(
        folder.resolve("x.h5"),
        random -> Fuzz.damaged(good, random),
        KerasModel::read,
        MEMORY_LIMIT,
        0.25);
  }

  @Test
  void aDamagedKerasFileIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = KerasWriter.keras3(folder);
    Fuzz.run(
        folder.resolve("x.keras"),
        random -> Fuzz.damaged(good, random),
        KerasModel::read,
        MEMORY_LIMIT,
        0.1);
  }
}
