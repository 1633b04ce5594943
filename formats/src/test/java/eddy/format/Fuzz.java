package eddy.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Gives a reader thousands of damaged files: it reads each or refuses it in one line that begins
 * with the file's name, and needs little memory for either.
 */
public final class Fuzz {
  private static final int FILES = Integer.getInteger("eddy.fuzz.files", 20_000);
  // The first files load the classes of the reader, which takes memory of its own.
  private static final int WARM_UP = 500;

  private Fuzz() {}

  /**
   * Reads damaged files.
   *
   * @param path where each is written
   * @param files makes a damaged file
   * @param memoryLimit how many bytes the reader may allocate for one
   * @param share which part of the usual number of files to read
   */
  public static void run(
      Path path,
      Function<SplittableRandom, byte[]> files,
      Consumer<Path> reader,
      long memoryLimit,
      double share)
      throws IOException {
    SplittableRandom random = new SplittableRandom(20);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int count = (int) (FILES * share);
    int refused = 0;
    for (int file = 0; file < count; file++) {
      byte[] bytes = files.apply(random);
      // A file that is made anew stays in memory; one that is cut and written again would not.
      Files.deleteIfExists(path);
      Files.write(path, bytes);
      long before = memory.getCurrentThreadAllocatedBytes();
      try {
        reader.accept(path);
      } catch (BadInput e) {
        refused++;
        assertThat(e.getMessage()).startsWith(path.toString()).doesNotContain("\n");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("File " + file + ": " + HexFormat.of().formatHex(bytes), e);
      }
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      if (file >= WARM_UP) {
        assertThat(used).as("bytes allocated for file %d", file).isLessThan(memoryLimit);
      }
    }
    // Damage to the numbers alone can't be seen, damage to what describes them mostly can.
    assertThat(refused).isBetween(count / 4, count - 1);
  }

  /** A copy with one to three damages: flipped bits, cuts, bytes put in, taken out or replaced. */
  public static byte[] damaged(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int damage = random.nextInt(1, 4); damage > 0 && bytes.length > 0; damage--) {
      int at = random.nextInt(bytes.length);
      int end = Math.min(bytes.length, at + 1 + random.nextInt(9));
      byte[] some = new byte[random.nextInt(9)];
      random.nextBytes(some);
      byte[] odd = odd(random);
      bytes =
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> flipped(bytes, at, random);
            case 3 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
            case 4 -> spliced(bytes, at, at, some);
            case 5 -> spliced(bytes, at, end, new byte[0]);
            case 6 -> spliced(bytes, at, end, Arrays.copyOfRange(bytes, at, end + end - at));
            default -> spliced(bytes, at, Math.min(bytes.length, at + odd.length), odd);
          };
    }
    return bytes;
  }

  /** A number at the edge of what its bytes can hold. */
  private static byte[] odd(SplittableRandom random) {
    byte[] bytes = new byte[1 << random.nextInt(4)];
    Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0xff : 0));
    bytes[bytes.length - 1] = (byte) (random.nextBoolean() ? 0x7f : random.nextInt(256));
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, int at, SplittableRandom random) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + middle.length);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }
}
