package eddy.tag;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.task.Shares;
import java.math.BigDecimal;
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
 * @param split the shares of training, validation and test, {@link #SPLIT} by default; none with
 *     data to validate on
 */
public record TagData(Path data, Optional<Path> valid, Optional<String> split) {
  /** How sentences are cut unless it is said otherwise. */
  public static final String SPLIT = "80/10/10";

  public TagData {
    if (valid.isPresent() && split.isPresent()) {
      throw new BadInput(
          "--split: expected none beside --valid, with which nothing is cut off, but found \""
              + split.get()
              + "\". Leave out one of them.");
    }
  }

  /** Sentences of which a tenth is to validate and a tenth for test. */
  public static TagData of(Path data) {
    return new TagData(data, Optional.empty(), Optional.empty());
  }

  /** The parts of some sentences; the test part may be empty. */
  record Parts(List<Sentence> train, List<Sentence> validation, List<Sentence> test) {}

  /** What a model has to know to find its test part again: nothing where there is none. */
  String cut() {
    return valid.isPresent() ? "" : split.orElse(SPLIT);
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
    List<BigDecimal> shares =
        Shares.parse(split)
            .orElseThrow(() ->
                new BadInput(
                    "--split: expected shares of training, validation and test such as 80/10/10,"
                        + " or 80/20 (training and test) but found \""
                        + split
                        + "\"."))
            .three()
            .parts();
    BigDecimal count = BigDecimal.valueOf(all.size());
    int first = shares.get(0).multiply(count).intValue();
    int second = shares.get(0).add(shares.get(1)).multiply(count).intValue();
    return new Parts(
        all.subList(0, first), all.subList(first, second), all.subList(second, all.size()));
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
