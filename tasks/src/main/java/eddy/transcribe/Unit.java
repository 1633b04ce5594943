package eddy.transcribe;

/**
 * A unit that was heard.
 *
 * @param id its number in the vocabulary
 * @param step of the recurrent layers at which it began
 */
record Unit(int id, long step) {}
