package eddy.optim;

/** Checks of options. */
final class Ranges {
  private Ranges() {}

  static void fraction(String owner, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          owner + ": expected " + name + " from 0 to below 1 but got " + value + ".");
    }
  }

  static void notNegative(String owner, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          owner + ": expected " + name + " of 0 or more but got " + value + ".");
    }
  }
}
