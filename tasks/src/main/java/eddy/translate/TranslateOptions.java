package eddy.translate;

import static eddy.task.TrainingOptions.require;

import eddy.layer.Attention;
import eddy.task.TrainingOptions;
import eddy.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a training of translation is asked for, apart from its data.
 *
 * @param sourceTokens of sentences, one of {@link Tokenizer#NAMES}
 * @param targetTokens of translations, one of {@link Tokenizer#NAMES}
 * @param vocabularySize the most tokens of a vocabulary
 * @param shared whether both sides have one vocabulary
 * @param tied whether the output has the weights of the embedding of translations
 * @param embedding elements of the vector of a token
 * @param residual whether each layer but the first adds its input to its output
 * @param attention how states are compared
 * @param inputFeeding whether each step of the decoder sees what attention gave to the one before
 * @param labelSmoothing the share of the target that all tokens get alike
 * @param bestBy what makes the best epoch: loss, bleu, chrf or error
 * @param training what means the same in every task; a batch is so many tokens, padding included,
 *     of the longer side
 * @param from a model folder to begin from, whose tokens are kept, shared or not, and whose network
 *     is the one that these options describe
 */
public record TranslateOptions(
    String sourceTokens,
    String targetTokens,
    int vocabularySize,
    boolean shared,
    boolean tied,
    int embedding,
    boolean residual,
    Attention.Score attention,
    boolean inputFeeding,
    double labelSmoothing,
    String bestBy,
    TrainingOptions training,
    Optional<Path> from) {
  private static final List<String> FIGURES = List.of("loss", "bleu", "chrf", "error");

  public TranslateOptions {
    requireTokens("--source-tokens", sourceTokens);
    requireTokens("--target-tokens", targetTokens);
    require(vocabularySize >= 3, "--vocabulary-size", "3 or more", vocabularySize);
    require(
        !shared || sourceTokens.equals(targetTokens),
        "--shared-vocabulary",
        "the same tokens on both sides",
        sourceTokens + " and " + targetTokens);
    require(embedding >= 1 && embedding <= 1 << 13, "--embedding", "1 to 8192", embedding);
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "--label-smoothing",
        "from 0 to below 1",
        labelSmoothing);
    require(FIGURES.contains(bestBy), "--best-by", "" + FIGURES, "'" + bestBy + "'");
    require(
        training.hidden() % 2 == 0,
        "--hidden",
        "an even number, half of which reads in each direction,",
        training.hidden());
  }

  private static void requireTokens(String option, String name) {
    require(Tokenizer.NAMES.contains(name), option, "" + Tokenizer.NAMES, "'" + name + "'");
  }

  /** What becomes options: every field has a sensible value, and may be given another. */
  public static final class Draft {
    public String sourceTokens = "subword";
    public String targetTokens = "subword";
    public int vocabularySize = 6000;
    public boolean shared;
    public boolean tied;
    public int embedding = 256;
    public boolean residual;
    public Attention.Score attention = Attention.Score.MULTIPLICATIVE;
    public boolean inputFeeding;
    public double labelSmoothing = 0.1;
    public String bestBy = "loss";
    public TrainingOptions training =
        TrainingOptions.of(t -> {
          t.epochs = 20;
          t.batchSize = 2000;
          t.hidden = 512;
          t.layers = 1;
          t.dropout = 0.3;
          t.learningRate = 0.002;
          t.schedule = "one-cycle";
          t.clip = 1;
          t.patience = 10;
        });
    public Optional<Path> from = Optional.empty();

    /**
     * The options.
     *
     * @throws eddy.format.BadInput if one is out of its range
     */
    public TranslateOptions options() {
      return new TranslateOptions(
          sourceTokens,
          targetTokens,
          vocabularySize,
          shared,
          tied,
          embedding,
          residual,
          attention,
          inputFeeding,
          labelSmoothing,
          bestBy,
          training,
          from);
    }
  }
}
