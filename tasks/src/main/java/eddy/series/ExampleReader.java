package eddy.series;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.Idx;
import eddy.format.TextFiles;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads sequences, with their labels or without, and refuses with file and line what is none.
 *
 * @param kind what the files are
 * @param format how they are written
 */
record ExampleReader(ExampleFormat.Kind kind, ExampleFormat format) {

  /**
   * All sequences of a file or a folder, each with its label.
   *
   * @throws BadInput if there is none, or one is malformed or has no label
   */
  Examples labelled(Path path) {
    Examples examples = read(path, true);
    for (Example example : examples.all()) {
      if (example.label().isEmpty()) {
        throw new BadInput(example.place() + ": expected a label but there is none.");
      }
    }
    return examples;
  }

  /** All sequences of a file or a folder, whose labels may be missing and are not looked at. */
  Examples plain(Path path) {
    return read(path, false);
  }

  /** SHA-256 of all that {@link #labelled} reads, by the names of the files. */
  Map<String, String> digests(Path path) {
    Map<String, String> digests = new LinkedHashMap<>(Digest.byName(path));
    if (kind == ExampleFormat.Kind.IMAGES) {
      digests.putAll(Digest.byName(Idx.labelsOf(path)));
    }
    return digests;
  }

  private Examples read(Path path, boolean labelled) {
    if (kind == ExampleFormat.Kind.FILES) {
      return labelled || Files.isDirectory(path)
          ? SequenceFiles.folder(path, labelled)
          : SequenceFiles.single(TextFiles.stream(path), path.toString());
    }
    if (kind == ExampleFormat.Kind.IMAGES && labelled) {
      return new IdxImages(path.toString(), format.order()).labelled(path);
    }
    return read(TextFiles.stream(path), path.toString(), labelled);
  }

  /**
   * The sequences of a stream, without their labels.
   *
   * @param in read to its end and closed
   * @param name what messages call it
   */
  Examples plain(InputStream in, String name) {
    return read(in, name, false);
  }

  private Examples read(InputStream in, String name, boolean labelled) {
    return switch (kind) {
      case TS -> new TsFile(name, labelled, format.numeric()).read(in);
      case TABLE -> new LongTable(name, format, labelled).read(in);
      case FILES -> SequenceFiles.single(in, name);
      case IMAGES -> new IdxImages(name, format.order()).read(in);
    };
  }
}
