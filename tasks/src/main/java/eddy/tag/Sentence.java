package eddy.tag;

import eddy.format.BadInput;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A sentence as it stands in a file.
 *
 * @param words one or more
 * @param features the further columns of each word
 * @param tags of the words, none where a file has no tags
 * @param label of the whole sentence, where it has one
 * @param file where it stands
 * @param lines the line of each word
 */
record Sentence(
    List<String> words,
    List<List<String>> features,
    List<String> tags,
    Optional<String> label,
    String file,
    List<Long> lines) {
  Sentence {
    words = List.copyOf(words);
    features = List.copyOf(features);
    tags = List.copyOf(tags);
    lines = List.copyOf(lines);
  }

  /** A sentence without features that stands on one line. */
  static Sentence of(
      List<String> words, List<String> tags, Optional<String> label, String file, long line) {
    return new Sentence(
        words,
        Collections.nCopies(words.size(), List.of()),
        tags,
        label,
        file,
        Collections.nCopies(words.size(), line));
  }

  /** The same with other tags. */
  Sentence with(List<String> others) {
    return new Sentence(words, features, others, label, file, lines);
  }

  /** A refusal that says where a word stands. */
  BadInput refusal(int word, String message) {
    return new BadInput("%s, line %d: %s".formatted(file, lines.get(word), message));
  }
}
