package eddy.translate;

/**
 * A translation of a sentence.
 *
 * @param score higher is better: of a search its log probability, divided by the length penalty,
 *     with the coverage; of a drawn one its log probability
 */
public record Translated(String text, double score) {}
