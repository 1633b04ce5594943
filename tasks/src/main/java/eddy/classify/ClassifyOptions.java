package eddy.classify;

import static eddy.task.TrainingOptions.require;

import eddy.task.Poolings;
import eddy.task.TrainingOptions;
import eddy.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a training of a classifier is asked for, apart from its texts.
 *
 * <pre>{@code
 * ClassifyOptions.Draft draft = new ClassifyOptions.Draft();
 * draft.tokens = "character";
 * draft.training = draft.training.with(t -> t.epochs = 5);
 * ClassifyOptions options = draft.options();
 * }</pre>
 *
 * @param tokens one of {@link Tokenizer#NAMES}
 * @param lowercase whether capital letters are read as small ones
 * @param minCount how often a token must occur to be in the vocabulary
 * @param vocabularySize the most tokens in it
 * @param longest the most tokens of a text that are read, 0 for all
 * @param keep which those are: head, tail or both
 * @param embedding elements of a token's vector
 * @param bidirectional whether texts are read in both directions
 * @param pooling one or several of last, mean, max and attention
 * @param fitting what is done to the network in training only
 * @param smoothing share of the probability that is asked for the classes that are not true
 * @param classWeights see {@link ClassWeights#parse}
 * @param training what means the same in every task
 * @param vectors a file of word vectors that the embedding begins with
 * @param from the folder of a language model to begin from, whose vocabulary and layers are kept;
 *     or of a classifier, of which everything is kept
 * @param unfreeze epochs after which one more layer of a language model trains, from the top down;
 *     0 for all at once
 */
public record ClassifyOptions(
    String tokens,
    boolean lowercase,
    int minCount,
    int vocabularySize,
    int longest,
    String keep,
    int embedding,
    boolean bidirectional,
    List<String> pooling,
    Fitting fitting,
    double smoothing,
    String classWeights,
    TrainingOptions training,
    Optional<Path> vectors,
    Optional<Path> from,
    int unfreeze) {
  private static final int MOST_TOKENS = 1 << 24;
  private static final int MOST_EMBEDDING = 1 << 13;
  private static final List<String> KEEP = List.of("head", "tail", "both");

  public ClassifyOptions {
    pooling = List.copyOf(pooling);
    require(Tokenizer.NAMES.contains(tokens), "--tokens", "" + Tokenizer.NAMES, "'" + tokens + "'");
    require(minCount >= 1, "--min-count", "one or more", minCount);
    require(
        vocabularySize >= 3 && vocabularySize <= MOST_TOKENS,
        "--vocabulary-size",
        "3 to " + MOST_TOKENS,
        vocabularySize);
    require(longest >= 0, "--longest", "0 (all) or more tokens", longest);
    require(KEEP.contains(keep), "--keep", "head, tail or both", "'" + keep + "'");
    require(
        embedding >= 1 && embedding <= MOST_EMBEDDING,
        "--embedding",
        "1 to " + MOST_EMBEDDING,
        embedding);
    Poolings.check(pooling);
    require(smoothing >= 0 && smoothing < 1, "--smoothing", "from 0 to below 1", smoothing);
    require(
        fitting.steps() == 0 || !bidirectional,
        "--steps",
        "--no-bidirectional beside it, since the other direction begins at the end",
        "--bidirectional");
    require(
        vectors.isEmpty() || from.isEmpty(),
        "--vectors",
        "none beside --from, whose model has its own",
        vectors.map(Path::toString).orElse(""));
    require(unfreeze >= 0, "--unfreeze", "0 (off) or more epochs", unfreeze);
  }

  /** What becomes options: every field has a sensible value, and may be given another. */
  public static final class Draft {
    public String tokens = "word";
    public boolean lowercase;

    /** By default 2 for words, so that training meets the unknown one too, and else 1. */
    public OptionalInt minCount = OptionalInt.empty();

    /** By default 8,000 for subwords, and else 50,000. */
    public OptionalInt vocabularySize = OptionalInt.empty();

    public int longest = 400;
    public String keep = "both";
    public int embedding = 128;

    /** By default yes, and no with a language model to begin from. */
    public Optional<Boolean> bidirectional = Optional.empty();

    public List<String> pooling = List.of("max", "mean");

    /** By default {@code --dropout}. */
    public Optional<Double> dropoutInput = Optional.empty();

    public double wordDropout;
    public double weightDrop;
    public int steps;
    public double smoothing;
    public String classWeights = ClassWeights.NONE;
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 10;
          t.batchSize = 32;
          t.hidden = 128;
          t.dropout = 0.5;
          t.learningRate = 0.001;
          t.schedule = "one-cycle";
          t.clip = 1;
          t.patience = 10;
        });
    public Optional<Path> vectors = Optional.empty();
    public Optional<Path> from = Optional.empty();
    public int unfreeze = 1;

    /**
     * The options.
     *
     * @throws eddy.format.BadInput if one is out of its range
     */
    public ClassifyOptions options() {
      return new ClassifyOptions(
          tokens,
          lowercase,
          minCount.orElse(tokens.equals("word") || tokens.equals("whitespace") ? 2 : 1),
          vocabularySize.orElse(tokens.equals("subword") ? 8_000 : 50_000),
          longest,
          keep,
          embedding,
          bidirectional.orElse(from.isEmpty()),
          pooling,
          new Fitting(
              training.dropout(),
              dropoutInput.orElse(training.dropout()),
              wordDropout,
              weightDrop,
              steps),
          smoothing,
          classWeights,
          training,
          vectors,
          from,
          unfreeze);
    }
  }
}
