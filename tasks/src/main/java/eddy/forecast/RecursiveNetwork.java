package eddy.forecast;

/** Placeholder. */
final class RecursiveNetwork {
  static final String NAME = "recursive";

  private RecursiveNetwork() {}
}
