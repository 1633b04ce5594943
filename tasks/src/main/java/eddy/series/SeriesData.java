package eddy.series;

import eddy.task.Parts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where labelled sequences come from.
 *
 * @param source the files or folders, and how they are cut
 * @param format how they are written
 */
public record SeriesData(Parts.Source source, ExampleFormat format) {

  /** Sequences of which a tenth validates and a tenth is for test. */
  public static SeriesData of(Path data, ExampleFormat format) {
    return new SeriesData(
        new Parts.Source(data, Optional.empty(), Optional.empty(), Optional.empty()), format);
  }

  /** What the data is; the files to validate and to test on are the same. */
  ExampleFormat.Kind kind() {
    return ExampleFormat.Kind.of(source.data());
  }

  /** The channels that all files have, and the sequences of each part. */
  record Read(List<String> channels, Parts<Example> parts) {}

  Read read() {
    ExampleReader reader = new ExampleReader(kind(), format);
    Examples data = reader.labelled(source.data());
    Parts<Example> parts =
        Parts.read(
            source,
            path ->
                path.equals(source.data())
                    ? data.all()
                    : reader.labelled(path).requireChannels(data.channels()).all(),
            Example::label);
    return new Read(data.channels(), parts.requireSome(source.data(), "sequences"));
  }
}
