package eddy.benchmarks.compare;

import java.util.SequencedMap;

/** One side of a comparison, prepared for one problem. */
interface Contender extends AutoCloseable {

  /** What is timed: one whole step. */
  void step();

  /**
   * Takes one step and returns what came of it: {@code output}, batch first, and in training the
   * gradient of each weight by its name and of the input as {@code input}; in {@link Task#ARTICLE}
   * the {@code loss} and what the weights have become.
   */
  SequencedMap<String, float[]> outcome();

  @Override
  void close();
}
