package eddy.tensorflow;

import eddy.format.BadInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads a table of sorted keys and their values, the format of LevelDB in which TensorFlow keeps
 * the index of a checkpoint.
 *
 * <p>Blocks of entries, then a block that says where they are, then 48 bytes that say where that
 * is. An entry's key is said by how much of the one before it keeps. Each block is followed by a
 * byte for how it is packed and a checksum.
 *
 * <p>Format: google/leveldb, {@code doc/table_format.md}.
 */
final class SortedTable {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int TRAILER = 5;
  private static final int KEY_LIMIT = 4096;

  private SortedTable() {}

  /** All entries of a table, in the order of their keys. */
  static Map<String, ByteBuffer> read(String source, byte[] file) {
    if (!recognizes(file)) {
      throw new BadInput(source + ": expected the index of a checkpoint but found other bytes.");
    }
    Cursor footer = new Cursor(source, ByteBuffer.wrap(file, file.length - FOOTER, FOOTER));
    footer.varint();
    footer.varint();
    Map<String, ByteBuffer> entries = new LinkedHashMap<>();
    long[] left = {4L * file.length};
    for (ByteBuffer handle : block(source, file, footer, left).values()) {
      entries.putAll(block(source, file, new Cursor(source, handle), left));
    }
    return entries;
  }

  static boolean recognizes(byte[] file) {
    return file.length >= FOOTER
        && ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(file.length - 8) == MAGIC;
  }

  /** The checksum of some bytes as it is stored, which makes one of checksums no trivial one. */
  static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  /**
   * The entries of a block.
   *
   * @param handle stands before its offset and size
   * @param left modified: how many bytes may still be unpacked
   */
  private static Map<String, ByteBuffer> block(
      String source, byte[] file, Cursor handle, long[] left) {
    long offset = handle.varint();
    long size = handle.varint();
    if (offset < 0 || size < 0 || offset > file.length || size > file.length - TRAILER - offset) {
      throw new BadInput(
          "%s: expected a block of the table within %d bytes but found %d bytes from %d on."
              .formatted(source, file.length, size, offset));
    }
    Cursor cursor = new Cursor(source, ByteBuffer.wrap(file, (int) offset, (int) size + TRAILER));
    ByteBuffer content = cursor.take((int) size);
    int packing = cursor.take(1).get();
    ByteBuffer summed = ByteBuffer.wrap(file, (int) offset, (int) size + 1);
    if (cursor.fixed32() != checksum(summed)) {
      throw new BadInput(source + ": the checksum of a block is wrong; the file is damaged.");
    }
    Cursor block =
        switch (packing) {
          case 0 -> new Cursor(source, content);
          case 1 -> new Cursor(source, Snappy.unpack(new Cursor(source, content)));
          default -> throw new BadInput(source + ": a block is packed in an unknown way.");
        };
    left[0] -= block.remaining();
    if (left[0] < 0) {
      throw new BadInput(source + ": its blocks overlap; the file is damaged.");
    }
    return entries(block);
  }

  private static Map<String, ByteBuffer> entries(Cursor block) {
    if (block.remaining() < 4) {
      throw block.bad("a block of the table is too short.");
    }
    ByteBuffer all = block.take(block.remaining());
    long restarts = all.getInt(all.limit() - 4);
    long end = all.limit() - 4 - 4 * restarts;
    if (restarts < 0 || end < 0) {
      throw block.bad("a block of the table announces " + restarts + " restarts.");
    }
    Map<String, ByteBuffer> entries = new LinkedHashMap<>();
    Cursor cursor = new Cursor(block.source(), all.slice(0, (int) end));
    byte[] key = new byte[0];
    while (!cursor.atEnd()) {
      int shared = cursor.count(key.length);
      int own = cursor.count();
      int value = cursor.count();
      if (shared + own > KEY_LIMIT) {
        throw block.bad("expected names of at most " + KEY_LIMIT + " bytes.");
      }
      key = Arrays.copyOf(key, shared + own);
      cursor.take(own).get(key, shared, own);
      entries.put(new String(key, StandardCharsets.UTF_8), cursor.take(value));
    }
    return entries;
  }
}
