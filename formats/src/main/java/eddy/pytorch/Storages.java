package eddy.pytorch;

import eddy.format.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The numbers of a file's storages, as floats, by key. */
final class Storages {
  private static final int CHUNK = 1 << 16;

  private final String source;
  private final ByteOrder order;
  private final Map<String, float[]> numbers = new HashMap<>();

  Storages(String source, ByteOrder order) {
    this.source = source;
    this.order = order;
  }

  /** The numbers of a storage, which must have been read. */
  float[] numbers(Pickle.Storage storage) {
    float[] found = numbers.get(storage.key());
    if (found == null) {
      throw new BadInput(
          source + ": storage " + BadInput.quote(storage.key()) + " is not in the file.");
    }
    return found;
  }

  /** Reads a storage of the older format, which tells its count before its numbers. */
  void readCounted(Pickle.Storage storage, InputStream in, long fileSize) throws IOException {
    long count = ByteBuffer.wrap(full(in, 8)).order(order).getLong();
    if (count < 0 || count > fileSize) {
      throw new BadInput(
          source + ": a storage announces " + count + " numbers, more than the file holds.");
    }
    read(storage, in, count * storage.type().bytes());
  }

  /**
   * Reads a storage.
   *
   * @param size how many bytes the file has for it
   */
  void read(Pickle.Storage storage, InputStream in, long size) throws IOException {
    long expected = storage.count() * storage.type().bytes();
    if (storage.count() < 0 || storage.count() > Integer.MAX_VALUE || size != expected) {
      throw new BadInput(
          "%s: storage %s: expected %d numbers of type %s but the file has %d bytes for it."
              .formatted(
                  source, BadInput.quote(storage.key()), storage.count(), storage.type(), size));
    }
    float[] floats = new float[0];
    int perChunk = CHUNK / storage.type().bytes();
    int count = (int) storage.count();
    for (int from = 0; from < count; from += perChunk) {
      int some = Math.min(perChunk, count - from);
      byte[] bytes = full(in, some * storage.type().bytes());
      // The array grows with what was really read, since the announced size may be a lie.
      if (floats.length < from + some) {
        floats = Arrays.copyOf(floats, (int) Math.min(count, 2L * (from + some)));
      }
      storage.type().read(ByteBuffer.wrap(bytes).order(order), floats, from, some);
    }
    numbers.put(storage.key(), floats);
  }

  private byte[] full(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new BadInput(source + ": the file ends in the middle of a storage.");
    }
    return bytes;
  }
}
