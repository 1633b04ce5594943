package eddy.cli;

import eddy.task.Parts;
import eddy.task.Shares;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What labelled items are validated and tested on: parts of their own, or cut off. */
final class PartsFlags {
  @Option(
      names = "--valid",
      paramLabel = "FILE",
      description = "What to validate on, where there is an official part; nothing is cut off.")
  private Optional<Path> valid;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description =
          "The official test part, for `evaluate`; training does not read it. Without it and"
              + " without --valid, part of the data is set aside.")
  private Optional<Path> test;

  @Option(
      names = "--split",
      paramLabel = "PARTS",
      showDefaultValue = Visibility.NEVER,
      description =
          "Shares of training, validation and test, in which every label is as frequent; beside"
              + " --test, of training and validation. By default "
              + Shares.USUAL
              + ", or "
              + Parts.SPLIT_BESIDE_TEST
              + ".")
  private Optional<String> split;

  /** Where the parts of some data come from. */
  Parts.Source source(Path data) {
    return new Parts.Source(data, valid, test, split);
  }
}
