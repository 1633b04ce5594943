package eddy.task;

import eddy.format.BadInput;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model is to be measured on.
 *
 * @param data the file; without one, the test part that training set aside
 * @param history the file that came before {@code data}, which is then measured whole as what
 *     followed; for test parts in files of their own
 * @param rolling measure forecasts from so many points in time only, a horizon apart, the last of
 *     them a horizon before the end; 0 for all
 * @param refit whether to train anew for each of these points, on what came before it
 */
public record EvaluationOptions(
    Optional<Path> data, Optional<Path> history, int rolling, boolean refit) {
  public EvaluationOptions {
    TrainingOptions.require(rolling >= 0, "--rolling", "one or more", rolling);
    TrainingOptions.require(!refit || rolling > 0, "--refit", "--rolling beside it", "none");
    TrainingOptions.require(
        history.isEmpty() || data.isPresent(), "--history", "--data beside it", "none");
  }

  /** A file as it is, or the test part. */
  public static EvaluationOptions of(Optional<Path> data) {
    return new EvaluationOptions(data, Optional.empty(), 0, false);
  }

  /** Refuses what only forecasts have. */
  public void requirePlain(String task) {
    if (history.isPresent() || rolling > 0) {
      throw new BadInput(
          "--history and --rolling are for forecasts; this is a " + task + " model.");
    }
  }
}
