package eddy.format;

/**
 * A mistake in what the user gave: a file, a column, an option.
 *
 * <p>The message is the one line that the user sees: what was expected, what came, and where.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A mistake with the line that explains it. */
  public BadInput(String message) {
    super(message);
  }

  /** A mistake that another failure brought to light. */
  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
