package eddy.cli;

import eddy.tag.TagConfig;
import eddy.tag.TagData;
import eddy.tag.TagFormat;
import eddy.tag.TagOptions;
import eddy.tag.TagTraining;
import eddy.task.Shares;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a tagger. */
@Command(
    name = "tag",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train tag --data=FILE --out=DIR [OPTION ...]",
    header =
        "Learns a tag for each word of a sentence: names, parts of speech, slots, segmentation.",
    description = {
      "Learns from a file with a word a line, its columns between tabs or blanks and an empty line",
      "behind each sentence; or from a folder with a sentence a line, words in seq.in, tags in",
      "seq.out and perhaps the label of the sentence in label. IOB1, BIO, BIOES and BMES tags are",
      "recognized. Without --valid, parts are set aside for validation and for `evaluate`."
    })
final class TrainTag implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "The tagged sentences, a file or a folder; files may be gzipped.")
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
          "Shares of training, validation and test, in this order in the data, 90/10/0 for no test;"
              + " or 80/20 for training and test. By default "
              + Shares.USUAL
              + ".")
  private Optional<String> split;

  @Option(names = "--encoding", paramLabel = "NAME", description = "Of the files.")
  private String encoding = "UTF-8";

  @Option(
      names = "--text",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "The column of the words. By default the first; with --segment 0, for a file with a"
              + " sentence a line, its words between blanks.")
  private Optional<Integer> text;

  @Option(
      names = "--tags",
      paramLabel = "N",
      description = "The column of the tags; 0 for the last.")
  private int tags;

  @Option(
      names = "--features",
      paramLabel = "N",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description = "Further columns for the network to read; several with commas.")
  private List<Integer> features = List.of();

  @Option(
      names = "--segment",
      description = "Learn where the words are: join them, and tag their characters.")
  private boolean segment;

  @Option(
      names = "--repair",
      description =
          "Take an illegal tag for the span that conlleval counts in it, instead of refusing it.")
  private boolean repair;

  @Option(
      names = "--scheme",
      paramLabel = "NAME",
      description =
          "What the network learns spans as: bio or bioes, whatever the files have; or plain, to"
              + " take all tags as they are.")
  private String scheme;

  @Option(
      names = "--crf",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "Find the tags of a sentence together, by a conditional random field, without illegal"
              + " ones.")
  private boolean crf;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      description = "How often a word or feature must occur to have a vector of its own.")
  private int minCount;

  @Option(names = "--embedding", paramLabel = "N", description = "Elements of a word's vector.")
  private int embedding;

  @Option(
      names = "--vectors",
      paramLabel = "FILE",
      description = "Vectors of words to begin from, a text file of GloVe or word2vec.")
  private Optional<Path> vectors;

  @Option(
      names = "--characters",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description =
          "Units of the network that spells each word; 0 for none. By default 32, with --segment"
              + " none.")
  private Optional<Integer> characters;

  @Option(
      names = "--pairs",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.NEVER,
      description =
          "Read each word with its next as a feature, for words that are characters. By default"
              + " with --segment.")
  private Optional<Boolean> pairs;

  @Option(
      names = "--word-dropout",
      paramLabel = "A",
      description =
          "A word that occurs N times is read as unknown with the probability A / (A + N).")
  private double wordDropout;

  @Mixin private TrainingFlags flags;

  @Spec private CommandSpec spec;

  private final Console console;

  TrainTag(Console console) {
    this.console = console;
    TagOptions.Draft defaults = new TagOptions.Draft();
    scheme = defaults.scheme;
    crf = defaults.crf;
    minCount = defaults.minCount;
    embedding = defaults.embedding;
    wordDropout = defaults.wordDropout;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    String model = flags.out(0).toString();
    // A text on the command line has no further columns.
    String predict =
        features.isEmpty()
            ? console.command("predict", model, "--text", "TEXT")
            : console.command("predict", model, "--data", "FILE");
    return new Trainings(
            console,
            flags,
            run -> TagTraining.prepare(new TagData(data, valid, split), options(run)))
        .call(
            spec.root().commandLine().getParseResult().originalArgs(),
            "The tags of a text: " + predict);
  }

  private TagOptions options(int run) {
    TagOptions.Draft draft = new TagOptions.Draft();
    draft.format =
        new TagFormat(text.orElse(segment ? 0 : 1), tags, features, segment, repair, encoding);
    draft.scheme = scheme;
    draft.crf = crf;
    draft.minCount = minCount;
    draft.embedding = embedding;
    draft.vectors = vectors;
    draft.characters = characters;
    draft.pairs = pairs;
    draft.wordDropout = wordDropout;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, TagTraining.config(from)));
    return draft.options();
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(TagOptions.Draft draft, TagConfig old) {
    draft.scheme = flags.kept("--scheme", scheme, old.learnt().label());
    draft.minCount = flags.kept("--min-count", OptionalInt.of(minCount)).getAsInt();
    draft.crf = flags.kept("--crf", crf, old.crf());
    draft.embedding = flags.kept("--embedding", embedding, old.embedding());
    draft.characters =
        Optional.of(
            flags.kept(
                "--characters", characters.orElse(old.characterHidden()), old.characterHidden()));
    draft.pairs = Optional.of(flags.kept("--pairs", pairs.orElse(old.pairs()), old.pairs()));
    draft.training = flags.keptLayers(draft.training, old.cell(), old.hidden(), old.layers());
  }
}
