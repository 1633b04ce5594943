package eddy.language;

/**
 * The same few steps of several columns of a text.
 *
 * @param first whether it begins its columns
 * @param inputs the tokens that are read, column by column
 * @param targets the token that follows each, -1 behind the end of a column
 * @param counted how many targets there are
 */
record Segment(boolean first, int[] inputs, int[] targets, int counted) {}
