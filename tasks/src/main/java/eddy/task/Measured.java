package eddy.task;

import eddy.format.folder.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Labelled items that a finished model is measured on.
 *
 * @param part what they are, as {@link Evaluation#part} says it
 * @param items one or more
 * @param digests SHA-256 of the files that they come from, by their names
 */
public record Measured<T>(String part, List<T> items, Map<String, String> digests) {

  /**
   * The items of data that a user has named; else of the official test part of the training; else
   * those that were cut off the training's data.
   *
   * @param split how they were cut, see {@link Parts.Source#cut}
   * @param digests of all that a file or folder stands for
   * @param reader reads a file or folder
   * @param label as for {@link Parts#read}
   * @throws eddy.format.BadInput if there is no such data, or as the reader says
   */
  public static <T> Measured<T> of(
      ModelFolder model,
      Optional<Path> named,
      String split,
      Function<Path, Map<String, String>> digests,
      Function<Path, List<T>> reader,
      Function<T, ?> label) {
    Optional<Path> test =
        Optional.ofNullable(model.provenance().options().get(TrainedModel.TEST)).map(Path::of);
    EvaluationData data = EvaluationData.of(model, named.or(() -> test), !split.isEmpty(), digests);
    List<T> all = reader.apply(data.path());
    List<T> items = data.test() ? Parts.test(all, split, label) : all;
    data.requireItems(!items.isEmpty());
    boolean official = Optional.of(data.path()).equals(test);
    return new Measured<>(official ? "test" : data.part(), items, data.digests());
  }
}
