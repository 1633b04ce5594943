package eddy.pytorch;

import eddy.format.BadInput;
import eddy.tensor.Array;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the tensors of a file that {@code torch.save} wrote: a state dict, or a checkpoint with
 * state dicts somewhere inside.
 *
 * <p>A file is a zip, with a pickle that describes the tensors and an entry for each storage of
 * numbers; before PyTorch 1.6 it was five pickles one after another, and the storages behind them.
 * No code of a file is ever run: see {@link Pickle}. A tensor in dictionaries within dictionaries is
 * named by the way to it, with dots: {@code model.rnn.weight_ih_l0}.
 */
public final class PyTorchFile {
  private static final byte[] ZIP = {'P', 'K'};

  /** The pickle of the number that opens the older format. */
  private static final byte[] OLDER = {
    (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a,
    (byte) 0xa8, 0x50, 0x19, '.'
  };

  private static final long OLDER_VERSION = 1001;
  private static final String PICKLE = "data.pkl";

  private PyTorchFile() {}

  /** Whether a file's content says that {@link #read} should try. */
  public static boolean recognizes(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(OLDER.length);
      if (Arrays.equals(start, OLDER)) {
        return true;
      }
      if (start.length < ZIP.length || !Arrays.equals(start, 0, 2, ZIP, 0, 2)) {
        return false;
      }
    } catch (IOException _) {
      return false;
    }
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return !pickleName(zip).isEmpty();
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
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      in.mark(OLDER.length);
      byte[] start = in.readNBytes(OLDER.length);
      if (Arrays.equals(start, OLDER)) {
        return older(path, in);
      }
      if (start.length < ZIP.length || !Arrays.equals(start, 0, 2, ZIP, 0, 2)) {
        throw new BadInput(path + ": expected a file of torch.save but found other bytes.");
      }
    } catch (IOException e) {
      throw BadInput.of(path, e);
    }
    return zip(path);
  }

  private static Map<String, Array> zip(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      String pickle = pickleName(zip);
      if (pickle.isEmpty()) {
        throw new BadInput(
            path + ": expected a file of torch.save but found a zip without " + PICKLE + ".");
      }
      String root = pickle.substring(0, pickle.length() - PICKLE.length());
      Object content;
      try (InputStream in = new BufferedInputStream(zip.getInputStream(entry(path, zip, pickle)))) {
        content = Pickle.read(in, path.toString());
      }
      Storages storages = new Storages(path.toString(), byteOrder(path, zip, root));
      TensorCollector tensors = new TensorCollector(path.toString(), content);
      long left = Files.size(path);
      for (Pickle.Storage storage : tensors.storages()) {
        ZipEntry entry = entry(path, zip, root + "data/" + storage.key());
        left -= entry.getSize();
        if (left < 0) {
          throw new BadInput(path + ": the storages announce more bytes than the file has.");
        }
        try (InputStream in = zip.getInputStream(entry)) {
          storages.read(storage, in, entry.getSize());
        }
      }
      return tensors.arrays(storages);
    } catch (ZipException | IllegalArgumentException e) {
      throw new BadInput(path + ": the zip is damaged or cut short: " + e.getMessage(), e);
    } catch (IOException e) {
      throw BadInput.of(path, e);
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
                && Boolean.FALSE.equals(
                    system.values().get(system.keys().indexOf("little_endian")))
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

  private static ByteOrder byteOrder(Path path, ZipFile zip, String root) throws IOException {
    if (zip.getEntry(root + "byteorder") == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    try (InputStream in = zip.getInputStream(entry(path, zip, root + "byteorder"))) {
      byte[] big = {'b', 'i', 'g'};
      return Arrays.equals(in.readNBytes(3), big) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }

  /** The name of the pickle, which is in the one folder of the zip, or an empty text. */
  private static String pickleName(ZipFile zip) {
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      String name = entries.nextElement().getName();
      if (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) {
        return name;
      }
    }
    return "";
  }

  /** An entry that takes in memory what it takes in the file, as PyTorch writes all of them. */
  private static ZipEntry entry(Path path, ZipFile zip, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new BadInput(path + ": the zip lacks the entry " + BadInput.quote(name) + ".");
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new BadInput(
          path
              + ": expected the entry "
              + BadInput.quote(name)
              + " stored as it is, as PyTorch does, but it is compressed.");
    }
    return entry;
  }
}
