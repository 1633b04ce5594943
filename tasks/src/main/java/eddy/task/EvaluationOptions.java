package eddy.task;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a forecaster is to be measured on, and from which points in time.
 *
 * @param data the file; without one, the test part that training set aside
 * @param history the file that came before {@code data}, which is then measured whole as what
 *     followed; for test parts in files of their own
 * @param rolling measure forecasts from so many points in time only, a horizon apart, the last of
 *     them a horizon before the end, instead of all
 * @param refit whether to train anew for each of these points, on what came before it
 */
public record EvaluationOptions(
    Optional<Path> data, Optional<Path> history, Optional<Integer> rolling, boolean refit) {
  public EvaluationOptions {
    TrainingOptions.require(rolling.orElse(1) >= 1, "--rolling", "one or more", rolling.orElse(0));
    TrainingOptions.require(
        !refit || rolling.isPresent(), "--refit", "--rolling beside it", "none");
    TrainingOptions.require(
        history.isEmpty() || data.isPresent(), "--history", "--data beside it", "none");
  }

  /** A file as it is, or the test part. */
  public static EvaluationOptions of(Optional<Path> data) {
    return new EvaluationOptions(data, Optional.empty(), Optional.empty(), false);
  }
}
