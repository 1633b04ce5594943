package eddy.task;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The data that a model is measured on.
 *
 * @param path the file or folder
 * @param digests SHA-256 of all that is read, by the names of the files
 * @param test whether the model was trained on it, so that only its test part counts
 */
public record EvaluationData(Path path, Map<String, String> digests, boolean test) {

  /**
   * The data that a user has named, or else that of the training.
   *
   * @param named by the user
   * @param split whether training has set a test part aside
   * @param digests of all that a path stands for
   * @throws BadInput if nothing is named and there is no test part, or the training's data is not
   *     there any more or has changed
   */
  public static EvaluationData of(
      ModelFolder model,
      Optional<Path> named,
      boolean split,
      Function<Path, Map<String, String>> digests) {
    if (named.isEmpty() && !split) {
      throw new BadInput(
          model.path()
              + ": training has set no test part aside, as it validated on data of its own."
              + " Name the data to measure on by --data.");
    }
    Path path =
        named.orElseGet(() -> Path.of(model.provenance().options().get(TrainedModel.SOURCE)));
    if (named.isEmpty() && !Files.exists(path)) {
      throw new BadInput(
          path
              + ": the data that the model was trained on is not there any more."
              + " Name the data by --data.");
    }
    Map<String, String> found = digests.apply(path);
    boolean own = model.provenance().data().values().containsAll(found.values());
    if (named.isEmpty() && !own) {
      throw new BadInput(
          path
              + ": the data has changed since the model was trained on it."
              + " Name it by --data to measure all of it.");
    }
    return new EvaluationData(path, found, own && split);
  }

  /** The same for data that is one file. */
  public static EvaluationData of(ModelFolder model, Optional<Path> named, boolean split) {
    return of(model, named, split, Digest::byName);
  }

  /** How an evaluation calls what it measured. */
  public String part() {
    return test ? "test" : "all";
  }

  /**
   * Refuses a test part without items.
   *
   * @throws BadInput if there are none
   */
  public void requireItems(boolean some) {
    if (!some) {
      throw new BadInput(path + ": the test part is empty. Name other data by --data.");
    }
  }
}
