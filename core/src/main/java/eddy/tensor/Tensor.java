package eddy.tensor;

import java.util.Arrays;

/**
 * Numbers with a shape on a {@link Tape}: what ops take and return.
 *
 * <p>The memory belongs to the tape. Once the tape is closed, the tensor refuses to be read; {@link
 * #toArray()} makes a copy that stays.
 */
public final class Tensor {
  private final Tape tape;
  private final Shape shape;
  private final float[] data;
  private final boolean needsGradient;
  private float[] gradient;

  Tensor(Tape tape, Shape shape, float[] data, boolean needsGradient) {
    this.tape = tape;
    this.shape = shape;
    this.data = data;
    this.needsGradient = needsGradient;
  }

  /** The tape on which it lives. */
  public Tape tape() {
    return tape;
  }

  /** The sizes of its dimensions. */
  public Shape shape() {
    return shape;
  }

  /** Its numbers, row by row from index 0; the buffer may be longer. Only ops may write to it. */
  public float[] data() {
    tape.checkOpen();
    return data;
  }

  /** A copy of its numbers that outlives the tape. */
  public Array toArray() {
    return new Array(shape, Arrays.copyOf(data(), shape.size()));
  }

  /**
   * The number of a tensor with one element, such as a loss.
   *
   * @throws IllegalStateException if there are more elements or none
   */
  public float scalar() {
    if (shape.size() != 1) {
      throw new IllegalStateException(
          "Tensor: expected one number but the shape is " + shape + ".");
    }
    return data()[0];
  }

  /** Whether a gradient can reach it: it comes from a parameter, on a training tape. */
  public boolean needsGradient() {
    return needsGradient;
  }

  /** Whether backward has reached it so far. */
  public boolean hasGradient() {
    return gradient != null;
  }

  /** The derivative of the loss by each of its numbers: zeros at first, to be added to. */
  public float[] gradient() {
    boolean fresh = gradient == null;
    float[] values = gradientToFill();
    if (fresh) {
      Arrays.fill(values, 0, shape.size(), 0);
    }
    return values;
  }

  /**
   * The same, but not cleared where {@link #hasGradient} was false: for an op that then sets all of
   * it, and else adds.
   */
  public float[] gradientToFill() {
    tape.checkOpen();
    if (gradient == null) {
      gradient = tape.scratch(shape.size());
    }
    return gradient;
  }

  /** A tensor of another shape over the same numbers and gradient is made by an op. */
  Tensor view(Shape other) {
    return new Tensor(tape, other, data, needsGradient);
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
