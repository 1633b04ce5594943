package eddy.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * Replaces several files of a folder as one: a process killed at any moment leaves all the old ones
 * or all the new ones, never a mix.
 *
 * <p>No file system replaces a filled folder in one step, so this is a journal of one entry. The
 * new files are written and forced to the disk in the subfolder {@code .staged}; renaming that to
 * {@code .commit} is the one step that decides. Afterwards the files move from there to their
 * places. Where a {@code .commit} is found, its moves were interrupted: each of its files counts
 * instead of the one in the folder ({@link #locate}), and the next writer finishes the moves first
 * ({@link #recover}). Writers must exclude each other.
 */
public final class AtomicFolder {
  private static final String STAGED = ".staged";
  private static final String COMMIT = ".commit";

  private AtomicFolder() {}

  /**
   * Replaces or adds files; others in the folder stay as they are.
   *
   * @param folder an existing folder
   * @param files what to write, by plain file name
   * @throws BadInput if the disk is full or the folder can't be written to; the folder then holds
   *     what it held before
   */
  public static void replace(Path folder, SequencedMap<String, AtomicFile.Content> files) {
    recover(folder);
    Path staged = folder.resolve(STAGED);
    boolean decided = false;
    try {
      Files.createDirectory(staged);
      for (Map.Entry<String, AtomicFile.Content> file : files.entrySet()) {
        Path path = staged.resolve(file.getKey());
        AtomicFile.fill(path, AtomicFile.label(path), file.getValue());
      }
      AtomicFile.sync(staged);
      Fault.point("folder:before-commit");
      AtomicFile.move(staged, folder.resolve(COMMIT));
      decided = true;
      Fault.point("folder:after-commit");
      AtomicFile.sync(folder);
    } catch (IOException e) {
      String kept = BadInput.isDiskFull(e) ? " The folder holds what it held before." : "";
      throw new BadInput(BadInput.of(folder, e).getMessage() + kept, e);
    } finally {
      if (!decided) {
        discard(staged);
      }
    }
    recover(folder);
  }

  /**
   * Finishes what a killed writer had decided, and clears what it had not.
   *
   * @throws BadInput if the folder can't be written to
   */
  public static void recover(Path folder) {
    discard(folder.resolve(STAGED));
    Path commit = folder.resolve(COMMIT);
    if (!Files.isDirectory(commit)) {
      return;
    }
    try {
      for (Path file : list(commit)) {
        AtomicFile.move(file, folder.resolve(file.getFileName()));
        Fault.point("folder:after-move");
      }
      AtomicFile.sync(folder);
      Files.delete(commit);
      AtomicFile.sync(folder);
    } catch (IOException e) {
      throw BadInput.of(folder, e);
    }
  }

  /** Where the file of this name is to be read: in the folder, or in a commit not yet finished. */
  public static Path locate(Path folder, String name) {
    Path committed = folder.resolve(COMMIT).resolve(name);
    return Files.exists(committed) ? committed : folder.resolve(name);
  }

  private static void discard(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      for (Path file : list(folder)) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw BadInput.of(folder, e);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
