package eddy.translate;

/**
 * A translation of a sentence.
 *
 * @param score its log probability by the length penalty; higher is better
 */
public record Translated(String text, double score) {}
