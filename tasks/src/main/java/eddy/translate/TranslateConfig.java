package eddy.translate;

import eddy.layer.Attention;

/**
 * Everything that a model is, apart from its vocabularies and its weights: what stands in {@code
 * config.json}.
 *
 * @param languages what it translates into what
 * @param split how the training data was cut, or nothing where it was not
 * @param sourceTokens the name of the tokenizer of sentences
 * @param targetTokens the name of the tokenizer of translations
 * @param shared whether both sides have one vocabulary
 * @param tied whether the output has the weights of the embedding of translations, which is that of
 *     sentences, too, where the vocabulary is shared
 * @param embedding elements of the vector of a token
 * @param cell see {@link eddy.task.Cells}
 * @param hidden units of a layer of the decoder; half of them read in each direction in the encoder
 * @param layers of the encoder, and as many of the decoder
 * @param residual whether each layer but the first adds its input to its output
 * @param attention how states are compared
 * @param inputFeeding whether each step of the decoder sees what attention gave to the one before
 * @param dropout in training
 */
public record TranslateConfig(
    TranslateData.Languages languages,
    String split,
    String sourceTokens,
    String targetTokens,
    boolean shared,
    boolean tied,
    int embedding,
    String cell,
    int hidden,
    int layers,
    boolean residual,
    Attention.Score attention,
    boolean inputFeeding,
    double dropout) {}
