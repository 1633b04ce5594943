package eddy.translate;

import java.nio.file.Path;

/**
 * A sentence and its translation.
 *
 * @param file where the source stands
 * @param line its number there, from 1
 */
record Pair(String source, String target, Path file, long line) {
  /** Where it stands, for messages. */
  String place() {
    return file + ", line " + line;
  }
}
