package eddy.cli;

import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How texts are cut into tokens, and which of these a vocabulary holds. */
final class VocabularyFlags {
  @Option(
      names = "--tokens",
      paramLabel = "KIND",
      description =
          "word, whitespace (words as blanks separate them), character, or subword (pieces of words,"
              + " learnt from the text).")
  private String tokens;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "How often a token must occur to be in the vocabulary. By default 2 for words, so that"
              + " training meets the unknown one too, and else 1.")
  private Optional<Integer> minCount;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "The most tokens in the vocabulary. By default 8,000 for subwords, and else 50,000.")
  private Optional<Integer> size;

  /** Flags with these defaults. */
  VocabularyFlags(String tokens, OptionalInt minCount, OptionalInt size) {
    this.tokens = tokens;
    this.minCount = TrainingFlags.boxed(minCount);
    this.size = TrainingFlags.boxed(size);
  }

  String tokens() {
    return tokens;
  }

  OptionalInt minCount() {
    return TrainingFlags.unboxed(minCount);
  }

  OptionalInt size() {
    return TrainingFlags.unboxed(size);
  }
}
