package eddy.recurrent;

import java.util.List;

/**
 * One recurrent product of a step, and the call of the cell that follows it.
 *
 * @param operand what is multiplied: {@link #PREVIOUS} for the output of the step before, the
 *     number of a block that an earlier phase has written, or {@link #NOTHING}
 * @param blocks the blocks to which the product is added, in the order of the rows of {@code
 *     weight_hh}; empty for a projection, whose product (by {@code weight_hr}) is the output
 */
public record Phase(int operand, List<Integer> blocks) {
  /** The output of the step before. */
  public static final int PREVIOUS = -1;

  /** No product at all. */
  public static final int NOTHING = -2;

  public Phase {
    blocks = List.copyOf(blocks);
  }

  /** Adds the product of the previous output to some blocks. */
  public static Phase recurrent(Integer... blocks) {
    return new Phase(PREVIOUS, List.of(blocks));
  }

  /** Adds the product of one block to others. */
  public static Phase ofBlock(int operand, Integer... blocks) {
    return new Phase(operand, List.of(blocks));
  }

  /** Makes the output by projecting a block. */
  public static Phase projection(int operand) {
    return new Phase(operand, List.of());
  }

  /** Only calls the cell. */
  public static Phase pointwise() {
    return new Phase(NOTHING, List.of());
  }

  boolean projects() {
    return operand >= 0 && blocks.isEmpty();
  }
}
