package eddy.format.safetensors;

import eddy.format.AtomicFile;
import eddy.format.BadInput;
import eddy.format.Json;
import eddy.tensor.Array;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * Reads and writes safetensors files: named arrays behind a JSON header.
 *
 * <p>A file is eight bytes with the header's length N (little-endian), N bytes of JSON that begin
 * with an opening brace and may end in spaces, and the numbers, little-endian and row by row. The
 * reader is strict: offsets, sizes and names must fit exactly, and nothing is allocated on the word
 * of a header before the file has been found to be that large.
 *
 * <p>Format: <a href="https://github.com/huggingface/safetensors">huggingface/safetensors</a>.
 */
public final class Safetensors {
  private static final long HEADER_LIMIT = 100_000_000;
  private static final int LENGTH_BYTES = 8;
  private static final int CHUNK = 1 << 20;

  private Safetensors() {}

  /**
   * Reads a file; F64, F32, F16 and BF16 become floats.
   *
   * @throws BadInput if the file is missing, breaks the format in any way, or holds a tensor of
   *     another type
   */
  public static SafetensorsFile read(Path path) {
    try (FileChannel channel = open(path)) {
      SafetensorsHeader header = header(path, channel);
      header.tensors().forEach((name, info) -> requireReadable(path, name, info));
      ByteBuffer chunk = buffer(Math.min(CHUNK, channel.size()));
      Map<String, Array> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, TensorInfo> entry : header.tensors().entrySet()) {
        TensorInfo info = entry.getValue();
        float[] data = new float[info.shape().size()];
        long position = header.dataStart() + info.begin();
        int perChunk = chunk.capacity() / info.dtype().bytes();
        for (int from = 0; from < data.length; from += perChunk) {
          int count = Math.min(perChunk, data.length - from);
          chunk.clear().limit(count * info.dtype().bytes());
          fill(path, channel, chunk, position);
          position += chunk.limit();
          info.dtype().read(chunk, data, from, count);
        }
        tensors.put(entry.getKey(), new Array(info.shape(), data));
      }
      return new SafetensorsFile(tensors, header.metadata());
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  /**
   * Reads what a file holds without its numbers; every known type may be there.
   *
   * @throws BadInput if the file is missing or its header breaks the format in any way
   */
  public static SafetensorsHeader header(Path path) {
    try (FileChannel channel = open(path)) {
      return header(path, channel);
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  /**
   * Writes a file, atomically.
   *
   * @see #write(OutputStream, Map, Map)
   */
  public static void write(Path path, Map<String, Array> tensors, Map<String, String> metadata) {
    AtomicFile.write(path, out -> write(out, tensors, metadata));
  }

  /**
   * Writes tensors as F32: the same content gives the same bytes.
   *
   * @param out not closed
   * @param tensors written in the order of the map, which should therefore have one
   * @param metadata texts, written in the order of their names
   */
  public static void write(
      OutputStream out, Map<String, Array> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = headerBytes(tensors, metadata);
    int padding = -header.length & (LENGTH_BYTES - 1);
    int length = header.length + padding;
    if (length > HEADER_LIMIT) {
      throw new IllegalArgumentException(
          "Safetensors: the header takes " + length + " bytes of at most " + HEADER_LIMIT + ".");
    }
    out.write(buffer(LENGTH_BYTES).putLong(0, length).array());
    out.write(header);
    out.write(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
    long longest = tensors.values().stream().mapToLong(a -> a.data().length).max().orElse(0);
    ByteBuffer chunk = buffer(Math.min(CHUNK, longest * Float.BYTES));
    int perChunk = chunk.capacity() / Float.BYTES;
    for (Array tensor : tensors.values()) {
      float[] data = tensor.data();
      for (int from = 0; from < data.length; from += perChunk) {
        int count = Math.min(perChunk, data.length - from);
        chunk.clear().asFloatBuffer().put(data, from, count);
        out.write(chunk.array(), 0, count * Float.BYTES);
      }
    }
  }

  private static byte[] headerBytes(Map<String, Array> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.mapper().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart("__metadata__");
        new TreeMap<>(metadata).forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Array> tensor : tensors.entrySet()) {
        if (tensor.getKey().equals("__metadata__")) {
          throw new IllegalArgumentException("Safetensors: a tensor can't be named __metadata__.");
        }
        int[] shape = tensor.getValue().shape().toArray();
        long end = offset + (long) tensor.getValue().data().length * Float.BYTES;
        json.writeObjectPropertyStart(tensor.getKey());
        json.writeStringProperty("dtype", Dtype.F32.name());
        json.writeName("shape");
        json.writeArray(shape, 0, shape.length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static FileChannel open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new BadInput(path + ": expected a safetensors file but found a folder.");
    }
    return FileChannel.open(path);
  }

  private static SafetensorsHeader header(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw new BadInput(
          path + ": expected a safetensors file, of 8 bytes or more, but found " + size + ".");
    }
    ByteBuffer word = buffer(LENGTH_BYTES);
    fill(path, channel, word, 0);
    long length = word.getLong();
    long most = Math.min(HEADER_LIMIT, size - LENGTH_BYTES);
    if (length < 0 || length > most) {
      throw new BadInput(
          ("%s: expected a header of at most %d bytes but the file announces %s;"
                  + " it is no safetensors file, or cut short.")
              .formatted(path, most, Long.toUnsignedString(length)));
    }
    ByteBuffer header = buffer(length);
    fill(path, channel, header, LENGTH_BYTES);
    if (length == 0 || header.get(0) != '{') {
      throw new BadInput(path + ": expected a header that begins with { but found another byte.");
    }
    long dataStart = LENGTH_BYTES + length;
    return HeaderParser.parse(path, decode(path, header), dataStart, size - dataStart);
  }

  private static String decode(Path path, ByteBuffer header) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw new BadInput(path + ": expected a header in UTF-8 but found other bytes.", e);
    }
  }

  private static void requireReadable(Path path, String name, TensorInfo info) {
    if (!info.dtype().readable()) {
      throw new BadInput(
          "%s: tensor %s: expected numbers of type F64, F32, F16 or BF16 but found %s."
              .formatted(path, BadInput.quote(name), info.dtype()));
    }
  }

  /** Fills the buffer from its start to its limit and flips it. */
  private static void fill(Path path, FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position + buffer.position());
      if (count < 0) {
        throw new BadInput(path + ": the file became shorter while it was read.");
      }
    }
    buffer.flip();
  }

  private static ByteBuffer buffer(long bytes) {
    return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
