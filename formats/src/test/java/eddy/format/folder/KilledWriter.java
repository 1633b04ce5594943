package eddy.format.folder;

import java.nio.file.Path;

/** The program that {@link KillTest} starts and that dies while it writes version 2. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] arguments) {
    try (TrainingFolder folder = TrainingFolder.open(Path.of(arguments[0]))) {
      folder.saveCheckpoint(Samples.arrays(2), Samples.counters(2));
      folder.save(Samples.model(2));
    }
  }
}
