package eddy.tag;

import java.util.List;

/**
 * Everything that a tagger is, apart from its vocabularies and its weights: what stands in {@code
 * config.json}.
 *
 * @param format how its files are read
 * @param columns whether it was trained on a file with a word a line
 * @param split how the training data was cut, or nothing where it was not
 * @param scheme that the files are tagged in
 * @param learnt the scheme that the network works in
 * @param tags in that scheme, by number
 * @param labels of sentences by number, none where they have none
 * @param cell see {@link eddy.task.Cells}
 * @param hidden units of a recurrent layer and direction
 * @param layers recurrent layers
 * @param embedding elements of a word's vector
 * @param characterEmbedding elements of a character's vector
 * @param characterHidden units of each direction of the network that spells words, 0 for none
 * @param featureEmbedding elements of the vector of a feature
 * @param pairs whether each word with its next is a feature
 * @param crf whether the tags are found together, by a conditional random field
 */
public record TagConfig(
    TagFormat format,
    boolean columns,
    String split,
    TagScheme scheme,
    TagScheme learnt,
    List<String> tags,
    List<String> labels,
    String cell,
    int hidden,
    int layers,
    int embedding,
    int characterEmbedding,
    int characterHidden,
    int featureEmbedding,
    boolean pairs,
    boolean crf) {
  public TagConfig {
    tags = List.copyOf(tags);
    labels = List.copyOf(labels);
  }

  /** The same network for other data. */
  TagConfig on(TagFormat format, boolean columns, String split) {
    return new TagConfig(
        format,
        columns,
        split,
        scheme,
        learnt,
        tags,
        labels,
        cell,
        hidden,
        layers,
        embedding,
        characterEmbedding,
        characterHidden,
        featureEmbedding,
        pairs,
        crf);
  }
}
