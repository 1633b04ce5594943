package eddy.recurrent;

import java.util.List;

/**
 * What one kind of recurrent network does at one step, and nothing else: the engine owns time,
 * matrices, lengths and threads.
 *
 * <p>B rows (sequences), H hidden units, W the width of the output, which is H unless the cell
 * projects it.
 *
 * <p>At each step the engine hands the cell a row of <em>blocks</em> for every sequence, each block
 * H wide. The first {@link #inputBlocks()} of them hold {@code W_ih x_t + b_ih}. Then, for each
 * {@link Phase}, the engine adds a recurrent product to the blocks that the phase names (with
 * {@code b_hh}; a block that the input does not fill begins at zero) and calls {@link #forward}.
 * The cell writes the new carried vectors, and overwrites the blocks with whatever its backward
 * wants to find there. Backward, the phases come in reverse, and {@link #backward} replaces each
 * block by the derivative of the loss by what the products had put there; from these the engine
 * forms all products of the gradient.
 *
 * <p>A cell holds no numbers of its own and is shared by all threads; its options are its fields.
 */
public interface Cell {

  /** How the threads may share the work of a step. */
  enum Scope {
    /** Each unit of a row on its own. */
    UNITS,
    /** Only whole rows, as when a cell normalises over its units. */
    ROWS
  }

  /** The number of blocks that the input product fills; {@code weight_ih} is [blocks * H, I]. */
  int inputBlocks();

  /** The number of all blocks of a step, the input's first. */
  default int blocks() {
    return inputBlocks();
  }

  /**
   * The widths of the carried vectors, given the number of hidden units. The first is the output.
   */
  int[] carried(int hiddenSize);

  /**
   * The recurrent products of a step, in order: one or two, or {@link Phase#pointwise()} alone for
   * none.
   */
  List<Phase> phases();

  /** The names of its own per-unit parameters, each [H], such as peepholes. */
  default List<String> ownParameters() {
    return List.of();
  }

  /**
   * Sets the first values of one of its own parameters, where they are not to be random like those
   * of all weights.
   *
   * @param own one of {@link #ownParameters()}
   * @param value random numbers, [H]; may be modified
   */
  default void initialize(String own, float[] value) {}

  /** How the threads may share the work of a step. */
  default Scope scope() {
    return Scope.UNITS;
  }

  /** Computes what comes after the product of a phase. */
  void forward(Step step, int phase);

  /**
   * Goes back through what comes after the product of a phase.
   *
   * <p>On entry {@link Step#dCarried} is the derivative by the new carried vectors; the cell
   * replaces it by the derivative by the previous ones, as far as they enter other than through the
   * products.
   */
  void backward(Step step, int phase);

  /**
   * Adds to the gradients of its own parameters. Called once a step after all phases of all steps
   * have gone back, when the blocks hold derivatives; with all rows and a share of the units,
   * whatever the {@link #scope()}, so that each unit's sum has one order.
   */
  default void ownGradients(Step step) {}
}
