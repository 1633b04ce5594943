package eddy.format;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that whoever looks finds the old content or the new one, whole, even after the
 * process was killed or the power failed.
 *
 * <p>The content goes to a temporary file beside the target, {@code .NAME.tmp}, is forced to the
 * disk, and takes the target's name in one step. Two writers of one file must exclude each other.
 */
public final class AtomicFile {
  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /** Writes what a file shall hold. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the stream, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces a file, or makes it; its folder must exist. A symbolic link is followed, and what is
   * no file but takes bytes, such as {@code /dev/stdout} or a named pipe, is simply written to.
   *
   * @throws BadInput if the disk is full or the folder can't be written to; the file is then what
   *     it was, and nothing half-written is left
   */
  public static void write(Path target, Content content) {
    if (Files.isDirectory(target)) {
      throw new BadInput(target + ": expected a file to write but this is a folder.");
    }
    if (Files.isSymbolicLink(target) && Files.isRegularFile(target)) {
      write(real(target), content);
      return;
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      writeThrough(target, content);
      return;
    }
    Path temporary = temporary(target);
    try {
      fill(temporary, label(target), content);
      move(temporary, target);
      Fault.point(label(target) + ":after-rename");
      sync(target.toAbsolutePath().getParent());
    } catch (IOException e) {
      if (BadInput.isDiskFull(e)) {
        throw new BadInput(
            target
                + ": no space left on the disk; what was there before is unchanged."
                + " Free some space and run it again.",
            e);
      }
      throw new BadInput(target + ": cannot be written: " + BadInput.reason(e), e);
    } finally {
      discard(temporary);
    }
  }

  private static Path real(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw BadInput.of(link, e);
    }
  }

  private static void writeThrough(Path device, Content content) {
    try (OutputStream out =
        new BufferedOutputStream(new FileOutputStream(device.toFile()), BUFFER)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw BadInput.of(device, e);
    }
  }

  /** Replaces a file with text in UTF-8. */
  public static void write(Path target, String text) {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The name under which a file is written before it takes its own. */
  static Path temporary(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".tmp");
  }

  /** Writes a file and forces it to the disk; a failure takes the half-written file away. */
  static void fill(Path file, String label, Content content) throws IOException {
    boolean whole = false;
    // A FileOutputStream, because an interrupted thread closes a FileChannel under the writer.
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
      content.writeTo(buffered);
      buffered.flush();
      if (Fault.strikes(label + ":after-half")) {
        FileChannel channel = out.getChannel();
        channel.truncate(channel.size() / 2);
        Runtime.getRuntime().halt(137);
      }
      Fault.point(label + ":after-write");
      out.getFD().sync();
      Fault.point(label + ":after-sync");
      whole = true;
    } finally {
      if (!whole) {
        discard(file);
      }
    }
  }

  /** Gives a file or folder another name in one step. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename a file in one step", e);
    }
  }

  /** Forces the names in a folder to the disk, where the system can do that. */
  static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders; its renames are as durable as the file system makes them.
    }
  }

  /** The file's name up to its first dot: what its fault points are called after. */
  static String label(Path file) {
    return file.getFileName().toString().replaceFirst("(?<=.)\\..*", "");
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that is already on its way says more than this one.
    }
  }
}
