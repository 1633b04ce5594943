package eddy.graph;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.Arrays;

/** Numbers with a shape, row by row: what flows between the nodes of a graph. Not modified. */
public sealed interface Value {

  /** The sizes of the dimensions. */
  Shape shape();

  /**
   * Real numbers.
   *
   * @param data from index 0 on; may be longer than the shape asks for
   */
  record Floats(Shape shape, float[] data) implements Value {
    public Floats {
      requireSize(shape, data.length);
    }

    /** The numbers as an array of exactly this shape, a copy only where it must be. */
    public Array toArray() {
      boolean exact = data.length == shape.size();
      return new Array(shape, exact ? data : Arrays.copyOf(data, shape.size()));
    }
  }

  /**
   * Whole numbers, or truths, of which 1 is true and 0 is false.
   *
   * @param data from index 0 on; may be longer than the shape asks for
   */
  record Integers(Shape shape, long[] data) implements Value {
    public Integers {
      requireSize(shape, data.length);
    }
  }

  /** Real numbers over the data of an array. */
  static Floats of(Array array) {
    return new Floats(array.shape(), array.data());
  }

  /** Whole numbers in a row. */
  static Integers of(long... numbers) {
    return new Integers(Shape.of(numbers.length), numbers);
  }

  /** One whole number without dimensions. */
  static Integers scalar(long number) {
    return new Integers(Shape.of(), new long[] {number});
  }

  /** One real number without dimensions. */
  static Floats scalar(float number) {
    return new Floats(Shape.of(), new float[] {number});
  }

  private static void requireSize(Shape shape, int length) {
    if (length < shape.size()) {
      throw new IllegalArgumentException(
          "Value: expected %d numbers for shape %s but got %d."
              .formatted(shape.size(), shape, length));
    }
  }
}
