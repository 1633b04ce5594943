package eddy.cli;

import eddy.format.BadInput;
import eddy.series.ExampleFormat;
import eddy.series.SeriesData;
import eddy.series.SeriesOptions;
import eddy.series.SeriesTraining;
import eddy.task.PooledRecurrent;
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

/** Trains a model of whole sequences. */
@Command(
    name = "series",
    showDefaultValues = true,
    sortOptions = false,
    customSynopsis = "eddy train series --data=FILE --out=DIR [OPTION ...]",
    header = "Learns the labels of whole sequences: sensors, gestures, skeletons, pictures.",
    description = {
      "Learns which label a sequence of numbers has, or with --target which number belongs to it.",
      "FILE is a .ts of the UEA and UCR archives; a table (.csv, .tsv) with a row for each step of",
      "each sequence; a folder with a folder for each label and a file for each sequence, a step on",
      "each line; or pictures in IDX, the labels beside them. Sequences may have any lengths."
    })
final class TrainSeries implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "The labelled sequences, a file or a folder; files may be gzipped.")
  private Path data;

  @Mixin private PartsFlags parts = new PartsFlags();

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description = "Of a table: which sequence a row belongs to.")
  private String id;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "Of a table: what the rows of a sequence are in order of.")
  private String time;

  @Option(
      names = "--channels",
      paramLabel = "COLUMN",
      split = ",",
      showDefaultValue = Visibility.NEVER,
      description =
          "Of a table: what is measured, columns with commas between. By default all columns of"
              + " numbers but these three.")
  private List<String> channels = List.of();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "Of a table: the label, the same in all rows of a sequence.")
  private String label;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description =
          "Learn a number instead of a label: of a table, the column; else what stands where labels"
              + " do, under this name.")
  private Optional<String> target;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description =
          "Of pictures: a row a step, a pixel a step, or permuted, the pixels in a random order that"
              + " is always the same.")
  private String order;

  @Option(
      names = "--bidirectional",
      negatable = true,
      fallbackValue = "true",
      showDefaultValue = Visibility.ALWAYS,
      description = "Read sequences in both directions.")
  private boolean bidirectional;

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
      description = "Of whole channels of a sequence.")
  private double dropoutInput;

  @Option(
      names = "--weight-drop",
      paramLabel = "P",
      description = "Dropout of the recurrent weights.")
  private double weightDrop;

  @Mixin private TrainingFlags flags;
  @Spec private CommandSpec spec;

  private final Console console;

  TrainSeries(Console console) {
    this.console = console;
    ExampleFormat format = new ExampleFormat();
    id = format.id();
    time = format.time();
    label = format.label();
    order = format.order();
    SeriesOptions.Draft defaults = new SeriesOptions.Draft();
    bidirectional = defaults.bidirectional;
    pooling = defaults.pooling;
    dropoutInput = defaults.dropoutInput;
    weightDrop = defaults.weightDrop;
    flags = new TrainingFlags(defaults.training);
  }

  @Override
  public Integer call() {
    if (target.isPresent() && flags.isGiven("--label")) {
      throw new BadInput("--label: expected no --target beside it, which takes its place.");
    }
    ExampleFormat format =
        new ExampleFormat(id, time, channels, target.orElse(label), target.isPresent(), order);
    SeriesData source = new SeriesData(parts.source(data), format);
    return new Trainings(console, flags, run -> SeriesTraining.prepare(source, options(run)))
        .call(
            spec.root().commandLine().getParseResult().originalArgs(),
            "Of other sequences: "
                + console.command("predict", flags.out(0).toString(), "--data", "FILE"));
  }

  private SeriesOptions options(int run) {
    SeriesOptions.Draft draft = new SeriesOptions.Draft();
    draft.bidirectional = bidirectional;
    draft.pooling = pooling;
    draft.dropoutInput = dropoutInput;
    draft.weightDrop = weightDrop;
    draft.training = flags.options(run);
    draft.from = flags.from();
    draft.from.ifPresent(from -> keepNetwork(draft, SeriesTraining.config(from).network()));
    return draft.options();
  }

  /** Of a model to begin from, everything about its network is kept. */
  private void keepNetwork(SeriesOptions.Draft draft, PooledRecurrent.Config old) {
    draft.bidirectional = flags.kept("--bidirectional", bidirectional, old.bidirectional());
    draft.pooling = flags.kept("--pooling", pooling, old.pooling());
    draft.training =
        flags.keptLayers(draft.training, old.cell(), old.units().getFirst(), old.units().size());
  }
}
