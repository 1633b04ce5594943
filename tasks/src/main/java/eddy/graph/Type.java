package eddy.graph;

/** The kinds of numbers of a graph; wider and narrower ones are these by the time they are here. */
public enum Type {
  /** Real numbers, computed with 32 bits. */
  FLOAT,
  /** Whole numbers of 64 bits. */
  INTEGER,
  /** True, which is 1, and false, which is 0. */
  BOOLEAN
}
