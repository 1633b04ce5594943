package eddy.task;

import eddy.format.Digest;
import eddy.format.folder.ModelFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the provenance says of the places and files that a training begins from.
 *
 * <p>Digests of large files take their time, so they are formed once, before the training.
 */
public final class Origins {
  private Origins() {}

  /**
   * Entries of the provenance's options.
   *
   * @param data where the training data lies
   * @param from the folder of the model to begin from, whose weights are told by their SHA-256
   * @throws eddy.format.BadInput if the folder holds no whole model
   */
  public static Map<String, String> of(Path data, Optional<Path> from) {
    Map<String, String> origins = new LinkedHashMap<>();
    origins.put(TrainedModel.SOURCE, absolute(data));
    from.ifPresent(path -> {
      origins.put(TrainedModel.FROM, absolute(path));
      origins.put("from_weights", Digest.sha256(ModelFolder.open(path).weightsFile()));
    });
    return origins;
  }

  /**
   * The same where the training may begin from vectors of words, too.
   *
   * @param vectors their file, told by its SHA-256
   * @throws eddy.format.BadInput if one of the files can't be read
   */
  public static Map<String, String> of(Path data, Optional<Path> from, Optional<Path> vectors) {
    Map<String, String> origins = of(data, from);
    vectors.ifPresent(file -> origins.put("vectors", Digest.sha256(file)));
    return origins;
  }

  /** A place as the provenance names it. */
  public static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
