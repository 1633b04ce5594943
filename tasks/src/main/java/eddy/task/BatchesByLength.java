package eddy.task;

import eddy.data.Batches;
import eddy.train.TrainingData;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * Batches of items of similar length, in an order that depends on seed and epoch.
 *
 * @param lengths of the items; not modified
 * @param size items a batch
 * @param batch what is made of the numbers of its items, and of that of the epoch
 * @param <B> a batch
 */
public record BatchesByLength<B>(
    int[] lengths, int size, long seed, BiFunction<int[], Integer, B> batch)
    implements TrainingData<B> {
  @Override
  public int batches(int epoch) {
    return Batches.count(lengths.length, size);
  }

  @Override
  public Iterable<B> epoch(int epoch) {
    return () ->
        Arrays.stream(Batches.byLength(lengths, size, seed, epoch))
            .map(items -> batch.apply(items, epoch))
            .iterator();
  }
}
