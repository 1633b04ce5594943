package eddy.graph.keras;

import java.util.Optional;

/**
 * A value in a Keras model.
 *
 * @param name in the graph
 * @param rank how many dimensions it has, with the batch
 * @param mask the name of the truths [B, T] of which steps count, if there is a mask
 */
record KerasValue(String name, int rank, Optional<String> mask) {

  KerasValue(String name, int rank) {
    this(name, rank, Optional.empty());
  }

  /** Another value with the same dimensions and mask. */
  KerasValue with(String name) {
    return new KerasValue(name, rank, mask);
  }
}
