package eddy.cli;

import eddy.format.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folders that {@code --seeds} trains into. */
final class Runs {
  /** What the names of the folders begin with; the seed follows. */
  static final String PREFIX = "seed-";

  private static final Pattern NAME = Pattern.compile(PREFIX + "-?\\d{1,19}");

  private Runs() {}

  /** The models in a folder: those of several seeds by seed, or else the folder itself. */
  static List<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> runs =
          files
              .filter(Files::isDirectory)
              .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
              .sorted(
                  Comparator.comparing((Path path) -> path.toString().length())
                      .thenComparing(Comparator.naturalOrder()))
              .toList();
      return runs.isEmpty() ? List.of(folder) : runs;
    } catch (IOException e) {
      throw BadInput.of(folder, e);
    }
  }
}
