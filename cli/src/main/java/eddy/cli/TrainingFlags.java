package eddy.cli;

import eddy.format.BadInput;
import eddy.format.folder.ModelFolder;
import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of training that mean the same in every task. */
final class TrainingFlags {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the model goes: a new folder.")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on where a stopped training left off; repeat its other options.")
  private boolean resume;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description =
          "Begin from the weights of a finished model, whose network, scaling and vocabulary stay as"
              + " they are.")
  private Optional<Path> from;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the first weights, the order of the data and dropout.")
  private long seed;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Train N times, with the seeds from --seed on, into DIR/seed-1, DIR/seed-2, ...; report"
              + " mean and standard deviation.")
  private int seeds = 1;

  @Option(names = "--epochs", paramLabel = "N", description = "The most epochs.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Windows, texts, sentences, sequences, columns that a text is cut into, or tokens of"
              + " translations, a step.")
  private int batchSize;

  @Option(names = "--hidden", paramLabel = "N", description = "Units of a recurrent layer.")
  private int hidden;

  @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers.")
  private int layers;

  @Option(names = "--cell", paramLabel = "CELL", description = "rnn, lstm, gru or layer-norm-lstm.")
  private String cell;

  @Option(names = "--dropout", paramLabel = "P", description = "Probability, from 0 to below 1.")
  private double dropout;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "At the start, or at the peak of one-cycle.")
  private double learningRate;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd, momentum, nesterov, adam, adamw, rmsprop or adagrad.")
  private String optimizer;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate: constant, step, exponential, exponential:F:N (times F an epoch"
              + " after the first N), cosine, one-cycle or plateau.")
  private String schedule;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "The largest norm of all gradients together; 0 for no limit.")
  private double clip;

  @Option(
      names = "--weight-decay",
      paramLabel = "DECAY",
      description =
          "Pull of the weights of matrices towards zero; 0 for the optimizer's own, which is 0.01"
              + " for adamw and none for the others.")
  private double weightDecay;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      description =
          "Of the moving average of the weights, which is validated and kept; 0 for none.")
  private double average;

  @Option(
      names = "--average-after",
      paramLabel = "N",
      description =
          "Average the weights of all steps once validation has not improved for N epochs; 0 for"
              + " never. With sgd this is NT-ASGD.")
  private int averageAfter;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after so many epochs without a better validation.")
  private int patience;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many work on a step; changes no result.")
  private int threads;

  /** The command that has these flags among its own. */
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final TrainingOptions defaults;

  /** Flags with these defaults. */
  TrainingFlags(TrainingOptions defaults) {
    this.defaults = defaults;
    seed = defaults.seed();
    epochs = defaults.epochs();
    batchSize = defaults.batchSize();
    cell = defaults.cell();
    hidden = defaults.hidden();
    layers = defaults.layers();
    dropout = defaults.dropout();
    learningRate = defaults.learningRate();
    optimizer = defaults.optimizer();
    schedule = defaults.schedule();
    clip = defaults.clip();
    weightDecay = defaults.weightDecay();
    average = defaults.average();
    averageAfter = defaults.averageAfter();
    patience = defaults.patience();
    threads = defaults.threads();
  }

  Path out() {
    return out;
  }

  boolean resume() {
    return resume;
  }

  Optional<Path> from() {
    return from;
  }

  boolean json() {
    return json;
  }

  /** How many trainings are asked for, one or more. */
  int seeds() {
    TrainingOptions.require(seeds >= 1, "--seeds", "one or more", seeds);
    return seeds;
  }

  /** Whether each training goes into a folder of its own below the one that is named. */
  boolean several() {
    return seeds() > 1;
  }

  /** Where the training of that number goes, counted from 0. */
  Path out(int run) {
    return several() ? out.resolve(Runs.PREFIX + (seed + run)) : out;
  }

  /** The options of the training of that number, checked. */
  TrainingOptions options(int run) {
    return defaults.with(o -> {
      o.seed = seed + run;
      o.epochs = epochs;
      o.batchSize = batchSize;
      o.cell = cell;
      o.hidden = hidden;
      o.layers = layers;
      o.dropout = dropout;
      o.learningRate = learningRate;
      o.optimizer = optimizer;
      o.schedule = schedule;
      o.clip = clip;
      o.weightDecay = weightDecay;
      o.average = average;
      o.averageAfter = averageAfter;
      o.patience = patience;
      o.threads = threads;
    });
  }

  /**
   * The value of the model that the training begins from, which an option may repeat but not
   * change.
   *
   * @throws BadInput if the user gave another
   */
  <T> T kept(String option, T given, T old) {
    if (isGiven(option) && !given.equals(old)) {
      throw new BadInput(
          "%s: the model in %s has %s but found %s. Leave it out: --from keeps the network."
              .formatted(option, from.orElseThrow(), shown(old), shown(given)));
    }
    return old;
  }

  /** Whether the user gave an option, rather than leave it at its default. */
  boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * The same for a count of which the model's folder tells in its provenance only.
   *
   * @throws BadInput if the user gave another
   */
  OptionalInt kept(String option, OptionalInt given) {
    String name = option.substring(2).replace('-', '_');
    String old = ModelFolder.open(from.orElseThrow()).provenance().options().get(name);
    if (old == null) {
      return given;
    }
    return OptionalInt.of(kept(option, given.orElse(0), Integer.valueOf(old)));
  }

  /**
   * Options with the recurrent layers of the model that the training begins from.
   *
   * @param given by the user or by default
   * @throws BadInput if the user gave others
   */
  TrainingOptions keptLayers(TrainingOptions given, String cell, int hidden, int layers) {
    return given.with(t -> {
      t.cell = kept("--cell", t.cell, cell);
      t.hidden = kept("--hidden", t.hidden, hidden);
      t.layers = kept("--layers", t.layers, layers);
    });
  }

  /** What the drafts of options take for an option that may be left out. */
  static OptionalInt unboxed(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  /** The other way round, for defaults. */
  static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static String shown(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).collect(Collectors.joining(","))
        : value.toString();
  }
}
