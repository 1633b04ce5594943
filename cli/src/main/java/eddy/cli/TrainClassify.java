package eddy.cli;

import eddy.classify.ClassifyConfig;
import eddy.classify.ClassifyData;
import eddy.classify.ClassifyOptions;
import eddy.classify.ClassifyTraining;
import eddy.classify.ExampleFormat;
import eddy.classify.Pretrained;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a classifier of texts. */
@Command(
    name = "classify",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train classify --data=FILE --out=DIR [OPTION ...]",
    header = "Learns the labels of texts: sentiment, topics, languages.",
    description = {
      "Learns which label a text has, or which of several. FILE is a table (.csv, .tsv), an object",
      "a line (.jsonl), else a label, a blank and a text on each line; or a folder with a folder for",
      "each label and a text in each file, or with a file for each label and a text on each line."
    })
final class TrainClassify implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "The labelled texts, a file or a folder; files may be gzipped.")
  private Path data;

  @Mixin private PartsFlags parts = new PartsFlags();

  @Option(
      names = "--text",
      paramLabel = "COLUMN",
      description =
          "The column of a table, or the entry of an object, that has the text; with --no-header"
              + " its number.")
  private String text;

  @Option(names = "--label", paramLabel = "COLUMN", description = "The one that has the label.")
  private String label;

  @Option(
      names = "--header",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Whether the first line of a table names its columns.")
  private boolean header;

  @Option(
      names = "--several",
      paramLabel = "SEPARATOR",
      showDefaultValue = Visibility.NEVER,
      description =
          "A text may have any number of labels, with this between them; in .jsonl also a list. By"
              + " default each has one.")
  private String several;

  @Option(names = "--encoding", paramLabel = "NAME", description = "Of the files.")
  private String encoding;

  @Mixin private VocabularyFlags vocabulary;

  @Option(
      names = "--lowercase",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Read capital letters as small ones.")
  private boolean lowercase;

  @Option(
      names = "--longest",
      paramLabel = "N",
      description = "The most tokens of a text that are read; 0 for all.")
  private int longest;

  @Option(
      names = "--keep",
      paramLabel = "PART",
      description = "Which tokens of a longer text those are: its head, its tail, or both.")
  private String keep;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Back-propagate to the last N tokens only, though all are read; 0 for all. Needs"
              + " --no-bidirectional.")
  private int steps;

  @Option(names = "--embedding", paramLabel = "N", description = "Elements of a token's vector.")
  private int embedding;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description =
          "Vectors of words to begin with, as GloVe and word2vec write them in text; their size is"
              + " that of --embedding.")
  private Optional<Path> vectors;

  @Option(
      names = "--bidirectional",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.NEVER,
      description = "Read texts in both directions. By default unless --from is given.")
  private Optional<Boolean> bidirectional = Optional.empty();

  @Option(
      names = "--pooling",
      paramLabel = "KIND",
      split = ",",
      description =
          "What is made of the outputs of all steps: last, mean, max or attention; several with"
              + " commas, side by side.")
  private List<String> pooling;

  @Option(
      names = "--dropout-input",
      paramLabel = "P",
      showDefaultValue = Visibility.NEVER,
      description = "Of what the first layer reads. By default --dropout.")
  private Optional<Double> dropoutInput = Optional.empty();

  @Option(names = "--word-dropout", paramLabel = "P", description = "Of whole words of a text.")
  private double wordDropout;

  @Option(
      names = "--weight-drop",
      paramLabel = "P",
      description = "Dropout of the recurrent weights.")
  private double weightDrop;

  @Option(
      names = "--smoothing",
      paramLabel = "SHARE",
      description = "Of the probability that is asked for the labels that are not true.")
  private double smoothing;

  @Option(
      names = "--class-weights",
      paramLabel = "WEIGHTS",
      description =
          "How much each label counts in training: none (alike), balanced (rare ones more), or"
              + " label=weight with commas between.")
  private String classWeights;

  @Option(
      names = "--unfreeze",
      paramLabel = "EPOCHS",
      description =
          "With --from of a language model: so many epochs after another, one more layer trains, from"
              + " the top down; 0 for all at once.")
  private int unfreeze;

  @Mixin private TrainingFlags flags;
  @Spec private CommandSpec spec;

  private final Console console;

  TrainClassify(Console console) {
    this.console = console;
    ExampleFormat format = new ExampleFormat();
    text = format.text();
    label = format.label();
    header = format.header();
    several = format.several();
    encoding = format.encoding();
    ClassifyOptions.Draft defaults = new ClassifyOptions.Draft();
    vocabulary = new VocabularyFlags(defaults.tokens, defaults.minCount, defaults.vocabularySize);
    lowercase = defaults.lowercase;
    longest = defaults.longest;
    keep = defaults.keep;
    steps = defaults.steps;
    embedding = defaults.embedding;
    pooling = defaults.pooling;
    wordDropout = defaults.wordDropout;
    weightDrop = defaults.weightDrop;
    smoothing = defaults.smoothing;
    classWeights = defaults.classWeights;
    unfreeze = defaults.unfreeze;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    ExampleFormat format = new ExampleFormat(text, label, header, several, encoding);
    return new Trainings(
            console,
            flags,
            run ->
                ClassifyTraining.prepare(
                    new ClassifyData(parts.source(data), format), options(run)))
        .call(
            arguments,
            "The label of a text, and why: "
                + console.command(
                    "predict", flags.out(0).toString(), "--text", "TEXT", "--explain"));
  }

  private ClassifyOptions options(int run) {
    ClassifyOptions.Draft draft = new ClassifyOptions.Draft();
    draft.tokens = vocabulary.tokens();
    draft.lowercase = lowercase;
    draft.minCount = vocabulary.minCount();
    draft.vocabularySize = vocabulary.size();
    draft.longest = longest;
    draft.keep = keep;
    draft.steps = steps;
    draft.embedding = embedding;
    draft.vectors = vectors;
    draft.bidirectional = bidirectional;
    draft.pooling = pooling;
    draft.dropoutInput = dropoutInput;
    draft.wordDropout = wordDropout;
    draft.weightDrop = weightDrop;
    draft.smoothing = smoothing;
    draft.classWeights = classWeights;
    draft.unfreeze = unfreeze;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, Pretrained.read(from)));
    return draft.options();
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(ClassifyOptions.Draft draft, Pretrained old) {
    draft.tokens = flags.kept("--tokens", draft.tokens, old.codec().tokenizer().name());
    draft.minCount = flags.kept("--min-count", draft.minCount);
    draft.vocabularySize = flags.kept("--vocabulary-size", draft.vocabularySize);
    draft.embedding = flags.kept("--embedding", embedding, old.embedding());
    draft.training =
        flags.keptLayers(draft.training, old.cell(), old.units().getFirst(), old.units().size());
    old.classifier().ifPresent(classifier -> keepReading(draft, classifier));
  }

  /** Of a classifier to begin from, also how it reads a text. */
  private void keepReading(ClassifyOptions.Draft draft, ClassifyConfig old) {
    draft.lowercase = flags.kept("--lowercase", lowercase, old.lowercase());
    draft.longest = flags.kept("--longest", longest, old.longest());
    draft.keep = flags.kept("--keep", keep, old.keep());
    draft.pooling = flags.kept("--pooling", pooling, old.pooling());
    draft.bidirectional =
        Optional.of(
            flags.kept(
                "--bidirectional", bidirectional.orElse(old.bidirectional()), old.bidirectional()));
  }
}
