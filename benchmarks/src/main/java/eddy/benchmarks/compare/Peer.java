package eddy.benchmarks.compare;

/** A framework that can take part. */
interface Peer {

  /** As it stands in the tables' rows and before the first slash of their ids. */
  String name();

  /** The version and build that runs, and through what. */
  String version();

  /** Makes it ready to compute a problem. */
  Contender prepare(Problem problem);
}
