package eddy.benchmarks.compare;

/**
 * One line of a table.
 *
 * @param variant the number of layers, with {@code -bi} where they run both ways
 * @param shape batch x steps x inputs x hidden units
 * @param ours the median of our steps, in ms
 * @param oursMinimum the fastest of our steps, in ms
 * @param theirs the median of the peer's steps, in ms
 * @param theirsMinimum the fastest of the peer's steps, in ms
 * @param ratio theirs over ours, of the medians
 * @param gflops our products' operations over our median
 * @param bytes what our step allocates
 * @param oursSteps how many of our steps were timed
 * @param theirsSteps how many of the peer's steps were timed
 * @param difference the largest between our numbers and theirs, as a share of the largest number
 */
record Row(
    String peer,
    String task,
    String cell,
    String variant,
    String shape,
    int batch,
    int hidden,
    int threads,
    double ours,
    double oursMinimum,
    double theirs,
    double theirsMinimum,
    double ratio,
    double gflops,
    long bytes,
    int oursSteps,
    int theirsSteps,
    double difference) {

  static Row of(
      String peer,
      Problem problem,
      int threads,
      Turns.Result times,
      long bytes,
      double difference) {
    Network net = problem.network();
    return new Row(
        peer,
        problem.task().lower(),
        net.cell().lower(),
        net.variant(),
        net.shape(),
        net.batch(),
        net.hidden(),
        threads,
        times.ours().median() * 1e3,
        times.ours().minimum() * 1e3,
        times.theirs().median() * 1e3,
        times.theirs().minimum() * 1e3,
        times.theirs().median() / times.ours().median(),
        problem.operations() / times.ours().median() * 1e-9,
        bytes,
        times.ours().steps(),
        times.theirs().steps(),
        difference);
  }

  /** Which network it is about, whoever the peer and however many the threads. */
  String network() {
    return cell + "/" + variant + "/" + shape;
  }

  String id() {
    return peer + "/" + task + "/" + network();
  }
}
