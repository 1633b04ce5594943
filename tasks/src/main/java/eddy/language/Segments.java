package eddy.language;

import eddy.kernel.Counted;
import eddy.train.TrainingData;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The training text as segments, in its own order in every epoch.
 *
 * <p>Random lengths cut it elsewhere in each epoch, so that not always the same tokens lie at the
 * end of a segment, where back-propagation through time has no past: normal with a deviation of 5
 * around the length that is asked for, or in one of twenty cases around half of it, as Merity,
 * Keskar and Socher, "Regularizing and optimizing LSTM language models", ICLR 2018.
 *
 * @param columns the text
 * @param length steps of a segment
 * @param random whether that is only the mean
 * @param seed of the random lengths
 */
record Segments(Columns columns, int length, boolean random, long seed)
    implements TrainingData<Segment> {
  private static final double HALVED = 0.05;
  private static final int DEVIATION = 5;
  private static final int SHORTEST = 5;

  @Override
  public int batches(int epoch) {
    return lengths(epoch).length;
  }

  @Override
  public Iterable<Segment> epoch(int epoch) {
    return columns.segments(lengths(epoch));
  }

  private int[] lengths(int epoch) {
    if (!random) {
      return columns.lengths(length);
    }
    SplittableRandom draw = Counted.stream(seed, epoch);
    List<Integer> lengths = new ArrayList<>();
    for (long left = columns.steps(); left > 0; left -= lengths.getLast()) {
      double mean = draw.nextDouble() < HALVED ? length / 2.0 : length;
      int drawn = (int) (mean + DEVIATION * draw.nextGaussian());
      lengths.add((int) Math.min(left, Math.max(SHORTEST, drawn)));
    }
    return lengths.stream().mapToInt(Integer::intValue).toArray();
  }
}
