package eddy.series;

/**
 * A sequence of numbers with its label.
 *
 * @param values step by step, those of all channels of a step together; not modified
 * @param label as the file has it; empty where it has none
 * @param name what the sequence is called in predictions
 * @param place where it stands, as messages begin: a file, and mostly a line
 */
record Example(float[] values, String label, String name, String place) {
  int steps(int channels) {
    return values.length / channels;
  }
}
