package eddy.transcribe;

import java.nio.file.Path;

/**
 * A recording with what is said in it.
 *
 * @param audio a WAV file
 * @param text the words, with single blanks between them
 * @param place what messages call it: its file, or its line in a manifest
 */
record Utterance(Path audio, String text, String place) {}
