package eddy.frames;

/**
 * A clip with its label.
 *
 * @param label as the file has it; empty where it has none
 * @param name what the clip is called in predictions
 * @param place where it stands, as messages begin
 */
record Example(Clip clip, String label, String name, String place) {}
