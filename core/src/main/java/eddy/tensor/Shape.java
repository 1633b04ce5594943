package eddy.tensor;

import eddy.kernel.TooLarge;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of an array along each of its dimensions, outermost first.
 *
 * <p>A shape without dimensions is a scalar; a dimension may be zero. The elements are stored row
 * by row, so the last dimension is contiguous.
 */
public final class Shape {
  private final int[] dimensions;
  private final int size;

  private Shape(int[] dimensions, int size) {
    this.dimensions = dimensions;
    this.size = size;
  }

  /**
   * Makes a shape.
   *
   * @throws IllegalArgumentException if a dimension is negative
   * @throws TooLarge if there are more than 2^31-1 elements
   */
  public static Shape of(int... dimensions) {
    int[] copy = dimensions.clone();
    long size = 1;
    boolean tooLarge = false;
    for (int dimension : copy) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "Shape: expected dimensions of zero or more but got " + Arrays.toString(copy) + ".");
      }
      size *= dimension;
      tooLarge |= size > Integer.MAX_VALUE;
      size = Math.min(size, Integer.MAX_VALUE);
    }
    if (tooLarge && size != 0) {
      throw new TooLarge(copy);
    }
    return new Shape(copy, (int) size);
  }

  /** The number of dimensions. */
  public int rank() {
    return dimensions.length;
  }

  /** The number of elements: the product of all dimensions, 1 for a scalar. */
  public int size() {
    return size;
  }

  /** The size along one dimension; a negative axis counts from the end, so -1 is the last. */
  public int dimension(int axis) {
    return dimensions[axis < 0 ? axis + dimensions.length : axis];
  }

  /** The size of the last dimension, 1 for a scalar. */
  public int last() {
    return dimensions.length == 0 ? 1 : dimensions[dimensions.length - 1];
  }

  /** How many rows there are when the last dimension is taken as a row. */
  public int rows() {
    int rows = 1;
    for (int axis = 0; axis < dimensions.length - 1; axis++) {
      rows *= dimensions[axis];
    }
    return rows;
  }

  /** The same shape with another last dimension. */
  public Shape withLast(int size) {
    if (dimensions.length == 0) {
      throw new IllegalArgumentException("Shape: a scalar has no last dimension to replace.");
    }
    int[] copy = dimensions.clone();
    copy[copy.length - 1] = size;
    return of(copy);
  }

  /** The dimensions as a new array. */
  public int[] toArray() {
    return dimensions.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  @Override
  public String toString() {
    return Arrays.stream(dimensions)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
