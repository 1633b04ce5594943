package eddy.recurrent;

import eddy.kernel.Buffers;
import eddy.kernel.Kernels;
import eddy.kernel.Processor;

/**
 * One step of the rows and units that a thread works on, as a {@link Cell} sees it.
 *
 * <p>Vectors are addressed in two parts, an array and the index at which a row's share begins, so
 * that a cell loops {@code for (int j = 0; j < step.units(); j++) array[at + j]}. Every share has
 * {@link #units()} elements, except in the vectors of the output of a cell that projects, which the
 * engine fills itself and the cell leaves alone.
 */
public final class Step {
  private final Buffers buffers;
  private final Kernels kernels;
  private final int hiddenSize;
  float[] blocks;
  int blocksAt;
  int blocksStride;
  final float[][] carried;
  final int[] carriedAt;
  final float[][] previous;
  final int[] previousAt;
  final float[][] dCarried;
  final int[] dCarriedAt;
  final int[] widths;
  boolean samePrevious;
  float[] dOperand;
  int dOperandAt;
  final float[][] own;
  float[][] dOwn = {};
  final float[][] temporary;
  int shareFirst;
  int shareLast;
  int firstRow;
  int lastRow;
  int firstUnit;
  int lastUnit;

  Step(Processor processor, int hiddenSize, int[] widths, float[][] own) {
    buffers = processor.buffers();
    kernels = processor.kernels();
    this.hiddenSize = hiddenSize;
    this.widths = widths;
    this.own = own;
    carried = new float[widths.length][];
    carriedAt = new int[widths.length];
    previous = new float[widths.length][];
    previousAt = new int[widths.length];
    dCarried = new float[widths.length][];
    dCarriedAt = new int[widths.length];
    temporary = new float[][] {buffers.take(hiddenSize), buffers.take(hiddenSize)};
  }

  /** Gives its memory back; the step ends with it. */
  void release() {
    buffers.give(temporary[0]);
    buffers.give(temporary[1]);
  }

  /** The first row, inclusive. */
  public int firstRow() {
    return firstRow;
  }

  /** The last row, exclusive. */
  public int lastRow() {
    return lastRow;
  }

  /** How many units of each row this thread works on. */
  public int units() {
    return lastUnit - firstUnit;
  }

  /** The functions on arrays. */
  public Kernels kernels() {
    return kernels;
  }

  /** The array of the blocks; modified by the cell. */
  public float[] blocks() {
    return blocks;
  }

  /** Where a block of a row begins. */
  public int block(int row, int block) {
    return blocksAt + row * blocksStride + block * hiddenSize + firstUnit;
  }

  /** The array of the k-th carried vector after this step; the cell writes it in forward. */
  public float[] carried(int k) {
    return carried[k];
  }

  /** Where the k-th carried vector of a row begins. */
  public int carried(int k, int row) {
    return carriedAt[k] + row * widths[k] + firstUnit;
  }

  /** The array of the k-th carried vector before this step; not modified. */
  public float[] previous(int k) {
    return previous[k];
  }

  /** Where the k-th carried vector before this step begins for a row. */
  public int previous(int k, int row) {
    return previousAt[k] + (samePrevious ? 0 : row * widths[k]) + firstUnit;
  }

  /**
   * The array of the derivative by the k-th carried vector; modified, see {@link Cell#backward}.
   */
  public float[] dCarried(int k) {
    return dCarried[k];
  }

  /** Where the derivative by the k-th carried vector of a row begins. */
  public int dCarried(int k, int row) {
    return dCarriedAt[k] + row * widths[k] + firstUnit;
  }

  /** The array of the derivative by the block that the next phase multiplies; not modified. */
  public float[] dOperand() {
    return dOperand;
  }

  /** Where the derivative by the next phase's operand begins for a row. */
  public int dOperand(int row) {
    return dOperandAt + row * hiddenSize + firstUnit;
  }

  /** The array of the p-th of the cell's own parameters, for all units; see {@link #unit()}. */
  public float[] own(int p) {
    return own[p];
  }

  /** The array of the gradient of the p-th of the cell's own parameters; added to by the cell. */
  public float[] dOwn(int p) {
    return dOwn[p];
  }

  /** The index of the first unit: where this thread's share of an own parameter begins. */
  public int unit() {
    return firstUnit;
  }

  /** Memory for a vector of units, from index 0, of which nothing is kept; i is 0 or 1. */
  public float[] temporary(int i) {
    return temporary[i];
  }
}
