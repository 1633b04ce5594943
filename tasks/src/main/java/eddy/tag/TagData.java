package eddy.tag;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.task.Shares;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a tagger's sentences come from.
 *
 * @param data a file, or a folder of parallel files, to train on
 * @param valid the same to validate on; without it, part of the data is cut off
 * @param split the shares of training, validation and test, {@link Shares#USUAL} by default; none
 *     with data to validate on
 */
public record TagData(Path data, Optional<Path> valid, Optional<String> split) {
  public TagData {
    Shares.requireNoneBeside(valid, split);
  }

  /** Sentences of which a tenth is to validate and a tenth for test. */
  public static TagData of(Path data) {
    return new TagData(data, Optional.empty(), Optional.empty());
  }

  /** The parts of some sentences; the test part may be empty. */
  record Parts(List<Sentence> train, List<Sentence> validation, List<Sentence> test) {}

  /** What a model has to know to find its test part again: nothing where there is none. */
  String cut() {
    return valid.isPresent() ? "" : split.orElse(Shares.USUAL);
  }

  Parts parts(TagFormat format) {
    TagReader reader = new TagReader(format);
    List<Sentence> all = reader.read(data);
    Parts parts =
        valid.isPresent() ? new Parts(all, reader.read(valid.get()), List.of()) : cut(all, cut());
    if (parts.train().isEmpty() || parts.validation().isEmpty()) {
      throw new BadInput(
          "%s: expected sentences to train on and to validate on but found %d and %d. Give more, or another --split."
              .formatted(data, parts.train().size(), parts.validation().size()));
    }
    return parts;
  }

  /** Cuts sentences by shares, in their order. */
  static Parts cut(List<Sentence> all, String split) {
    int[] counts = Shares.of(split).counts(all.size());
    int known = counts[0] + counts[1];
    return new Parts(
        all.subList(0, counts[0]), all.subList(counts[0], known), all.subList(known, all.size()));
  }

  /** SHA-256 of all that is read, by the names of the files. */
  Map<String, String> digests(TagFormat format) {
    Map<String, String> all = new LinkedHashMap<>(digests(data, format, ""));
    valid.ifPresent(path -> all.putAll(digests(path, format, "valid: ")));
    return all;
  }

  static Map<String, String> digests(Path path, TagFormat format, String prefix) {
    Map<String, String> all = new LinkedHashMap<>();
    new TagReader(format)
        .files(path)
        .forEach(file -> all.put(prefix + file.getFileName(), Digest.sha256(file)));
    return all;
  }
}
