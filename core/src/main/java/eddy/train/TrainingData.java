package eddy.train;

/**
 * Where training batches come from.
 *
 * @param <B> a batch
 */
public interface TrainingData<B> {

  /** How many batches an epoch has. */
  int batches(int epoch);

  /** The batches of an epoch: a function of the epoch alone, so that training can be resumed. */
  Iterable<B> epoch(int epoch);
}
