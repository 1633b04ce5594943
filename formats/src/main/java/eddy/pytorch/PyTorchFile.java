package eddy.pytorch;

import eddy.format.BadInput;
import eddy.format.StoredZip;
import eddy.tensor.Array;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads the tensors of a file that {@code torch.save} wrote: a state dict, or a checkpoint with
 * state dicts somewhere inside.
 *
 * <p>A file is a zip, with a pickle that describes the tensors and an entry for each storage of
 * numbers; before PyTorch 1.6 it was five pickles one after another, and the storages behind them.
 * No code of a file is ever run: see {@link Pickle}. A tensor in dictionaries within dictionaries
 * is named by the way to it, with dots: {@code model.rnn.weight_ih_l0}.
 */
public final class PyTorchFile {
  /** The pickle of the number that opens the older format. */
  private static final byte[] OLDER = {
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
  };

  private static final long OLDER_VERSION = 1001;
  private static final String PICKLE = "data.pkl";

  private PyTorchFile() {}

  /** Whether a file's content says that {@link #read} should try. */
  public static boolean recognizes(Path path) {
    if (StoredZip.isZip(path)) {
      try (StoredZip zip = StoredZip.open(path)) {
        return !pickleName(zip).isEmpty();
      } catch (BadInput _) {
        return false;
      }
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Arrays.equals(in.readNBytes(OLDER.length), OLDER);
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Reads all tensors as floats, in the order of the file.
   *
   * @return by name; tensors that are the same numbers in the file share them here
   * @throws BadInput if the file is missing, damaged, or asks for anything but tensors, which the
   *     message then names
   */
  public static Map<String, Array> read(Path path) {
    try {
      if (StoredZip.isZip(path)) {
        return zip(path);
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
        if (!Arrays.equals(in.readNBytes(OLDER.length), OLDER)) {
          throw new BadInput(path + ": expected a file of torch.save but found other bytes.");
        }
        return older(path, in);
      }
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
  }

  private static Map<String, Array> zip(Path path) throws IOException {
    try (StoredZip zip = StoredZip.open(path)) {
      String pickle = pickleName(zip);
      if (pickle.isEmpty()) {
        throw new BadInput(
            path + ": expected a file of torch.save but found a zip without " + PICKLE + ".");
      }
      String root = pickle.substring(0, pickle.length() - PICKLE.length());
      Object content;
      try (InputStream in = zip.stream(pickle)) {
        content = Pickle.read(in, path.toString());
      }
      Storages storages = new Storages(path.toString(), byteOrder(zip, root));
      TensorCollector tensors = new TensorCollector(path.toString(), content);
      for (Pickle.Storage storage : tensors.storages()) {
        String entry = root + "data/" + storage.key();
        try (InputStream in = zip.stream(entry)) {
          storages.read(storage, in, zip.size(entry));
        }
      }
      return tensors.arrays(storages);
    }
  }

  private static Map<String, Array> older(Path path, InputStream in) throws IOException {
    String source = path.toString();
    if (!Long.valueOf(OLDER_VERSION).equals(Pickle.read(in, source))) {
      throw new BadInput(path + ": expected version 1001 of PyTorch's older format.");
    }
    ByteOrder order =
        Pickle.read(in, source) instanceof Pickle.Dict system
                && system.keys().contains("little_endian")
                && Boolean.FALSE.equals(system.values().get(system.keys().indexOf("little_endian")))
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    TensorCollector tensors = new TensorCollector(source, Pickle.read(in, source));
    if (!(Pickle.read(in, source) instanceof List<?> keys)) {
      throw new BadInput(path + ": expected the keys of the storages behind the tensors.");
    }
    Storages storages = new Storages(source, order);
    for (Object key : keys) {
      storages.readCounted(tensors.storage(key), in, Files.size(path));
    }
    return tensors.arrays(storages);
  }

  private static ByteOrder byteOrder(StoredZip zip, String root) {
    String entry = root + "byteorder";
    return zip.names().contains(entry)
            && new String(zip.bytes(entry), StandardCharsets.UTF_8).startsWith("big")
        ? ByteOrder.BIG_ENDIAN
        : ByteOrder.LITTLE_ENDIAN;
  }

  /** The name of the pickle, which is in the one folder of the zip, or an empty text. */
  private static String pickleName(StoredZip zip) {
    return zip.names().stream()
        .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
        .findFirst()
        .orElse("");
  }
}
