package eddy.train;

import eddy.tensor.Tape;
import eddy.tensor.Tensor;

/**
 * What training makes small.
 *
 * @param <B> a batch
 */
public interface Objective<B> {

  /** The loss of a batch, a scalar on the tape. */
  Tensor loss(Tape tape, B batch);

  /** What it carries from batch to batch, for a checkpoint: nothing, unless it says otherwise. */
  default TrainingState state() {
    return TrainingState.NOTHING;
  }

  /** Goes on from what {@link #state} returned. */
  default void restore(TrainingState state) {}
}
