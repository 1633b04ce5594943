package eddy.tensor;

import java.util.List;

/**
 * Numbers with a shape that belong to no tape: what a file holds, and what a parameter is made of.
 *
 * <p>The data is row-major and not copied; whoever makes an array decides whether to share it.
 *
 * @param shape the sizes of the dimensions
 * @param data exactly {@code shape.size()} numbers
 */
public record Array(Shape shape, float[] data) {
  public Array {
    if (data.length != shape.size()) {
      throw new IllegalArgumentException(
          "Array: expected "
              + shape.size()
              + " numbers for shape "
              + shape
              + " but got "
              + data.length
              + ".");
    }
  }

  /** An array of zeros. */
  public static Array zeros(int... dimensions) {
    Shape shape = Shape.of(dimensions);
    return new Array(shape, new float[shape.size()]);
  }

  /** A vector of numbers. */
  public static Array of(List<Float> numbers) {
    Array vector = zeros(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      vector.data()[i] = numbers.get(i);
    }
    return vector;
  }

  /** An independent copy. */
  public Array copy() {
    return new Array(shape, data.clone());
  }
}
