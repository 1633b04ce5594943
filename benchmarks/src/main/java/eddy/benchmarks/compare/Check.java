package eddy.benchmarks.compare;

/**
 * A target beside what was reached.
 *
 * @param where the row that decides, or empty for a mean
 */
record Check(String what, int threads, double target, double reached, boolean met, String where) {

  static Check atLeast(String what, int threads, double target, double reached, String where) {
    return new Check(what, threads, target, reached, reached >= target, where);
  }

  static Check below(String what, int threads, double target, double reached, String where) {
    return new Check(what, threads, target, reached, reached < target, where);
  }
}
