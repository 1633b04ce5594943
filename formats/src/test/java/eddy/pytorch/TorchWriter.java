package eddy.pytorch;

import eddy.format.Zips;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes files as {@code torch.save} does, from pickles that a test puts together. */
final class TorchWriter {
  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
  private final Map<String, byte[]> storages = new LinkedHashMap<>();

  TorchWriter() {
    code(0x80, 2);
  }

  TorchWriter code(int... bytes) {
    for (int b : bytes) {
      pickle.write(b);
    }
    return this;
  }

  TorchWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    code('X');
    pickle.writeBytes(little(4).putInt(bytes.length).array());
    pickle.writeBytes(bytes);
    return this;
  }

  TorchWriter number(int number) {
    code('J');
    pickle.writeBytes(little(4).putInt(number).array());
    return this;
  }

  TorchWriter name(String module, String name) {
    code('c');
    pickle.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  TorchWriter orderedDict() {
    return name("collections", "OrderedDict").code(')', 'R');
  }

  TorchWriter tuple(int... numbers) {
    code('(');
    for (int number : numbers) {
      number(number);
    }
    return code('t');
  }

  /** Puts a tensor on the stack; its storage is written where it has bytes. */
  TorchWriter tensor(
      String type, String key, int count, byte[] bytes, int offset, int[] sizes, int[] strides) {
    if (bytes.length > 0) {
      storages.put(key, bytes);
    }
    name("torch._utils", "_rebuild_tensor_v2").code('(');
    code('(').text("storage").name("torch", type).text(key).text("cpu").number(count);
    code('t', 'Q').number(offset).tuple(sizes).tuple(strides).code(0x89).orderedDict();
    return code('t', 'R');
  }

  /** The same for floats that lie row by row. */
  TorchWriter floats(String key, int[] sizes, float... numbers) {
    ByteBuffer bytes = little(4 * numbers.length);
    bytes.asFloatBuffer().put(numbers);
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return tensor("FloatStorage", key, numbers.length, bytes.array(), 0, sizes, strides);
  }

  byte[] zip(String byteOrder) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", pickle.toByteArray());
    if (!byteOrder.isEmpty()) {
      entries.put("archive/byteorder", byteOrder.getBytes(StandardCharsets.UTF_8));
    }
    storages.forEach((key, bytes) -> entries.put("archive/data/" + key, bytes));
    entries.put("archive/version", new byte[] {'3', '\n'});
    return Zips.stored(entries);
  }

  /** The format before PyTorch 1.6. */
  byte[] older(int bytesPerNumber) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {
          (byte) 0x80,
          2,
          (byte) 0x8a,
          10,
          0x6c,
          (byte) 0xfc,
          (byte) 0x9c,
          0x46,
          (byte) 0xf9,
          0x20,
          0x6a,
          (byte) 0xa8,
          0x50,
          0x19,
          '.'
        });
    out.writeBytes(new TorchWriter().number(1001).code('.').pickle.toByteArray());
    out.writeBytes(
        new TorchWriter()
            .code('}')
            .text("little_endian")
            .code(0x88, 's', '.')
            .pickle
            .toByteArray());
    out.writeBytes(pickle.toByteArray());
    TorchWriter keys = new TorchWriter().code(']', '(');
    storages.keySet().forEach(keys::text);
    out.writeBytes(keys.code('e', '.').pickle.toByteArray());
    for (byte[] storage : storages.values()) {
      out.writeBytes(little(8).putLong(storage.length / bytesPerNumber).array());
      out.writeBytes(storage);
    }
    return out.toByteArray();
  }

  byte[] pickle() {
    return pickle.toByteArray();
  }

  /** This writer with another pickle beside its storages. */
  TorchWriter withPickle(byte[] other) {
    pickle.reset();
    pickle.writeBytes(other);
    return this;
  }

  static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
