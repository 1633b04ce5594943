package eddy.tensor;

/**
 * Numbers that training moves. The shape is fixed; an optimiser changes the data in place.
 *
 * <p>A parameter knows neither its gradient, which lives on the tape that made it, nor its name,
 * which belongs to the layer that holds it.
 */
public final class Parameter {
  private final Array value;

  /** A parameter that begins with this value, which it takes over without a copy. */
  public Parameter(Array value) {
    this.value = value;
  }

  /** The sizes of its dimensions. */
  public Shape shape() {
    return value.shape();
  }

  /** The numbers themselves, not a copy: exactly {@code shape().size()}. */
  public float[] data() {
    return value.data();
  }

  /** The current value; it changes as the parameter does, so copy it to keep it. */
  public Array value() {
    return value;
  }

  /**
   * Takes over the numbers of an array of the same shape.
   *
   * @param name what to call the parameter in the message if the shapes differ
   */
  public void set(String name, Array other) {
    if (!other.shape().equals(shape())) {
      throw new IllegalArgumentException(
          name + ": expected shape " + shape() + " but got " + other.shape() + ".");
    }
    System.arraycopy(other.data(), 0, data(), 0, data().length);
  }
}
