package eddy.frames;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import eddy.format.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages a good clip in many ways: it is read or refused, and neither needs memory without end.
 */
class ClipFuzzTest {
  private static final int FILES = Integer.getInteger("eddy.fuzz.files", 600);
  // The first files load the decoder, which takes memory of its own.
  private static final int WARM_UP = 100;
  // The largest picture is decoded into a quarter of a GiB, and may be drawn several times.
  private static final long MEMORY_LIMIT = 1 << 30;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gif", "png", "bmp", "jpg"})
  void aDamagedClipIsReadOrRefusedInOneLine(String kind) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Path file = folder.resolve("a." + kind);
    Path clip = kind.equals("gif") ? file : folder;
    byte[] good = good(kind, file);
    ClipFiles files = new ClipFiles(new FramesFormat(), Video.FFMPEG);
    int read = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = damaged(good, random);
      Files.deleteIfExists(file);
      Files.write(file, bytes);
      long before = memory.getCurrentThreadAllocatedBytes();
      try {
        read += files.read(clip).frames() > 0 ? 1 : 0;
      } catch (BadInput e) {
        assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("File " + i + ": " + HexFormat.of().formatHex(bytes), e);
      }
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      if (i >= WARM_UP) {
        assertThat(used).as("bytes allocated for file %d", i).isLessThan(MEMORY_LIMIT);
      }
    }
    // Some damage does no harm and some does; otherwise the loop would prove nothing.
    assertThat(read).isBetween(FILES / 50, FILES - FILES / 20);
  }

  private static byte[] good(String kind, Path file) throws IOException {
    if (kind.equals("gif")) {
      Dots.gif(
          file,
          new Dots.Part(Dots.grey(5, 6, 255), 0, 0, "doNotDispose"),
          new Dots.Part(Dots.grey(2, 3, 85), 2, 1, "restoreToPrevious"),
          new Dots.Part(Dots.grey(3, 2, 170), 1, 3, "restoreToBackgroundColor"));
    } else {
      assertThat(ImageIO.write(Dots.grey(5, 6, 85), kind, file.toFile())).isTrue();
    }
    return Files.readAllBytes(file);
  }

  /** A copy with one to three damages, most of them near the front, where the sizes are. */
  private static byte[] damaged(byte[] good, SplittableRandom random) {
    byte[] bytes = good;
    for (int damage = random.nextInt(1, 4); damage > 0 && bytes.length > 0; damage--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(32, bytes.length) : bytes.length);
      int end = Math.min(bytes.length, at + random.nextInt(1, 5));
      byte[] odd = new byte[random.nextInt(1, 5)];
      if (random.nextBoolean()) {
        random.nextBytes(odd);
      } else {
        odd[0] = random.nextBoolean() ? Byte.MAX_VALUE : -1;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> out.writeBytes(new byte[] {(byte) (bytes[at++] ^ 1 << random.nextInt(8))});
        case 1 -> at = random.nextInt(8) == 0 ? bytes.length : end;
        case 2 -> out.writeBytes(odd);
        default -> {
          out.writeBytes(odd);
          at = Math.min(bytes.length, at + odd.length);
        }
      }
      out.write(bytes, at, bytes.length - at);
      bytes = out.toByteArray();
    }
    return bytes;
  }
}
