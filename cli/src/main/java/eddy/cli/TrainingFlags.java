package eddy.cli;

import eddy.task.TrainingOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

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
          "Begin from the weights of a finished model, whose network and scaling stay as they are.")
  private Optional<Path> from = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the first weights, the order of the data and dropout.")
  private long seed = 1;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Train N times, with the seeds from --seed on, into DIR/seed-1, DIR/seed-2, ...; report"
              + " mean and standard deviation.")
  private int seeds = 1;

  @Option(names = "--epochs", paramLabel = "N", description = "The most epochs.")
  private int epochs = 30;

  @Option(names = "--batch-size", paramLabel = "N", description = "Windows a step.")
  private int batchSize = 256;

  @Option(names = "--hidden", paramLabel = "N", description = "Units of a recurrent layer.")
  private int hidden = 512;

  @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers.")
  private int layers = 1;

  @Option(names = "--cell", paramLabel = "CELL", description = "rnn, lstm or gru.")
  private String cell = "gru";

  @Option(names = "--dropout", paramLabel = "P", description = "Probability, from 0 to below 1.")
  private double dropout = 0.5;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "At the start, or at the peak of one-cycle.")
  private double learningRate = 0.001;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "sgd, momentum, nesterov, adam, adamw, rmsprop or adagrad.")
  private String optimizer = "adam";

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "Of the learning rate: constant, step, exponential, cosine, one-cycle or plateau.")
  private String schedule = "exponential";

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "The largest norm of all gradients together; 0 for no limit.")
  private double clip;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      description =
          "Of the moving average of the weights, which is validated and kept; 0 for none.")
  private double average = 0.99;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after so many epochs without a better validation.")
  private int patience = 10;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many work on a step; changes no result.")
  private int threads = Runtime.getRuntime().availableProcessors();

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

  String cell() {
    return cell;
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
    TrainingOptions options =
        new TrainingOptions(
            seed + run,
            epochs,
            batchSize,
            hidden,
            layers,
            dropout,
            learningRate,
            optimizer,
            schedule,
            clip,
            average,
            patience,
            threads);
    // Both name what they don't know, before any data is read.
    options.rule();
    options.rates(1);
    return options;
  }
}
