package eddy.tag;

/**
 * Some neighbouring words that belong together, such as a name.
 *
 * @param from the first word
 * @param to behind the last word
 * @param type what they are, empty where spans have no types
 */
record Span(int from, int to, String type) {}
