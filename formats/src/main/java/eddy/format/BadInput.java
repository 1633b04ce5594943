package eddy.format;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A mistake in what the user gave: a file, an option, a folder.
 *
 * <p>The message is the one line that the user is shown: which file and place, what was expected,
 * what was found, what to do. Line breaks and control characters in it are replaced.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int QUOTE_LIMIT = 80;

  /** Makes a refusal with the line to show. */
  public BadInput(String message) {
    super(oneLine(message));
  }

  /** Makes a refusal with the line to show and what led to it. */
  public BadInput(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Turns a failure of the file system into the line that names the file and the reason. */
  public static BadInput of(Path path, IOException failure) {
    return new BadInput(path + ": " + reason(failure), failure);
  }

  /** Whether a failure means that the disk, or the user's share of it, is full. */
  public static boolean isDiskFull(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("not enough space");
  }

  /** Text from a file in quotes, for a message: cut where it is long. */
  public static String quote(String text) {
    if (text.length() <= QUOTE_LIMIT) {
      return "\"" + text + "\"";
    }
    return "\"" + text.substring(0, QUOTE_LIMIT) + "...\"";
  }

  /** Why a file could not be read or written, as a sentence without the file's name. */
  static String reason(IOException failure) {
    if (isDiskFull(failure)) {
      return "no space left on the disk. Free some space and run it again.";
    }
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or folder.";
      case AccessDeniedException _ -> "permission denied.";
      case FileNotFoundException e when String.valueOf(e.getMessage()).endsWith(")") ->
          e.getMessage().replaceFirst("(?s).*\\((.*)\\)$", "$1.").toLowerCase(Locale.ROOT);
      case FileSystemException e when e.getReason() != null -> e.getReason() + ".";
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage() + ".";
    };
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "\uFFFD").strip();
  }
}
