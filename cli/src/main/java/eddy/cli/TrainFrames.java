package eddy.cli;

import eddy.frames.FramesConfig;
import eddy.frames.FramesData;
import eddy.frames.FramesFormat;
import eddy.frames.FramesOptions;
import eddy.frames.FramesTraining;
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

/** Trains a model of clips. */
@Command(
    name = "frames",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train frames --data=FILE --out=DIR [OPTION ...]",
    header = "Learns the labels of clips: videos, animated pictures, folders of pictures.",
    description = {
      "Learns which label a clip has. FILE is a folder with a folder for each label and the clips in",
      "it: folders of pictures (png, jpg, bmp) in the order of their names, animated GIFs, or videos,",
      "which the program ffmpeg decodes; a table (.csv, .tsv) with the columns clip, the name of such",
      "a file or folder, and label; or a packed file NAME-idx4-ubyte(.gz) of grey clips, with a table",
      "NAME.csv beside it that has a row for each clip."
    })
final class TrainFrames implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "The labelled clips: a folder, a table or a packed file.")
  private Path data;

  @Mixin private PartsFlags parts = new PartsFlags();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "Of a table: the label. Where clips have several, each is a model of its own.")
  private String label;

  @Option(
      names = "--label-parts",
      paramLabel = "KIND",
      description =
          "whole: a label is one thing; character or word: it consists of them, such as two digits,"
              + " and the network scores them, and a label by the sum of its own.")
  private String labelParts;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      showDefaultValue = Visibility.NEVER,
      description =
          "Bring frames to so many lines and pixels, or to squares of one number. By default they"
              + " stay as they are, and must have one size.")
  private Optional<String> size;

  @Option(
      names = "--color",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "See red, green and blue, and not only grey.")
  private boolean color;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "See at most so many frames of a clip, picked evenly; 0 for all.")
  private int frames;

  @Option(
      names = "--network",
      paramLabel = "KIND",
      description =
          "conv: convolutions see each frame, and recurrent layers read what they found; conv-lstm:"
              + " the recurrent layers are convolutions themselves, with --hidden channels.")
  private String network;

  @Option(
      names = "--channels",
      paramLabel = "N",
      split = ",",
      description =
          "Of each convolution, with commas between; each halves the sides, the first twice.")
  private List<Integer> channels;

  @Option(
      names = "--pooling",
      paramLabel = "KIND",
      split = ",",
      description =
          "What is made of the outputs of all steps: last, mean, max or attention; several with"
              + " commas, side by side.")
  private List<String> pooling;

  @Option(
      names = "--shift",
      paramLabel = "N",
      description =
          "In training, move each clip by up to so many lines and pixels, anew in each epoch, so"
              + " that places are not learnt by heart. What comes in is black.")
  private int shift;

  @Option(
      names = "--distort",
      paramLabel = "SHARE",
      description =
          "In training, stretch, slant and turn each clip by up to this share of its size, anew in"
              + " each epoch, so that shapes are not learnt by heart.")
  private double distort;

  @Mixin private TrainingFlags flags;
  @Spec private CommandSpec spec;

  private final Console console;

  TrainFrames(Console console) {
    this.console = console;
    FramesFormat format = new FramesFormat();
    label = format.label();
    color = format.color();
    frames = format.frames();
    FramesOptions.Draft defaults = new FramesOptions.Draft();
    network = defaults.network;
    channels = defaults.channels;
    pooling = defaults.pooling;
    labelParts = defaults.labelParts;
    shift = defaults.shift;
    distort = defaults.distort;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    FramesFormat any = new FramesFormat(0, 0, color, frames, label);
    FramesFormat format = size.map(any::withSize).orElse(any);
    flags.from().ifPresent(from -> requireFrames(format, FramesTraining.config(from)));
    FramesData source = new FramesData(parts.source(data), format);
    return new Trainings(console, flags, run -> FramesTraining.prepare(source, options(run)))
        .call(
            spec.root().commandLine().getParseResult().originalArgs(),
            "Of other clips: "
                + console.command("predict", flags.out(0).toString(), "--data", "FILE"));
  }

  /** Of a model to begin from, frames are kept. */
  private void requireFrames(FramesFormat format, FramesConfig old) {
    flags.kept("--frames", format.frames(), old.format().frames());
    flags.kept("--size", format.size(), old.height() + "x" + old.width());
  }

  private FramesOptions options(int run) {
    FramesOptions.Draft draft = new FramesOptions.Draft();
    draft.network = network;
    draft.channels = channels;
    draft.pooling = pooling;
    draft.labelParts = labelParts;
    draft.shift = shift;
    draft.distort = distort;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, FramesTraining.config(from).network()));
    return draft.options();
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(FramesOptions.Draft draft, FramesConfig.Network old) {
    draft.network = flags.kept("--network", network, old.name());
    draft.channels = flags.kept("--channels", channels, old.channels());
    draft.pooling = flags.kept("--pooling", pooling, old.recurrent().pooling());
    draft.labelParts = flags.kept("--label-parts", labelParts, old.labelParts());
    draft.training =
        flags.keptLayers(
            draft.training, old.recurrent().cell(), old.units().getFirst(), old.units().size());
  }
}
