package eddy.benchmarks.compare;

/**
 * How long a row is measured.
 *
 * @param warmUpSeconds how long each side runs before, so that it is compiled
 * @param seconds how long both sides are timed together, at least
 * @param rounds how often they take turns, at least
 */
record Budget(double warmUpSeconds, double seconds, int rounds) {
  static final Budget FULL = new Budget(1.5, 3, 9);
  static final Budget QUICK = new Budget(0.3, 0.5, 4);
}
