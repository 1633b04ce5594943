package eddy.tensorflow;

import eddy.format.BadInput;
import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the variables of a checkpoint: {@code NAME.index} says where in the files {@code
 * NAME.data-00000-of-00001}, ... beside it each of them lies.
 *
 * <p>A variable is called as it is in the index; TensorFlow 2 has keys of its own there, such as
 * {@code variables/1/.ATTRIBUTES/VARIABLE_VALUE}, and an entry that tells the names.
 *
 * <p>Messages: tensorflow/core/protobuf, {@code tensor_bundle.proto} and {@code
 * trackable_object_graph.proto}.
 */
public final class Checkpoint {
  private static final String SUFFIX = ".index";
  private static final String OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH";
  private static final long TEXT = 7;
  private static final long INDEX_LIMIT = 1 << 28;
  private static final int SHARD_LIMIT = 1000;

  private final Path index;
  private final Map<String, ByteBuffer> entries;
  private final long shards;
  private final ByteOrder order;
  private final Map<Long, FileChannel> open = new HashMap<>();
  private long left;

  private Checkpoint(Path index) throws IOException {
    this.index = index;
    String source = index.toString();
    if (Files.size(index) > INDEX_LIMIT) {
      throw new BadInput(index + ": expected an index of at most " + INDEX_LIMIT + " bytes.");
    }
    entries = SortedTable.read(source, Files.readAllBytes(index));
    Message header = new Message(source, entries.getOrDefault("", ByteBuffer.allocate(0)));
    shards = header.number(1);
    order = header.number(2) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    if (shards < 1 || shards > SHARD_LIMIT) {
      throw new BadInput(index + ": expected 1 to 1000 files of data but found " + shards + ".");
    }
  }

  /** Whether a file's content says that {@link #read} should try. */
  public static boolean recognizes(Path index) {
    try {
      return index.toString().endsWith(SUFFIX)
          && Files.size(index) <= INDEX_LIMIT
          && SortedTable.recognizes(Files.readAllBytes(index));
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Reads all variables that are numbers, as floats.
   *
   * @param index the file {@code NAME.index}
   * @return by name, sorted as in the index
   * @throws BadInput if a file is missing or damaged
   */
  public static Map<String, Array> read(Path index) {
    try {
      Checkpoint checkpoint = new Checkpoint(index);
      try {
        return checkpoint.variables();
      } finally {
        for (FileChannel channel : checkpoint.open.values()) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw BadInput.of(index, e);
    }
  }

  private Map<String, Array> variables() throws IOException {
    for (long shard = 0; shard < shards; shard++) {
      left += Files.size(data(shard));
    }
    Map<String, Array> variables = new LinkedHashMap<>();
    Map<String, String> names = names();
    for (Map.Entry<String, ByteBuffer> each : entries.entrySet()) {
      String key = each.getKey();
      Message entry = new Message(index + ", " + key, each.getValue());
      Optional<DataType> type = DataType.of(entry.number(1));
      if (!key.isEmpty() && type.isPresent()) {
        variables.put(names.getOrDefault(key, key), array(entry, type.get()));
      }
    }
    return variables;
  }

  private Array array(Message entry, DataType type) throws IOException {
    if (entry.has(7)) {
      throw new BadInput(
          entry.source() + ": the variable is cut into slices; save it without a partitioner.");
    }
    Shape shape = TensorMessage.shape(entry.message(2));
    ByteBuffer bytes = bytes(entry);
    if (bytes.remaining() != (long) shape.size() * type.bytes()) {
      throw new BadInput(
          "%s: expected %s of type %s but found %d bytes."
              .formatted(entry.source(), shape, type, bytes.remaining()));
    }
    float[] data = new float[shape.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) type.read(bytes);
    }
    return new Array(shape, data);
  }

  /** The bytes of an entry, whose checksum is right. */
  private ByteBuffer bytes(Message entry) throws IOException {
    long shard = entry.number(3);
    long offset = entry.number(4);
    long size = entry.number(5);
    FileChannel channel = channel(entry, shard);
    left -= size;
    if (offset < 0 || size < 0 || offset > channel.size() - size || left < 0) {
      throw new BadInput(
          "%s: expected %d bytes from %d on, but %s has only %d."
              .formatted(entry.source(), size, offset, data(shard), channel.size()));
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new BadInput(entry.source() + ": expected a variable of at most 2 GB.");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(order);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new BadInput(data(shard) + ": the file became shorter while it was read.");
      }
    }
    bytes.flip();
    if ((int) entry.number(6) != SortedTable.checksum(bytes) && entry.number(1) != TEXT) {
      throw new BadInput(entry.source() + ": the checksum is wrong; the data is damaged.");
    }
    return bytes;
  }

  private FileChannel channel(Message entry, long shard) throws IOException {
    if (shard < 0 || shard >= shards) {
      throw new BadInput(entry.source() + ": expected one of " + shards + " files of data.");
    }
    if (!open.containsKey(shard)) {
      open.put(shard, FileChannel.open(data(shard)));
    }
    return open.get(shard);
  }

  private Path data(long shard) {
    String name = index.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return index.resolveSibling("%s.data-%05d-of-%05d".formatted(stem, shard, shards));
  }

  /** What the variables of TensorFlow 2 are called, by their keys; each name once. */
  private Map<String, String> names() throws IOException {
    if (!entries.containsKey(OBJECTS)) {
      return Map.of();
    }
    Message entry = new Message(index + ", " + OBJECTS, entries.get(OBJECTS));
    if (entry.number(1) != TEXT) {
      return Map.of();
    }
    Cursor content = new Cursor(entry.source(), bytes(entry));
    int length = content.count();
    content.fixed32();
    Map<String, String> names = new LinkedHashMap<>();
    for (Message node : new Message(entry.source(), content.take(length)).messages(1)) {
      for (Message attribute : node.messages(2)) {
        if (!attribute.text(2).isEmpty()) {
          names.put(attribute.text(3), attribute.text(2));
        }
      }
    }
    Map<String, Long> counts =
        names.values().stream()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    names.values().removeIf(name -> counts.get(name) > 1 || entries.containsKey(name));
    return names;
  }
}
