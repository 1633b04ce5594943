package eddy.classify;

import eddy.task.Parts;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where labelled texts come from.
 *
 * @param source the files or folders, and how they are cut
 * @param format how they are written
 */
public record ClassifyData(Parts.Source source, ExampleFormat format) {

  /** Texts of which a tenth validates and a tenth is for test. */
  public static ClassifyData of(Path data, ExampleFormat format) {
    return new ClassifyData(
        new Parts.Source(data, Optional.empty(), Optional.empty(), Optional.empty()), format);
  }

  Parts<Example> parts() {
    return Parts.read(source, new ExampleReader(format)::labelled, Example::labels);
  }
}
