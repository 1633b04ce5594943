package eddy.cli;

import eddy.format.BadInput;
import eddy.layer.Attention;
import eddy.translate.TranslateConfig;
import eddy.translate.TranslateData;
import eddy.translate.TranslateOptions;
import eddy.translate.TranslateTraining;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a translator. */
@Command(
    name = "translate",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train translate --data=FILE --out=DIR [OPTION ...]",
    header = "Learns to make one sequence into another: to translate, or to spell what is said.",
    description = {
      "Learns from sentences with their translations, by an encoder and a decoder with attention:",
      "from one file with a sentence, a tab and its translation on each line, or from two parallel",
      "files of one name whose endings are the languages: --data train --source en --target de",
      "reads train.en and train.de. Without --valid, parts of the sentences are set aside for",
      "validation and for `evaluate`, each with all its translations."
    })
final class TrainTranslate implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "The sentences and translations; of parallel files one, or their name.")
  private Path data;

  @Option(
      names = "--valid",
      paramLabel = "FILE",
      description = "The same to validate on, where there is an official part; nothing is cut off.")
  private Optional<Path> valid;

  @Option(
      names = "--split",
      paramLabel = "PARTS",
      showDefaultValue = Visibility.NEVER,
      description =
          "Shares of training, validation and test in steps of 5, by a checksum of each sentence. By"
              + " default "
              + TranslateData.SPLIT
              + ".")
  private Optional<String> split;

  @Option(
      names = "--source",
      paramLabel = "LANGUAGE",
      showDefaultValue = Visibility.NEVER,
      description = "The language of the sentences, such as en: the ending of their file.")
  private String source = "";

  @Option(
      names = "--target",
      paramLabel = "LANGUAGE",
      showDefaultValue = Visibility.NEVER,
      description =
          "The language of the translations, such as de: the ending of their file. For zh, BLEU takes"
              + " Chinese character by character.")
  private String target = "";

  @Option(
      names = "--source-tokens",
      paramLabel = "KIND",
      description = "What is read: word, whitespace, character, or subword.")
  private String sourceTokens;

  @Option(
      names = "--target-tokens",
      paramLabel = "KIND",
      description = "What is written: word, whitespace, character, or subword.")
  private String targetTokens;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "N",
      description = "The most tokens of each side.")
  private int vocabularySize;

  @Option(
      names = "--shared-vocabulary",
      description = "One vocabulary for both sides, for languages that share words.")
  private boolean shared;

  @Option(
      names = "--tied",
      description =
          "The output has the weights of the embedding of translations, which is that of sentences,"
              + " too, with --shared-vocabulary.")
  private boolean tied;

  @Option(
      names = "--embedding",
      paramLabel = "N",
      description = "Elements of the vector of a token.")
  private int embedding;

  @Option(
      names = "--residual",
      description = "Each layer but the first adds its input to its output.")
  private boolean residual;

  @Option(
      names = "--attention",
      paramLabel = "KIND",
      description = "How states are compared: multiplicative or additive.")
  private String attention;

  @Option(
      names = "--input-feeding",
      description =
          "Each step of the decoder sees what attention gave to the one before; slower, since its steps"
              + " then wait for one another.")
  private boolean inputFeeding;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description = "The share of each target that all tokens get alike.")
  private double labelSmoothing;

  @Option(
      names = "--best-by",
      paramLabel = "FIGURE",
      description =
          "What makes the best epoch: the loss, or bleu, chrf or error of greedy translations.")
  private String bestBy;

  @Mixin private TrainingFlags flags;
  @Spec private CommandSpec spec;

  private final Console console;

  TrainTranslate(Console console) {
    this.console = console;
    TranslateOptions.Draft defaults = new TranslateOptions.Draft();
    sourceTokens = defaults.sourceTokens;
    targetTokens = defaults.targetTokens;
    vocabularySize = defaults.vocabularySize;
    embedding = defaults.embedding;
    attention = name(defaults.attention);
    labelSmoothing = defaults.labelSmoothing;
    bestBy = defaults.bestBy;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    TranslateData sentences =
        new TranslateData(data, valid, split, new TranslateData.Languages(source, target));
    return new Trainings(console, flags, run -> TranslateTraining.prepare(sentences, options(run)))
        .call(
            arguments,
            "To translate: "
                + console.command("predict", flags.out(0).toString(), "--data", "FILE"));
  }

  private TranslateOptions options(int run) {
    TranslateOptions.Draft draft = new TranslateOptions.Draft();
    draft.sourceTokens = sourceTokens;
    draft.targetTokens = targetTokens;
    draft.vocabularySize = vocabularySize;
    draft.shared = shared;
    draft.tied = tied;
    draft.embedding = embedding;
    draft.residual = residual;
    draft.attention = score();
    draft.inputFeeding = inputFeeding;
    draft.labelSmoothing = labelSmoothing;
    draft.bestBy = bestBy;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, TranslateTraining.config(from)));
    return draft.options();
  }

  private Attention.Score score() {
    for (Attention.Score each : Attention.Score.values()) {
      if (name(each).equals(attention)) {
        return each;
      }
    }
    throw new BadInput(
        "--attention: expected multiplicative or additive but found '" + attention + "'.");
  }

  private static String name(Attention.Score score) {
    return score.name().toLowerCase(Locale.ROOT);
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(TranslateOptions.Draft draft, TranslateConfig old) {
    draft.sourceTokens = flags.kept("--source-tokens", sourceTokens, old.sourceTokens());
    draft.targetTokens = flags.kept("--target-tokens", targetTokens, old.targetTokens());
    draft.vocabularySize =
        flags.kept("--vocabulary-size", OptionalInt.of(vocabularySize)).getAsInt();
    draft.shared = flags.kept("--shared-vocabulary", shared, old.shared());
    draft.tied = flags.kept("--tied", tied, old.tied());
    draft.embedding = flags.kept("--embedding", embedding, old.embedding());
    draft.residual = flags.kept("--residual", residual, old.residual());
    draft.attention = flags.kept("--attention", draft.attention, old.attention());
    draft.inputFeeding = flags.kept("--input-feeding", inputFeeding, old.inputFeeding());
    draft.training = flags.keptLayers(draft.training, old.cell(), old.hidden(), old.layers());
  }
}
