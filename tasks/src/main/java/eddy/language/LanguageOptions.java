package eddy.language;

import static eddy.task.TrainingOptions.require;

import eddy.format.BadInput;
import eddy.task.TrainingOptions;
import eddy.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a training of a language model is asked for, apart from its text.
 *
 * <pre>{@code
 * LanguageOptions.Draft draft = new LanguageOptions.Draft();
 * draft.tokens = "character";
 * draft.training = draft.training.with(t -> t.epochs = 10);
 * LanguageOptions options = draft.options();
 * }</pre>
 *
 * @param tokens one of {@link Tokenizer#NAMES}
 * @param minCount how often a token must occur to be in the vocabulary
 * @param vocabularySize the most tokens in it
 * @param embedding elements of a token's vector; by default as many as hidden units
 * @param tied whether the output shares the weight of the embedding
 * @param learntState whether the memory before the first token is learnt, instead of zero
 * @param cutoffs of the adaptive softmax, none for the exact one
 * @param steps tokens that back-propagation through time goes back
 * @param randomSteps whether that is only the mean, see {@link Segments}
 * @param summed whether the loss is summed over the steps and averaged over the columns, instead of
 *     averaged over all tokens
 * @param initial all first weights are uniform between so much below and above zero, the recurrent
 *     layers' biases zero; 0 for each layer's own way
 * @param regularization against learning by heart
 * @param training what means the same in every task
 * @param from a model folder to begin from, whose tokens are kept and whose network is the one that
 *     these options describe
 */
public record LanguageOptions(
    String tokens,
    int minCount,
    int vocabularySize,
    OptionalInt embedding,
    boolean tied,
    boolean learntState,
    List<Integer> cutoffs,
    int steps,
    boolean randomSteps,
    boolean summed,
    double initial,
    Regularization regularization,
    TrainingOptions training,
    Optional<Path> from) {
  private static final int MOST_TOKENS = 1 << 24;
  private static final int MOST_STEPS = 1 << 16;

  public LanguageOptions {
    cutoffs = List.copyOf(cutoffs);
    require(Tokenizer.NAMES.contains(tokens), "--tokens", "" + Tokenizer.NAMES, "'" + tokens + "'");
    require(minCount >= 1, "--min-count", "one or more", minCount);
    require(
        vocabularySize >= 3 && vocabularySize <= MOST_TOKENS,
        "--vocabulary-size",
        "3 to " + MOST_TOKENS,
        vocabularySize);
    require(embedding.orElse(1) >= 1, "--embedding", "one or more", embedding.orElse(1));
    require(steps >= 1 && steps <= MOST_STEPS, "--steps", "1 to " + MOST_STEPS, steps);
    require(
        initial >= 0 && Double.isFinite(initial),
        "--initial",
        "0 (off) or a number above",
        initial);
    require(
        cutoffs.isEmpty() || !tied,
        "--adaptive",
        "--no-tied beside it, since its tokens have outputs of several widths",
        "--tied");
    require(
        cutoffs.isEmpty() || !tokens.equals("subword"),
        "--adaptive",
        "another kind of --tokens beside it, since subwords are not numbered by falling frequency",
        "subword");
    require(
        regularization.zoneout().size() < 2 || training.cell().contains("lstm"),
        "--zoneout",
        "one probability for the cell " + training.cell(),
        regularization.zoneout());
    for (int i = 0; i < cutoffs.size(); i++) {
      require(
          cutoffs.get(i) > (i == 0 ? 0 : cutoffs.get(i - 1)),
          "--adaptive",
          "rising numbers of tokens",
          cutoffs);
    }
  }

  /**
   * What becomes options: every field has a sensible value, and may be given another. The dropouts
   * of input and hidden layers are the one of {@link #training} unless they are given.
   */
  public static final class Draft {
    public String tokens = "word";

    /** By default 2 for words, so that training meets the unknown one too, and else 1. */
    public OptionalInt minCount = OptionalInt.empty();

    /** By default 8,000 for subwords, and else 50,000. */
    public OptionalInt vocabularySize = OptionalInt.empty();

    public OptionalInt embedding = OptionalInt.empty();

    /** By default yes with the exact softmax, and no with an adaptive one. */
    public Optional<Boolean> tied = Optional.empty();

    public boolean learntState;
    public List<Integer> cutoffs = List.of();
    public int steps = 64;
    public boolean randomSteps;
    public boolean summed;
    public double initial;
    public OptionalDouble dropoutInput = OptionalDouble.empty();
    public OptionalDouble dropoutHidden = OptionalDouble.empty();
    public double dropoutEmbedding;
    public boolean locked = true;
    public double weightDrop;
    public double dropoutRecurrent;
    public List<Double> zoneout = List.of();
    public double activation;
    public double temporalActivation;
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 20;
          t.batchSize = 32;
          t.hidden = 512;
          t.layers = 2;
          t.dropout = 0.4;
          t.learningRate = 0.002;
          t.schedule = "cosine";
          t.clip = 1;
          t.patience = 3;
        });
    public Optional<Path> from = Optional.empty();

    /**
     * The options.
     *
     * @throws BadInput if one is out of its range
     */
    public LanguageOptions options() {
      double dropout = training.dropout();
      Regularization regularization =
          new Regularization(
              dropoutInput.orElse(dropout),
              dropoutHidden.orElse(dropout),
              dropout,
              dropoutEmbedding,
              locked,
              weightDrop,
              dropoutRecurrent,
              zoneout,
              activation,
              temporalActivation);
      return new LanguageOptions(
          tokens,
          minCount.orElse(tokens.equals("word") || tokens.equals("whitespace") ? 2 : 1),
          vocabularySize.orElse(tokens.equals("subword") ? 8_000 : 50_000),
          embedding,
          tied.orElse(cutoffs.isEmpty()),
          learntState,
          cutoffs,
          steps,
          randomSteps,
          summed,
          initial,
          regularization,
          training,
          from);
    }
  }
}
