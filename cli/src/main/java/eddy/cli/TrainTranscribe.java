package eddy.cli;

import eddy.task.Shares;
import eddy.transcribe.TranscribeConfig;
import eddy.transcribe.TranscribeData;
import eddy.transcribe.TranscribeOptions;
import eddy.transcribe.TranscribeTraining;
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

/** Trains a speech recognizer. */
@Command(
    name = "transcribe",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train transcribe --data=PATH --out=DIR [OPTION ...]",
    header = "Learns to write down what is said in recordings.",
    description = {
      "Learns speech to text from WAV files of 8,000 to 48,000 samples a second with their",
      "transcripts, by connectionist temporal classification. Without --valid, parts of the",
      "recordings are set aside for validation and for `evaluate`."
    })
final class TrainTranscribe implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = "A CSV of recordings and transcripts, or a folder of WAV files, see --label.")
  private Path data;

  @Option(
      names = "--valid",
      paramLabel = "PATH",
      description = "The same to validate on, where there is an official part; nothing is cut off.")
  private Optional<Path> valid;

  @Option(
      names = "--split",
      paramLabel = "PARTS",
      showDefaultValue = Visibility.NEVER,
      description =
          "Shares of training, validation and test; or 80/20 for training and test. By default "
              + Shares.USUAL
              + ".")
  private Optional<String> split;

  @Option(
      names = "--audio",
      paramLabel = "COLUMN",
      description = "The column of WAV files, relative to the CSV.")
  private String audio = TranscribeData.Columns.USUAL.audio();

  @Option(names = "--text", paramLabel = "COLUMN", description = "The column of transcripts.")
  private String text = TranscribeData.Columns.USUAL.text();

  @Option(
      names = "--label",
      paramLabel = "PATTERN",
      description =
          "Of a folder: a regular expression for a file's name without .wav, whose first group is the"
              + " transcript; underscores in it are blanks.")
  private String label = TranscribeData.Columns.USUAL.label();

  @Option(
      names = "--units",
      paramLabel = "KIND",
      description = "What is written: word, whitespace, character, or subword.")
  private String units;

  @Option(
      names = "--vocabulary-size",
      paramLabel = "N",
      description = "The most units, for subwords.")
  private int vocabularySize;

  @Option(
      names = "--rate",
      paramLabel = "HERTZ",
      showDefaultValue = Visibility.NEVER,
      description =
          "Samples a second that sound is brought to. By default those of the first recording, at"
              + " most 16,000.")
  private Optional<Integer> rate;

  @Option(names = "--features", paramLabel = "NAME", description = "log-mel or mfcc.")
  private String features;

  @Option(
      names = "--bands",
      paramLabel = "N",
      showDefaultValue = Visibility.NEVER,
      description = "Bands of the mel scale. By default 40 at 8,000 Hz and 80 above.")
  private Optional<Integer> bands;

  @Option(
      names = "--one-direction",
      description =
          "Read forward only, so that the model can follow a stream. By default it reads from both"
              + " ends.")
  private boolean oneDirection;

  @Option(
      names = "--subsampling",
      paramLabel = "N",
      description = "Windows of sound to a step of the recurrent layers: 1, 2 or 4.")
  private int subsampling;

  @Option(
      names = "--speed-perturbation",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Train on faster and slower recordings, too.")
  private boolean speed;

  @Option(
      names = "--spec-augment",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Blank out stripes of bands and of time in training.")
  private boolean masks;

  @Mixin private TrainingFlags flags;
  @Spec private CommandSpec spec;

  private final Console console;

  TrainTranscribe(Console console) {
    this.console = console;
    TranscribeOptions.Draft defaults = new TranscribeOptions.Draft();
    units = defaults.units;
    vocabularySize = defaults.vocabularySize;
    features = defaults.features;
    subsampling = defaults.subsampling;
    speed = defaults.speed;
    masks = defaults.masks;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
    TranscribeData source =
        new TranscribeData(data, valid, split, new TranscribeData.Columns(audio, text, label));
    return new Trainings(console, flags, run -> TranscribeTraining.prepare(source, options(run)))
        .call(
            arguments,
            "To write down a recording: "
                + console.command("predict", flags.out(0).toString(), "--data", "FILE.wav"));
  }

  private TranscribeOptions options(int run) {
    TranscribeOptions.Draft draft = new TranscribeOptions.Draft();
    draft.units = units;
    draft.vocabularySize = vocabularySize;
    draft.rate = TrainingFlags.unboxed(rate);
    draft.features = features;
    draft.bands = TrainingFlags.unboxed(bands);
    draft.bidirectional = !oneDirection;
    draft.subsampling = subsampling;
    draft.speed = speed;
    draft.masks = masks;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, TranscribeTraining.config(from)));
    return draft.options();
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(TranscribeOptions.Draft draft, TranscribeConfig old) {
    draft.units = flags.kept("--units", units, old.units());
    draft.vocabularySize =
        flags.kept("--vocabulary-size", OptionalInt.of(vocabularySize)).getAsInt();
    draft.rate =
        OptionalInt.of(
            flags.kept("--rate", rate.orElse(old.hearing().rate()), old.hearing().rate()));
    draft.features = flags.kept("--features", features, old.hearing().features());
    draft.bands =
        OptionalInt.of(
            flags.kept("--bands", bands.orElse(old.hearing().bands()), old.hearing().bands()));
    draft.bidirectional = !flags.kept("--one-direction", oneDirection, !old.bidirectional());
    draft.subsampling = flags.kept("--subsampling", subsampling, old.subsampling());
    draft.training = flags.keptLayers(draft.training, old.cell(), old.hidden(), old.layers());
  }
}
