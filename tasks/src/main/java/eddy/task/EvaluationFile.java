package eddy.task;

import eddy.format.BadInput;
import eddy.format.Digest;
import eddy.format.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The file that a model is measured on.
 *
 * @param path where it is
 * @param digest its SHA-256
 * @param own whether the model was trained on it, so that only its test part counts
 */
public record EvaluationFile(Path path, String digest, boolean own) {

  /**
   * The file that a user has named, or else the one that the model was trained on.
   *
   * @throws BadInput if that one is not there any more, or has changed
   */
  public static EvaluationFile of(ModelFolder model, Optional<Path> file) {
    Path path =
        file.orElseGet(() -> Path.of(model.provenance().options().get(TrainedModel.SOURCE)));
    if (file.isEmpty() && !Files.exists(path)) {
      throw new BadInput(
          path
              + ": the file that the model was trained on is not there any more."
              + " Name the data by --data.");
    }
    String digest = Digest.sha256(path);
    boolean own = model.provenance().data().containsValue(digest);
    if (file.isEmpty() && !own) {
      throw new BadInput(
          path
              + ": the file has changed since the model was trained on it."
              + " Name it by --data to measure all of it.");
    }
    return new EvaluationFile(path, digest, own);
  }

  /** Its digest by its name, as an evaluation says it. */
  public Map<String, String> digests() {
    return Map.of(path.getFileName().toString(), digest);
  }
}
