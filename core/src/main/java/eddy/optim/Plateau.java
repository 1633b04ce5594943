package eddy.optim;

/**
 * Multiplies the learning rate by a factor when validation has stopped to improve.
 *
 * <p>As PyTorch's ReduceLROnPlateau: an epoch is bad unless its metric is below {@code (1 - 1e-4)}
 * times the best; after more than {@code patience} bad epochs in a row the rate falls.
 */
public final class Plateau implements Schedule {
  private static final double THRESHOLD = 1e-4;

  private final double factor;
  private final int patience;
  private final double lowest;
  private double rate;
  private double best = Double.POSITIVE_INFINITY;
  private int bad;

  /** Begins with a rate; bears so many bad epochs; never goes below the lowest rate. */
  public Plateau(double rate, double factor, int patience, double lowest) {
    Ranges.fraction("Plateau", "factor", factor);
    this.rate = rate;
    this.factor = factor;
    this.patience = patience;
    this.lowest = lowest;
  }

  /** A tenth of the rate after more than ten bad epochs, without end. */
  public Plateau(double rate) {
    this(rate, 0.1, 10, 0);
  }

  @Override
  public double rate(long step, int epoch) {
    return rate;
  }

  @Override
  public void validated(double metric) {
    if (metric < best * (1 - THRESHOLD)) {
      best = metric;
      bad = 0;
    } else if (++bad > patience) {
      rate = Math.max(lowest, rate * factor);
      bad = 0;
    }
  }

  @Override
  public String state() {
    return rate + " " + best + " " + bad;
  }

  @Override
  public void restore(String state) {
    String[] fields = state.split(" ");
    if (fields.length != 3) {
      throw new IllegalArgumentException(
          "Plateau: expected a state of rate, best metric and bad epochs but got \""
              + state
              + "\".");
    }
    rate = Double.parseDouble(fields[0]);
    best = Double.parseDouble(fields[1]);
    bad = Integer.parseInt(fields[2]);
  }
}
