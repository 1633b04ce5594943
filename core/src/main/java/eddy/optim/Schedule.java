package eddy.optim;

/**
 * The learning rate over the course of training, as a function of where it is.
 *
 * <p>Most schedules are pure functions. One that learns from validation overrides {@link
 * #validated}, {@link #state} and {@link #restore}.
 */
public interface Schedule {

  /**
   * The learning rate of a step.
   *
   * @param step how many steps were taken before, over all epochs
   * @param epoch how many epochs were completed before
   */
  double rate(long step, int epoch);

  /** Hears the metric of each validation; lower is better. */
  default void validated(double metric) {}

  /** All that it has learnt from validation, for a checkpoint. */
  default String state() {
    return "";
  }

  /** Goes on from what {@link #state} returned. */
  default void restore(String state) {}

  /** Always the same. */
  static Schedule constant(double rate) {
    return (_, _) -> rate;
  }

  /** Multiplied by a factor after every so many epochs. */
  static Schedule step(double rate, int epochs, double factor) {
    positive("step", epochs);
    return (_, epoch) -> rate * StrictMath.pow(factor, Math.floorDiv(epoch, epochs));
  }

  /** The full rate for so many epochs, one or more, then multiplied by a factor for each epoch. */
  static Schedule exponential(double rate, double factor, int epochs) {
    positive("exponential", epochs);
    return (_, epoch) -> rate * StrictMath.pow(factor, Math.max(0, epoch + 1 - epochs));
  }

  /**
   * Falls along half a cosine from a rate to a lowest rate over so many epochs, and stays there.
   *
   * <p>Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.
   */
  static Schedule cosine(double rate, double lowest, int epochs) {
    positive("cosine", epochs);
    return (_, epoch) -> between(rate, lowest, Math.min(1, (double) epoch / epochs));
  }

  /**
   * Rises along a cosine from {@code peak / 25} to the peak over the first three tenths of the
   * steps, then falls to {@code peak / 250000}.
   *
   * <p>Smith and Topin, "Super-convergence: very fast training of neural networks using large
   * learning rates", 2018, with PyTorch's defaults.
   *
   * @param steps of the whole training
   */
  static Schedule oneCycle(double peak, long steps) {
    positive("oneCycle", steps);
    double first = peak / 25;
    double rise = 0.3 * steps - 1;
    double fall = steps - 1 - rise;
    return (step, _) ->
        step <= rise
            ? between(first, peak, step / rise)
            : between(peak, first / 1e4, Math.min(1, (step - rise) / fall));
  }

  /** Rises in a straight line over the first steps to what another schedule says. */
  static Schedule warmUp(long steps, Schedule then) {
    positive("warmUp", steps);
    return new Schedule() {
      @Override
      public double rate(long step, int epoch) {
        return then.rate(step, epoch) * Math.min(1, (step + 1.0) / steps);
      }

      @Override
      public void validated(double metric) {
        then.validated(metric);
      }

      @Override
      public String state() {
        return then.state();
      }

      @Override
      public void restore(String state) {
        then.restore(state);
      }
    };
  }

  private static double between(double start, double end, double part) {
    return end + (start - end) * (1 + StrictMath.cos(Math.PI * part)) / 2;
  }

  private static void positive(String name, long count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "Schedule." + name + ": expected a length of 1 or more but got " + count + ".");
    }
  }
}
