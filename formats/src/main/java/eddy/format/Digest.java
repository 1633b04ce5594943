package eddy.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/** A SHA-256 sum that is fed piece by piece. */
public final class Digest {
  private static final int CHUNK = 1 << 16;
  private final MessageDigest sum = sha256();

  /**
   * The SHA-256 of a file's bytes, or of the names and sums of all files in a folder, hidden ones
   * aside, as 64 hexadecimal digits; {@link BadInput} if it can't be read.
   */
  public static String sha256(Path path) {
    if (Files.isDirectory(path)) {
      return ofFolder(path);
    }
    try (InputStream in = Files.newInputStream(path)) {
      Digest digest = new Digest();
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.sum.update(chunk, 0, n);
      }
      return digest.hex();
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  /** The same by the name of the file or folder. */
  public static Map<String, String> byName(Path path) {
    return Map.of(path.getFileName().toString(), sha256(path));
  }

  private static String ofFolder(Path path) {
    Digest digest = new Digest();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = path.relativize(file).toString().replace('\\', '/');
        if (!name.startsWith(".") && !name.contains("/.")) {
          digest.add(name).add(sha256(file));
        }
      }
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
    return digest.hex();
  }

  /** Adds a text, with its length before it, so that two texts never read as one. */
  public Digest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sum.update(bytes);
    return this;
  }

  /** Adds numbers, bit by bit. */
  public Digest add(float[] numbers) {
    int perChunk = CHUNK / Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < numbers.length; from += perChunk) {
      int count = Math.min(perChunk, numbers.length - from);
      bytes.clear().asFloatBuffer().put(numbers, from, count);
      sum.update(bytes.limit(count * Float.BYTES));
    }
    return this;
  }

  /** A stream that passes everything on and adds it. */
  public OutputStream through(OutputStream out) {
    return new DigestOutputStream(out, sum);
  }

  /** The sum of everything added, as 64 hexadecimal digits; starts afresh. */
  public String hex() {
    return HexFormat.of().formatHex(sum.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must have SHA-256.", e);
    }
  }
}
