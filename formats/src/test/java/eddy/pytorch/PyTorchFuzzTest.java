package eddy.pytorch;

import eddy.format.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchFuzzTest {
  private static final long MEMORY_LIMIT = 1 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedZipIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = writer().zip("little");
    Fuzz.run(
        folder.resolve("x.pt"),
        random -> Fuzz.damaged(good, random),
        PyTorchFile::read,
        MEMORY_LIMIT,
        0.1);
  }

  /** The pickle of the zip alone is damaged, so that the damage always reaches its reader. */
  @Test
  void aDamagedPickleIsRefusedInOneLineAndLittleMemory() throws IOException {
    Fuzz.run(
        folder.resolve("x.pt"), PyTorchFuzzTest::pickled, PyTorchFile::read, MEMORY_LIMIT, 0.25);
  }

  @Test
  void aDamagedFileOfTheOlderFormatIsRefusedInOneLineAndLittleMemory() throws IOException {
    byte[] good = writer().older(4);
    Fuzz.run(
        folder.resolve("x.pt"),
        random -> Fuzz.damaged(good, random),
        PyTorchFile::read,
        MEMORY_LIMIT,
        0.25);
  }

  private static byte[] pickled(SplittableRandom random) {
    try {
      TorchWriter writer = writer();
      byte[] damaged = Fuzz.damaged(writer.pickle(), random);
      return writer.withPickle(damaged).zip("little");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static TorchWriter writer() {
    TorchWriter writer = new TorchWriter().code('}', 'q', 0, '(').text("model").orderedDict();
    writer.code('(').text("w").floats("0", new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    writer.text("b").tensor("FloatStorage", "0", 6, new byte[0], 1, new int[] {2}, new int[] {3});
    writer.text("c").floats("1", new int[] {2}, 1, 2).code('q', 1).text("d").code('h', 1);
    return writer.code('u').text("epoch").number(7).code('u', '.');
  }
}
