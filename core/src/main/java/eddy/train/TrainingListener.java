package eddy.train;

/** Hears how training goes, stores checkpoints, and may stop it. Every method may be left out. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** After each batch. */
  default void batch(BatchReport report) {}

  /** After each epoch and its validation. */
  default void epoch(EpochReport report) {}

  /** At the end of each epoch, with all that {@link Trainer#resume} needs. */
  default void checkpoint(TrainingState state) {}

  /** Asked after each batch: whether to end here. The last checkpoint remains the one to resume. */
  default boolean stop() {
    return false;
  }
}
