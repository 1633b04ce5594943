package eddy.train;

/**
 * How a {@link Trainer} goes about it.
 *
 * @param epochs the most epochs
 * @param patience stop after so many epochs in a row without a new best
 * @param seed of dropout and whatever else is drawn on tapes
 * @param accumulate how many batches make one step
 * @param clip the largest norm of the gradients, infinity for no limit
 * @param averageDecay of the exponential average of weights, 0 for none
 * @param averageAfter average weights plainly once validation has stagnated for so many epochs, see
 *     {@link eddy.optim.MovingAverage#afterStagnation}; 0 for never
 */
public record Options(
    int epochs,
    int patience,
    long seed,
    int accumulate,
    double clip,
    double averageDecay,
    int averageAfter) {
  public Options {
    require(epochs >= 0, "epochs of 0 or more", epochs);
    require(patience >= 1, "a patience of 1 or more", patience);
    require(accumulate >= 1, "accumulate of 1 or more", accumulate);
    require(clip > 0, "a clip above 0", clip);
    require(averageDecay >= 0 && averageDecay < 1, "averageDecay in [0, 1)", averageDecay);
    require(averageAfter >= 0, "averageAfter of 0 or more", averageAfter);
    require(averageDecay == 0 || averageAfter == 0, "one kind of average", averageDecay);
  }

  /** A hundred epochs, patience 10, seed 1, a step a batch, no clipping, no averaging. */
  public Options() {
    this(100, 10, 1, 1, Double.POSITIVE_INFINITY, 0, 0);
  }

  /** The same with another number of epochs. */
  public Options withEpochs(int epochs) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  /** The same with another patience. */
  public Options withPatience(int patience) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  /** The same with another seed. */
  public Options withSeed(long seed) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  /** The same with another number of batches a step. */
  public Options withAccumulate(int accumulate) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  /** The same with another limit of the gradients' norm. */
  public Options withClip(double clip) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  /** The same with another decay of the exponential average. */
  public Options withAverageDecay(double averageDecay) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  /** The same with another number of epochs that make the plain average begin. */
  public Options withAverageAfter(int averageAfter) {
    return new Options(epochs, patience, seed, accumulate, clip, averageDecay, averageAfter);
  }

  private static void require(boolean holds, String expected, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Options: expected " + expected + " but got " + value + ".");
    }
  }
}
