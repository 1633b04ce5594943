package eddy.train;

/** Hears how training goes, stores checkpoints, and may stop it. Every method may be left out. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** After each batch. */
  default void batch(BatchReport report) {}

  /** After each epoch and its validation. */
  default void epoch(EpochReport report) {}

  /**
   * At the end of the training, where it stops, and where {@link #wantsCheckpoint} asks for it,
   * with all that {@link Trainer#resume} needs.
   */
  default void checkpoint(TrainingState state) {}

  /** Asked after each step, and after each epoch's validation: whether to hand a checkpoint out. */
  default boolean wantsCheckpoint() {
    return false;
  }

  /** Asked after each step: whether to end here. */
  default boolean stop() {
    return false;
  }
}
