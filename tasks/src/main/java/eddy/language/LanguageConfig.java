package eddy.language;

import java.util.List;

/**
 * Everything that a language model is, apart from its vocabulary and its weights: what stands in
 * {@code config.json}.
 *
 * @param tokens the name of the tokenizer
 * @param encoding of the text files
 * @param split how the training text was cut, or nothing where it was not
 * @param cell see {@link eddy.task.Cells}
 * @param embedding elements of a token's vector
 * @param hidden units of a recurrent layer
 * @param layers recurrent layers
 * @param tied whether the output shares the weight of the embedding
 * @param learntState whether the memory before the first token is learnt, instead of zero
 * @param cutoffs of the adaptive softmax, none for the exact one
 * @param regularization in training
 */
public record LanguageConfig(
    String tokens,
    String encoding,
    String split,
    String cell,
    int embedding,
    int hidden,
    int layers,
    boolean tied,
    boolean learntState,
    List<Integer> cutoffs,
    Regularization regularization) {
  public LanguageConfig {
    cutoffs = List.copyOf(cutoffs);
  }

  /** The same network without any regularization. */
  LanguageConfig plain() {
    return new LanguageConfig(
        tokens,
        encoding,
        split,
        cell,
        embedding,
        hidden,
        layers,
        tied,
        learntState,
        cutoffs,
        Regularization.NONE);
  }

  /**
   * The units of a layer, from 0: the last has as many as the embedding it shares a weight with.
   */
  int units(int layer) {
    return tied && layer == layers - 1 ? embedding : hidden;
  }

  /** The layers in words: how many of how many units. */
  String size() {
    int last = units(layers - 1);
    if (layers == 1 || last == hidden) {
      return "%d %s of %d units".formatted(layers, layers == 1 ? "layer" : "layers", last);
    }
    return "%d layers of %d units, the last of %d".formatted(layers, hidden, last);
  }
}
