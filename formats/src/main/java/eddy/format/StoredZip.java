package eddy.format;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip whose entries lie in it as they are, which is how PyTorch and Keras write theirs.
 *
 * <p>So no entry can become larger than the file, however small that is; a compressed one is
 * refused.
 */
public final class StoredZip implements AutoCloseable {
  private final Path path;
  private final ZipFile zip;
  private long left;

  private StoredZip(Path path, ZipFile zip, long size) {
    this.path = path;
    this.zip = zip;
    this.left = size;
  }

  /** Whether a file begins as a zip. */
  public static boolean isZip(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == 'P' && in.read() == 'K';
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Opens a zip.
   *
   * @throws BadInput if it is missing or damaged
   */
  public static StoredZip open(Path path) {
    try {
      File file = path.toFile();
      return new StoredZip(path, new ZipFile(file), file.length());
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(path, e);
    }
  }

  /** The names of all entries. */
  public Set<String> names() {
    return zip.stream().map(ZipEntry::getName).collect(Collectors.toUnmodifiableSet());
  }

  /** How many bytes an entry has. */
  public int size(String name) {
    return (int) entry(name).getSize();
  }

  /** The bytes of an entry; not more together, over all calls, than the file has. */
  public byte[] bytes(String name) {
    try (InputStream in = stream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw damaged(path, e);
    }
  }

  /**
   * The bytes of an entry.
   *
   * @throws BadInput if there is none of this name, or all that were asked for announce more bytes
   *     than the file has
   */
  public InputStream stream(String name) {
    ZipEntry entry = entry(name);
    left -= entry.getSize();
    if (left < 0) {
      throw new BadInput(path + ": the entries of the zip announce more bytes than it has.");
    }
    try {
      return new BufferedInputStream(zip.getInputStream(entry));
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(path, e);
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new BadInput(path + ": the zip lacks the entry " + BadInput.quote(name) + ".");
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new BadInput(
          "%s: expected the entry %s as it is, but it is compressed; zip the files without (-0)."
              .formatted(path, BadInput.quote(name)));
    }
    if (entry.getSize() < 0 || entry.getSize() > Integer.MAX_VALUE - 8) {
      throw new BadInput(
          path + ": expected at most 2 GB in the entry " + BadInput.quote(name) + ".");
    }
    return entry;
  }

  private static BadInput damaged(Path path, Exception e) {
    return e instanceof IOException failure && !(e instanceof java.util.zip.ZipException)
        ? BadInput.of(path, failure)
        : new BadInput(path + ": the zip is damaged or cut short: " + e.getMessage(), e);
  }
}
