package eddy.format.folder;

import eddy.format.AtomicFolder;
import eddy.format.BadInput;
import eddy.tensor.Array;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that a training writes to, locked for it alone until it is closed.
 *
 * <p>The lock is the system's, on the file {@code .eddy.lock}, and ends with the process however
 * that ends; the file stays, since removing it would let two trainings in.
 */
public final class TrainingFolder implements AutoCloseable {
  private static final String LOCK = ".eddy.lock";
  private static final int NAMES_SHOWN = 3;

  private final Path path;
  private final boolean made;
  private final FileChannel lock;

  private TrainingFolder(Path path, boolean made, FileChannel lock) {
    this.path = path;
    this.made = made;
    this.lock = lock;
  }

  /**
   * Opens a folder for a training, or makes it; finishes what a killed training had begun to save.
   *
   * @throws BadInput if the path is a file, the folder holds other files than Eddy's, can't be
   *     written to, or another training writes to it
   */
  public static TrainingFolder open(Path path) {
    boolean made = !Files.exists(path);
    FileChannel lock = null;
    boolean opened = false;
    try {
      if (!made && !Files.isDirectory(path)) {
        throw new BadInput(path + ": expected a folder to write the model to but found a file.");
      }
      Files.createDirectories(path);
      requireOurs(path);
      lock =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(lock)) {
        throw new BadInput(
            path + ": another training is writing to this folder. Wait for it or choose another.");
      }
      AtomicFolder.recover(path);
      opened = true;
      return new TrainingFolder(path, made, lock);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(path + ": cannot make the folder: " + e.getFile() + " is a file.", e);
    } catch (IOException e) {
      throw new BadInput("cannot write to the folder " + BadInput.of(path, e).getMessage(), e);
    } finally {
      if (!opened) {
        closeQuietly(lock);
      }
    }
  }

  /** Where the folder is. */
  public Path path() {
    return path;
  }

  /** Whether the folder holds a model or a checkpoint, whole or damaged. */
  public boolean holdsTraining() {
    return ModelFolder.holdsModel(path) || Files.exists(path.resolve(Checkpoint.FILE));
  }

  /** The model that the folder already holds, if any; a damaged one is refused. */
  public Optional<ModelFolder> existing() {
    return ModelFolder.existing(path);
  }

  /** The checkpoint that the folder already holds, if any; a damaged one is refused. */
  public Optional<Checkpoint> checkpoint() {
    return Checkpoint.read(path);
  }

  /** Replaces the checkpoint; see {@link Checkpoint#write}. */
  public void saveCheckpoint(Map<String, Array> arrays, Map<String, String> counters) {
    Checkpoint.write(path, arrays, counters);
  }

  /**
   * Gives up the model and the checkpoint that the folder holds, whole or damaged, so that a
   * training may start in it afresh.
   */
  public void clear() {
    // Without its sums a folder holds no model; the other files wait to be replaced.
    Path sums = path.resolve(ModelFolder.CHECKSUMS);
    try {
      Files.deleteIfExists(sums);
    } catch (IOException e) {
      throw BadInput.of(sums, e);
    }
    Checkpoint.delete(path);
  }

  /**
   * Replaces the model, all its files as one.
   *
   * @throws BadInput if the disk is full or the folder can't be written to; the model that was
   *     there is then still there, whole
   */
  public void save(Model model) {
    ModelFolder.save(path, model);
  }

  /** Ends the lock; a folder that was made for this training and got nothing goes away. */
  @Override
  public void close() {
    try {
      if (made && names(path).equals(List.of(LOCK))) {
        Files.delete(path.resolve(LOCK));
        Files.delete(path);
      }
    } catch (IOException e) {
      // An empty folder that stays does no harm.
    } finally {
      closeQuietly(lock);
    }
  }

  private static void requireOurs(Path path) throws IOException {
    List<String> names = names(path);
    boolean ours =
        names.isEmpty()
            || names.contains(LOCK)
            || names.contains(Checkpoint.FILE)
            || ModelFolder.holdsModel(path);
    if (!ours) {
      String some = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
      throw new BadInput(
          ("%s: expected an empty folder or one of Eddy's but it holds other files: %s%s."
                  + " Choose another folder.")
              .formatted(path, some, names.size() > NAMES_SHOWN ? ", ..." : ""));
    }
  }

  private static List<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    }
  }
}
