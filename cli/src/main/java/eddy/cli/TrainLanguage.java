package eddy.cli;

import eddy.language.LanguageConfig;
import eddy.language.LanguageData;
import eddy.language.LanguageOptions;
import eddy.language.LanguagePresets;
import eddy.language.LanguageTraining;
import eddy.task.Shares;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a language model. */
@Command(
    name = "language",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train language --data=FILE --out=DIR [OPTION ...]",
    header = "Learns which word, or character, comes next in a text.",
    description = {
      "Learns how likely each token of a text is after those before it; `generate` then writes",
      "texts. Without --valid, parts of the text are set aside for validation and for `evaluate`."
    })
final class TrainLanguage implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "The text; it may be gzipped.")
  private Path data;

  @Option(
      names = "--valid",
      paramLabel = "FILE",
      description = "The text to validate on, where there is an official one; nothing is cut off.")
  private Optional<Path> valid;

  @Option(
      names = "--split",
      paramLabel = "PARTS",
      showDefaultValue = Visibility.NEVER,
      description =
          "Shares of training, validation and test, in this order in the text; or 80/20 for training"
              + " and test. By default "
              + Shares.USUAL
              + ".")
  private Optional<String> split;

  @Option(names = "--encoding", paramLabel = "NAME", description = "Of the text files.")
  private String encoding = "UTF-8";

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "The options of a published configuration, unless you give others: ptb-small, ptb-medium"
              + " (Zaremba et al. 2014) or awd-lstm (Merity et al. 2018).")
  private Optional<String> preset;

  @Mixin private VocabularyFlags vocabulary;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Tokens that back-propagation through time goes back.")
  private int steps;

  @Option(
      names = "--random-steps",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Let the steps vary at random around --steps.")
  private boolean randomSteps;

  @Option(
      names = "--sum-loss",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "Sum the loss over the steps and average it over the batch, instead of averaging it over"
              + " all tokens.")
  private boolean summed;

  @Option(
      names = "--embedding",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description = "Elements of a token's vector. By default as many as --hidden.")
  private Optional<Integer> embedding;

  @Option(
      names = "--tied",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.NEVER,
      description =
          "Share one weight between the embedding and the output. By default unless --adaptive is"
              + " given.")
  private Optional<Boolean> tied;

  @Option(
      names = "--learnt-state",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Learn the memory before the first token, instead of beginning with zeros.")
  private boolean learntState;

  @Option(
      names = "--adaptive",
      paramLabel = "N",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "An adaptive softmax: less work for tokens beyond the N most frequent; several with"
              + " commas. By default the exact one.")
  private List<Integer> cutoffs;

  @Option(
      names = "--initial",
      paramLabel = "BOUND",
      description =
          "Draw all first weights between minus and plus this, the recurrent biases zero; 0 for each"
              + " layer's own way.")
  private double initial;

  @Option(
      names = "--dropout-input",
      paramLabel = "P",
      showDefaultValue = Visibility.NEVER,
      description = "Of what the first layer reads. By default --dropout.")
  private Optional<Double> dropoutInput;

  @Option(
      names = "--dropout-hidden",
      paramLabel = "P",
      showDefaultValue = Visibility.NEVER,
      description = "Between layers. By default --dropout.")
  private Optional<Double> dropoutHidden;

  @Option(
      names = "--dropout-embedding",
      paramLabel = "P",
      description = "Of whole words of the vocabulary.")
  private double dropoutEmbedding;

  @Option(
      names = "--locked",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Drop the same units at every step (variational dropout).")
  private boolean locked;

  @Option(
      names = "--weight-drop",
      paramLabel = "P",
      description = "Dropout of the recurrent weights.")
  private double weightDrop;

  @Option(
      names = "--dropout-recurrent",
      paramLabel = "P",
      description = "Of the output of the step before, where recurrent weights multiply it.")
  private double dropoutRecurrent;

  @Option(
      names = "--zoneout",
      paramLabel = "P",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Probability that a unit keeps its value of the step before; for an lstm also two with a"
              + " comma, of h and of c.")
  private List<Double> zoneout;

  @Option(
      names = "--activation",
      paramLabel = "FACTOR",
      description = "Of the mean square of the outputs, added to the loss (AR).")
  private double activation;

  @Option(
      names = "--temporal-activation",
      paramLabel = "FACTOR",
      description = "Of the mean square of their change from step to step (TAR).")
  private double temporalActivation;

  @Mixin private TrainingFlags flags;
  @Spec private CommandSpec spec;

  private final Console console;

  TrainLanguage(Console console) {
    this(console, new LanguageOptions.Draft());
  }

  /** A command whose options are those of a draft unless the user gives others. */
  private TrainLanguage(Console console, LanguageOptions.Draft defaults) {
    this.console = console;
    vocabulary = new VocabularyFlags(defaults.tokens, defaults.minCount, defaults.vocabularySize);
    steps = defaults.steps;
    randomSteps = defaults.randomSteps;
    summed = defaults.summed;
    embedding = TrainingFlags.boxed(defaults.embedding);
    tied = defaults.tied;
    learntState = defaults.learntState;
    cutoffs = defaults.cutoffs;
    initial = defaults.initial;
    dropoutInput = boxed(defaults.dropoutInput);
    dropoutHidden = boxed(defaults.dropoutHidden);
    dropoutEmbedding = defaults.dropoutEmbedding;
    locked = defaults.locked;
    weightDrop = defaults.weightDrop;
    dropoutRecurrent = defaults.dropoutRecurrent;
    zoneout = defaults.zoneout;
    activation = defaults.activation;
    temporalActivation = defaults.temporalActivation;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    return preset.isPresent() ? preset(preset.get(), arguments).train(arguments) : train(arguments);
  }

  /** The same command once more, with the defaults of a preset. */
  private TrainLanguage preset(String name, List<String> arguments) {
    TrainLanguage command = new TrainLanguage(console, LanguagePresets.named(name));
    int first = arguments.indexOf(spec.name()) + 1;
    new CommandLine(command)
        .parseArgs(arguments.subList(first, arguments.size()).toArray(String[]::new));
    return command;
  }

  private int train(List<String> arguments) {
    return new Trainings(
            console,
            flags,
            run ->
                LanguageTraining.prepare(
                    new LanguageData(data, valid, split, encoding), options(run)))
        .call(
            arguments,
            "A text of its own: "
                + console.command("generate", flags.out(0).toString(), "--prompt", "The"));
  }

  private LanguageOptions options(int run) {
    LanguageOptions.Draft draft = new LanguageOptions.Draft();
    draft.tokens = vocabulary.tokens();
    draft.minCount = vocabulary.minCount();
    draft.vocabularySize = vocabulary.size();
    draft.steps = steps;
    draft.randomSteps = randomSteps;
    draft.summed = summed;
    draft.embedding = TrainingFlags.unboxed(embedding);
    draft.tied = tied;
    draft.learntState = learntState;
    draft.cutoffs = cutoffs;
    draft.initial = initial;
    draft.dropoutInput = dropoutInput.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    draft.dropoutHidden = dropoutHidden.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    draft.dropoutEmbedding = dropoutEmbedding;
    draft.locked = locked;
    draft.weightDrop = weightDrop;
    draft.dropoutRecurrent = dropoutRecurrent;
    draft.zoneout = zoneout;
    draft.activation = activation;
    draft.temporalActivation = temporalActivation;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, LanguageTraining.config(from)));
    return draft.options();
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(LanguageOptions.Draft draft, LanguageConfig old) {
    draft.tokens = flags.kept("--tokens", draft.tokens, old.tokens());
    draft.minCount = flags.kept("--min-count", draft.minCount);
    draft.vocabularySize = flags.kept("--vocabulary-size", draft.vocabularySize);
    draft.embedding =
        OptionalInt.of(
            flags.kept("--embedding", embedding.orElse(old.embedding()), old.embedding()));
    draft.tied = Optional.of(flags.kept("--tied", tied.orElse(old.tied()), old.tied()));
    draft.learntState = flags.kept("--learnt-state", learntState, old.learntState());
    draft.cutoffs = flags.kept("--adaptive", cutoffs, old.cutoffs());
    draft.zoneout = flags.kept("--zoneout", zoneout, old.regularization().zoneout());
    draft.training = flags.keptLayers(draft.training, old.cell(), old.hidden(), old.layers());
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
