package eddy.tensorflow;

import static eddy.tensorflow.ProtoWriter.little;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Writes checkpoints as TensorFlow does. */
final class CheckpointWriter {
  static final int FLOAT = 1;
  static final int TEXT = 7;

  private final SortedMap<String, byte[]> entries = new TreeMap<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean packed;
  private UnaryOperator<byte[]> damage = block -> block;

  CheckpointWriter() {
    entries.put("", new ProtoWriter().number(1, 1).toBytes());
  }

  CheckpointWriter variable(String name, int type, byte[] bytes, int... shape) {
    int checksum = SortedTable.checksum(ByteBuffer.wrap(bytes));
    ProtoWriter entry = new ProtoWriter().number(1, type).message(2, ProtoWriter.shape(shape));
    entry.number(4, data.size()).number(5, bytes.length).fixed32(6, checksum);
    entries.put(name, entry.toBytes());
    data.writeBytes(bytes);
    return this;
  }

  CheckpointWriter floats(String name, int[] shape, float... numbers) {
    ByteBuffer bytes = little(4 * numbers.length);
    bytes.asFloatBuffer().put(numbers);
    return variable(name, FLOAT, bytes.array(), shape);
  }

  /** What TensorFlow 2 notes of its variables: pairs of a key and the name that it stands for. */
  CheckpointWriter objects(String... keysAndNames) {
    ProtoWriter graph = new ProtoWriter();
    for (int i = 0; i < keysAndNames.length; i += 2) {
      ProtoWriter attribute = new ProtoWriter().text(1, "VARIABLE_VALUE");
      attribute.text(2, keysAndNames[i + 1]).text(3, keysAndNames[i]);
      graph.message(1, new ProtoWriter().message(2, attribute));
    }
    byte[] bytes = graph.toBytes();
    ProtoWriter content = new ProtoWriter().varint(bytes.length).raw(new byte[4]).raw(bytes);
    return variable("_CHECKPOINTABLE_OBJECT_GRAPH", TEXT, content.toBytes());
  }

  /** Packs the blocks of the index by Snappy. */
  CheckpointWriter packed() {
    packed = true;
    return this;
  }

  /** Damages the block of entries before it gets its checksum. */
  CheckpointWriter damaged(UnaryOperator<byte[]> damage) {
    this.damage = damage;
    return this;
  }

  Path write(Path folder) throws IOException {
    Path shard = folder.resolve("model.data-00000-of-00001");
    Files.deleteIfExists(shard);
    Files.write(shard, data.toByteArray());
    Path index = folder.resolve("model.index");
    Files.deleteIfExists(index);
    return Files.write(index, index());
  }

  byte[] index() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] handle = block(file, damage.apply(entries(entries)));
    byte[] meta = block(file, entries(new TreeMap<>()));
    byte[] index = block(file, entries(new TreeMap<>(Map.of("z", handle))));
    ByteBuffer footer = little(48).put(meta).put(index);
    file.writeBytes(footer.putLong(40, 0xdb4775248b80fb57L).array());
    return file.toByteArray();
  }

  private static byte[] entries(SortedMap<String, byte[]> entries) {
    ProtoWriter block = new ProtoWriter();
    byte[] before = new byte[0];
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
      int shared = 0;
      while (shared < Math.min(key.length, before.length) && key[shared] == before[shared]) {
        shared++;
      }
      block.varint(shared).varint(key.length - shared).varint(entry.getValue().length);
      block.raw(Arrays.copyOfRange(key, shared, key.length)).raw(entry.getValue());
      before = key;
    }
    return block.raw(little(8).putInt(0).putInt(1).array()).toBytes();
  }

  /** Writes a block with its trailer, and returns where it is. */
  private byte[] block(ByteArrayOutputStream file, byte[] content) {
    byte[] stored = packed ? literal(content) : content;
    int offset = file.size();
    byte[] summed = Arrays.copyOf(stored, stored.length + 1);
    summed[stored.length] = (byte) (packed ? 1 : 0);
    file.writeBytes(summed);
    int checksum = SortedTable.checksum(ByteBuffer.wrap(summed));
    file.writeBytes(little(4).putInt(checksum).array());
    return new ProtoWriter().varint(offset).varint(stored.length).toBytes();
  }

  /** Packed by Snappy as nothing but literals. */
  private static byte[] literal(byte[] content) {
    ProtoWriter packed = new ProtoWriter().varint(content.length);
    for (int from = 0; from < content.length; from += 60) {
      int count = Math.min(60, content.length - from);
      packed.raw(new byte[] {(byte) (count - 1 << 2)});
      packed.raw(Arrays.copyOfRange(content, from, from + count));
    }
    return packed.toBytes();
  }
}
