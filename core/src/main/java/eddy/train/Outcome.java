package eddy.train;

/**
 * How a training ended.
 *
 * @param end why
 * @param epochs how many were completed, those before a resume included
 * @param steps how many were taken
 * @param best the best validation metric, infinity if there was none
 * @param bestEpoch the epoch that reached it, from 0, or -1
 */
public record Outcome(End end, int epochs, long steps, double best, int bestEpoch) {

  /** Why a training ended. */
  public enum End {
    /** All epochs are done. */
    COMPLETE,
    /** Validation has not improved for as long as patience bears. */
    PATIENCE,
    /** The listener or an interrupt asked for it. */
    STOPPED
  }
}
