package eddy.transcribe;

import eddy.text.Vocabulary;
import java.util.List;

/** Finds what was said from the probabilities of all units, step by step. Belongs to one sound. */
interface Decoding {
  /** The unit that says nothing. */
  int BLANK = Vocabulary.UNKNOWN;

  /** The first unit that can be said; the end of a line before it is never trained. */
  int FIRST = Vocabulary.END + 1;

  /**
   * Hears one step.
   *
   * @param logs natural logarithms of the probabilities of all units; not modified
   * @param at where they begin
   */
  void step(float[] logs, int at);

  /** The units that have become certain since the last call. */
  List<Unit> settled();

  /** The rest of the units, once there are no more steps. */
  List<Unit> end();
}
