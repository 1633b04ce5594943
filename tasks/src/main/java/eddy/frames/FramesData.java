package eddy.frames;

import eddy.task.Parts;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where labelled clips come from.
 *
 * @param source the files or folders, and how they are cut
 * @param format how clips are read
 */
public record FramesData(Parts.Source source, FramesFormat format) {

  /** Clips of which a tenth validates and a tenth is for test. */
  public static FramesData of(Path data, FramesFormat format) {
    return new FramesData(
        new Parts.Source(data, Optional.empty(), Optional.empty(), Optional.empty()), format);
  }

  Parts<Example> read() {
    ExampleReader reader = new ExampleReader(format);
    Parts<Example> parts =
        Parts.read(source, reader::labelled, Example::label).requireSome(source.data(), "clips");
    Clip first = parts.train().getFirst().clip();
    ExampleReader.requireSize(
        parts.validation().getFirst(), first.height(), first.width(), source.data().toString());
    return parts;
  }
}
