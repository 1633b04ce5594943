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
}
