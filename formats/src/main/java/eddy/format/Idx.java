package eddy.format;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A file in IDX, the format of MNIST, read item by item: labels, pictures or clips, a byte for each
 * number.
 *
 * <p>Big-endian: two bytes of zero, 8 for bytes, how many dimensions, the size of each, the first
 * of which is how many items there are; then the items, their last dimension running fastest. It
 * may be gzipped.
 */
public final class Idx implements AutoCloseable {
  private static final int BYTES = 0x0800;
  private static final int BUFFER = 1 << 16;

  private final DataInputStream in;
  private final String name;
  private final String item;
  private final int[] shape;
  private final int size;
  private int read;

  private Idx(DataInputStream in, String name, String item, int dimensions) throws IOException {
    this.in = in;
    this.name = name;
    this.item = item;
    int magic = in.readInt();
    if (magic != magic(dimensions)) {
      throw new BadInput(
          "%s: expected IDX, which begins with the number %d, but found %d."
              .formatted(name, magic(dimensions), magic));
    }
    shape = new int[dimensions];
    long numbers = 1;
    boolean sound = true;
    for (int d = 0; d < dimensions; d++) {
      shape[d] = in.readInt();
      numbers *= d == 0 ? 1 : shape[d];
      sound &= shape[d] > 0 && numbers <= Integer.MAX_VALUE - Long.BYTES;
    }
    if (!sound) {
      throw new BadInput(
          "%s: expected %ss in IDX but its head says %d of %s."
              .formatted(name, item, shape[0], sizes()));
    }
    size = (int) numbers;
  }

  private String sizes() {
    return IntStream.of(shape).skip(1).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }

  /** The number that a file of bytes with so many dimensions begins with. */
  public static int magic(int dimensions) {
    return BYTES + dimensions;
  }

  /**
   * Opens a stream, which is closed with what this returns.
   *
   * @param name what messages call it
   * @param item what messages call an item: picture
   * @param dimensions how many there are, that of the items included
   * @throws BadInput if it is no such file
   */
  public static Idx open(InputStream stream, String name, String item, int dimensions) {
    try {
      BufferedInputStream in = new BufferedInputStream(stream, BUFFER);
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      DataInputStream data =
          new DataInputStream(
              gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in);
      return new Idx(data, name, item, dimensions);
    } catch (BadInput e) {
      throw closing(stream, e);
    } catch (EOFException e) {
      throw closing(
          stream,
          new BadInput(
              "%s: expected %ss in IDX but the file ends too early.".formatted(name, item), e));
    } catch (IOException e) {
      throw closing(stream, new BadInput(name + ": cannot be read: " + e.getMessage(), e));
    }
  }

  private static BadInput closing(InputStream stream, BadInput refusal) {
    try {
      stream.close();
    } catch (IOException e) {
      refusal.addSuppressed(e);
    }
    return refusal;
  }

  /** The labels of a file. */
  public static byte[] labels(Path file) {
    try (Idx labels = open(TextFiles.stream(file), file.toString(), "label", 1)) {
      // The head may be wrong, so nothing is made as large as it says.
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < labels.items(); i++) {
        all.write(labels.next()[0]);
      }
      return all.toByteArray();
    }
  }

  /**
   * The file with the labels of pictures, which is called as theirs, with {@code labels} for {@code
   * images} and {@code idx1} for {@code idx3}.
   *
   * @throws BadInput if it is not there
   */
  public static Path labelsOf(Path file) {
    String own = file.getFileName().toString();
    Path beside = file.resolveSibling(own.replace("images", "labels").replace("idx3", "idx1"));
    if (beside.equals(file) || !Files.exists(beside)) {
      throw new BadInput(
          "%s: expected its labels beside it in %s but there is no such file."
              .formatted(file, beside.getFileName()));
    }
    return beside;
  }

  /** How many items there are. */
  public int items() {
    return shape[0];
  }

  /** The sizes of an item. */
  public int[] shape() {
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  /** The place of the item that comes next, as messages begin. */
  public String place() {
    return "%s, %s %d of %d".formatted(name, item, read + 1, items());
  }

  /**
   * The numbers of the item that comes next; behind the last one, the file has to end.
   *
   * @throws BadInput if the file ends too early or too late
   */
  public byte[] next() {
    try {
      byte[] bytes = in.readNBytes(size);
      if (bytes.length < size) {
        throw new BadInput(
            "%s: expected %d bytes but the file ends after %d of them."
                .formatted(place(), size, bytes.length));
      }
      if (++read == items() && in.read() >= 0) {
        throw new BadInput(
            "%s: expected %,d %ss%s as its head says but found more bytes."
                .formatted(name, items(), item, shape.length > 1 ? " of " + sizes() : ""));
      }
      return bytes;
    } catch (IOException e) {
      throw new BadInput(place() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new BadInput(name + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
