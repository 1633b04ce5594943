package eddy.format.folder;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.safetensors.Safetensors;
import eddy.format.safetensors.SafetensorsFile;
import eddy.tensor.Array;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of a training between two steps, in one file, {@code checkpoint.safetensors}.
 *
 * <p>The file is replaced in one step, so that a killed process leaves the old checkpoint or the
 * new one; a checksum over names, shapes, numbers and counters refuses a changed one.
 *
 * @param arrays weights, best weights, the optimizer's moments: by name
 * @param counters everything else as exact text ({@code Long.toString}, {@code Double.toString},
 *     JSON)
 */
public record Checkpoint(Map<String, Array> arrays, Map<String, String> counters) {
  /** The name of the file. */
  public static final String FILE = "checkpoint.safetensors";

  private static final String VERSION_KEY = "eddy_checkpoint_version";
  private static final String VERSION = "2";
  private static final String SUM_KEY = "sha256";

  public Checkpoint {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
  }

  /**
   * Replaces the checkpoint of a folder.
   *
   * @throws BadInput if the disk is full or the folder can't be written to; the previous checkpoint
   *     is then still there
   */
  public static void write(Path folder, Map<String, Array> arrays, Map<String, String> counters) {
    if (counters.containsKey(SUM_KEY) || counters.containsKey(VERSION_KEY)) {
      throw new IllegalArgumentException(
          "Checkpoint: no counter may be called " + SUM_KEY + " or " + VERSION_KEY + ".");
    }
    Map<String, String> metadata = new TreeMap<>(counters);
    metadata.put(SUM_KEY, sum(arrays, counters));
    metadata.put(VERSION_KEY, VERSION);
    Safetensors.write(folder.resolve(FILE), arrays, metadata);
  }

  /**
   * Reads the checkpoint of a folder, if there is one.
   *
   * @throws BadInput if it is damaged, or no checkpoint of this version of Eddy
   */
  public static Optional<Checkpoint> read(Path folder) {
    Path path = folder.resolve(FILE);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    SafetensorsFile file = Safetensors.read(path);
    Map<String, String> counters = new LinkedHashMap<>(file.metadata());
    String version = counters.remove(VERSION_KEY);
    String sum = counters.remove(SUM_KEY);
    if (!VERSION.equals(version) || sum == null) {
      throw new BadInput(
          "%s: expected a checkpoint of version %s but found %s."
              .formatted(path, VERSION, version == null ? "other tensors" : "version " + version));
    }
    if (!sum.equals(sum(file.tensors(), counters))) {
      throw new BadInput(
          path
              + ": the checksum differs; the checkpoint was changed or torn."
              + " Delete it to train from the start.");
    }
    return Optional.of(new Checkpoint(file.tensors(), counters));
  }

  /** Removes the checkpoint of a folder, if there is one. */
  public static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw BadInput.of(folder.resolve(FILE), e);
    }
  }

  private static String sum(Map<String, Array> arrays, Map<String, String> counters) {
    Digest digest = new Digest();
    new TreeMap<>(counters).forEach((name, text) -> digest.add(name).add(text));
    digest.add(Integer.toString(counters.size()));
    arrays.forEach(
        (name, array) -> digest.add(name).add(array.shape().toString()).add(array.data()));
    return digest.hex();
  }
}
