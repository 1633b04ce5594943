package eddy.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import eddy.format.BadInput;
import eddy.tensor.Array;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages a good file in thousands of ways: the reader refuses it or reads it, and neither needs
 * much memory.
 */
class SafetensorsFuzzTest {
  private static final int FILES = Integer.getInteger("eddy.fuzz.files", 20_000);
  // The first files load the classes of the parser, which takes memory of its own.
  private static final int WARM_UP = 500;
  private static final long MEMORY_LIMIT = 1 << 20;
  private static final String[] WORDS = {
    "\"F32\"",
    "\"BF16\"",
    "\"I64\"",
    "\"shape\"",
    "\"__metadata__\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "0",
    "-1",
    "2147483647",
    "9223372036854775807",
    "1e9",
    "null",
    "\"\"",
    "\\u0000",
    " ",
    "\n"
  };

  @TempDir Path folder;

  @Test
  void aDamagedFileIsRefusedInOneLineAndLittleMemory() throws IOException {
    SplittableRandom random = new SplittableRandom(20);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] good = good();
    Path path = folder.resolve("x.safetensors");
    int refused = 0;
    for (int file = 0; file < FILES; file++) {
      byte[] bytes = damaged(good, random);
      Files.write(path, bytes);
      long before = memory.getCurrentThreadAllocatedBytes();
      try {
        Safetensors.read(path);
      } catch (BadInput e) {
        refused++;
        assertThat(e.getMessage()).startsWith(path.toString()).doesNotContain("\n");
      } catch (RuntimeException | OutOfMemoryError e) {
        throw new AssertionError(
            "File " + file + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
      }
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      if (file >= WARM_UP) {
        assertThat(used).as("bytes allocated for file %d", file).isLessThan(MEMORY_LIMIT);
      }
    }
    // Damage to the numbers alone can't be seen; damage to the header nearly always is.
    assertThat(refused).isBetween(FILES / 2, FILES - 1);
  }

  private static byte[] good() throws IOException {
    Map<String, Array> tensors = new LinkedHashMap<>();
    tensors.put("weight_ih_l0", Array.zeros(8, 3));
    tensors.put("bias", Array.zeros(5));
    tensors.put("scalar", Array.zeros());
    tensors.put("empty", Array.zeros(0, 7));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, Map.of("step", "12", "note", "a b"));
    return out.toByteArray();
  }

  private static byte[] damaged(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
      if (bytes.length < 9) {
        return bytes;
      }
      int at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> flipped(bytes, random.nextInt(8), random);
            case 1 -> flipped(bytes, at, random);
            case 2 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
            case 3 -> spliced(bytes, at, at, word(random));
            case 4 -> spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)), "");
            default -> withNumber(bytes, random);
          };
    }
    return bytes;
  }

  private static String word(SplittableRandom random) {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private static byte[] flipped(byte[] bytes, int at, SplittableRandom random) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /** Replaces a run of digits of the header, keeping the announced length true. */
  private static byte[] withNumber(byte[] bytes, SplittableRandom random) {
    int from = 8 + random.nextInt(bytes.length - 8);
    while (from < bytes.length && !Character.isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && Character.isDigit(bytes[to])) {
      to++;
    }
    return spliced(bytes, from, to, word(random));
  }

  private static byte[] spliced(byte[] bytes, int from, int to, String word) {
    byte[] middle = word.getBytes(StandardCharsets.UTF_8);
    ByteBuffer result = ByteBuffer.allocate(bytes.length - (to - from) + middle.length);
    result.put(bytes, 0, from).put(middle).put(bytes, to, bytes.length - to);
    if (from >= 8) {
      result.order(ByteOrder.LITTLE_ENDIAN);
      result.putLong(0, result.getLong(0) + middle.length - (to - from));
    }
    return result.array();
  }
}
