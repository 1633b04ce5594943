package eddy.transcribe;

import java.util.List;

/**
 * What was said in a part of a recording.
 *
 * @param from seconds from the beginning of the recording
 * @param to seconds from the beginning of the recording
 * @param text what was said
 * @param units of the text; their steps count from the beginning of the recording
 */
record Passage(double from, double to, String text, List<Unit> units) {}
