package eddy.train;

/** Training met a number that is not finite; the best weights so far are restored. */
public final class Diverged extends RuntimeException {
  private static final long serialVersionUID = 1;

  Diverged(String message) {
    super(message);
  }
}
