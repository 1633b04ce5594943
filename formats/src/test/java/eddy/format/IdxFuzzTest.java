package eddy.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFuzzTest {
  private static final long MEMORY_LIMIT = 1 << 20;

  @TempDir Path folder;

  @Test
  void aDamagedFileIsRefusedInOneLineAndLittleMemory() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(20 + 24);
    for (int number : new int[] {Idx.magic(4), 2, 2, 2, 3}) {
      head.putInt(number);
    }
    byte[] plain = head.array();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    Fuzz.run(
        folder.resolve("x-idx4-ubyte"),
        random -> Fuzz.damaged(random.nextBoolean() ? plain : packed.toByteArray(), random),
        IdxFuzzTest::read,
        MEMORY_LIMIT,
        0.1);
  }

  private static void read(Path file) {
    try (Idx clips = Idx.open(TextFiles.stream(file), file.toString(), "clip", 4)) {
      for (int i = 0; i < clips.items(); i++) {
        clips.next();
      }
    }
  }
}
