package eddy.optim;

import java.util.List;

/**
 * How an optimiser moves a parameter along its gradient: the options of one algorithm.
 *
 * <p>Options and arithmetic are PyTorch's, in float, with what depends on the step number computed
 * once in double. The learning rate comes from a {@link Schedule}.
 */
public sealed interface UpdateRule permits Sgd, Adam, RmsProp, Adagrad {

  /** The algorithm's name in lower case, which leads the names of its state. */
  String name();

  /** How strongly weights are pulled towards zero. */
  double weightDecay();

  /** What it remembers for each parameter, by PyTorch's names. */
  List<String> memory();

  /** What the memory holds before the first step. */
  default double initialMemory() {
    return 0;
  }

  /**
   * Moves the elements {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param w the weights; modified
   * @param dw their gradient; not modified
   * @param memory an array for each name of {@link #memory()}; modified
   */
  void update(Step step, float[] w, float[] dw, float[][] memory, int from, int to);

  /**
   * What all elements of a parameter have in common in one step.
   *
   * @param number counts from 1
   * @param learningRate of this parameter
   * @param weightDecay of this parameter
   * @param scale what the gradient is multiplied by first, as clipping does
   */
  record Step(long number, double learningRate, double weightDecay, float scale) {}
}
