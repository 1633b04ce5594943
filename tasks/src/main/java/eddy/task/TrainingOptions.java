package eddy.task;

import eddy.format.BadInput;
import eddy.optim.Adagrad;
import eddy.optim.Adam;
import eddy.optim.Plateau;
import eddy.optim.RmsProp;
import eddy.optim.Schedule;
import eddy.optim.Sgd;
import eddy.optim.UpdateRule;
import eddy.train.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The options of training that mean the same in every task.
 *
 * <pre>{@code
 * TrainingOptions options = ForecastOptions.TRAINING.with(o -> {
 *   o.epochs = 10;
 *   o.hidden = 64;
 * });
 * }</pre>
 *
 * @param seed of the initial weights, the order of the data and dropout
 * @param epochs the most epochs
 * @param batchSize items a step
 * @param cell see {@link Cells#recurrent}
 * @param hidden units of a recurrent layer
 * @param layers of the recurrent network
 * @param dropout probability
 * @param learningRate at the start, or at the peak of a one-cycle schedule
 * @param optimizer sgd, momentum, nesterov, adam, adamw, rmsprop or adagrad
 * @param schedule constant; step: a tenth after each third of the epochs; exponential: times 0.8 an
 *     epoch after the first four; exponential:F:N: times F an epoch after the first N; cosine: to
 *     zero over all epochs; one-cycle; plateau: half after a third of the patience
 * @param clip the largest norm of all gradients together, 0 for no limit
 * @param weightDecay pull of the weights of matrices towards zero; 0 for the optimizer's own: 0.01
 *     for adamw, none for the others
 * @param average decay of the moving average of the weights, which is what is validated and kept; 0
 *     for the weights themselves
 * @param averageAfter epochs of stagnation after which the plain average of all weights from then
 *     on is what is validated and kept; 0 for never
 * @param patience epochs without a new best after which training ends
 * @param threads how many work on one step; changes no result
 */
public record TrainingOptions(
    long seed,
    int epochs,
    int batchSize,
    String cell,
    int hidden,
    int layers,
    double dropout,
    double learningRate,
    String optimizer,
    String schedule,
    double clip,
    double weightDecay,
    double average,
    int averageAfter,
    int patience,
    int threads) {
  private static final int MOST_HIDDEN = 1 << 13;
  private static final int MOST_LAYERS = 64;
  private static final int MOST_THREADS = 1024;

  public TrainingOptions {
    require(epochs >= 1, "--epochs", "one or more", epochs);
    require(batchSize >= 1, "--batch-size", "one or more", batchSize);
    Cells.recurrent(cell, 1, 1);
    // Beyond these limits a matrix would have more elements than an array can hold.
    require(hidden >= 1 && hidden <= MOST_HIDDEN, "--hidden", "1 to " + MOST_HIDDEN, hidden);
    require(layers >= 1 && layers <= MOST_LAYERS, "--layers", "1 to " + MOST_LAYERS, layers);
    require(dropout >= 0 && dropout < 1, "--dropout", "from 0 to below 1", dropout);
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "--learning-rate",
        "a number above 0",
        learningRate);
    rule(optimizer, weightDecay);
    rates(schedule, learningRate, epochs, patience, 1);
    require(clip >= 0, "--clip", "0 (off) or more", clip);
    require(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "--weight-decay",
        "0 (the optimizer's own) or more",
        weightDecay);
    require(average >= 0 && average < 1, "--average", "from 0 (off) to below 1", average);
    require(averageAfter >= 0, "--average-after", "0 (off) or more", averageAfter);
    require(
        averageAfter == 0 || average == 0,
        "--average-after",
        "--average 0 beside it, as there is one average",
        average);
    require(patience >= 1, "--patience", "one or more", patience);
    require(threads >= 1 && threads <= MOST_THREADS, "--threads", "1 to " + MOST_THREADS, threads);
  }

  /** What becomes options: every field has a value, and may be given another. */
  public static final class Draft {
    public long seed = 1;
    public int epochs = 30;
    public int batchSize = 32;
    public String cell = "lstm";
    public int hidden = 256;
    public int layers = 1;
    public double dropout;
    public double learningRate = 0.001;
    public String optimizer = "adam";
    public String schedule = "constant";
    public double clip;
    public double weightDecay;
    public double average;
    public int averageAfter;
    public int patience = 10;
    public int threads = Runtime.getRuntime().availableProcessors();

    private Draft() {}

    private TrainingOptions options() {
      return new TrainingOptions(
          seed,
          epochs,
          batchSize,
          cell,
          hidden,
          layers,
          dropout,
          learningRate,
          optimizer,
          schedule,
          clip,
          weightDecay,
          average,
          averageAfter,
          patience,
          threads);
    }
  }

  /**
   * Options that are what this says, and else a draft's own.
   *
   * @throws BadInput if one is out of its range
   */
  public static TrainingOptions of(Consumer<Draft> changes) {
    Draft draft = new Draft();
    changes.accept(draft);
    return draft.options();
  }

  /**
   * The same with some changes.
   *
   * @throws BadInput if one is out of its range
   */
  public TrainingOptions with(Consumer<Draft> changes) {
    Draft draft = new Draft();
    draft.seed = seed;
    draft.epochs = epochs;
    draft.batchSize = batchSize;
    draft.cell = cell;
    draft.hidden = hidden;
    draft.layers = layers;
    draft.dropout = dropout;
    draft.learningRate = learningRate;
    draft.optimizer = optimizer;
    draft.schedule = schedule;
    draft.clip = clip;
    draft.weightDecay = weightDecay;
    draft.average = average;
    draft.averageAfter = averageAfter;
    draft.patience = patience;
    draft.threads = threads;
    changes.accept(draft);
    return draft.options();
  }

  /** Fails with one line about an option of the command line. */
  public static void require(boolean holds, String option, String expected, Object found) {
    if (!holds) {
      throw new BadInput(option + ": expected " + expected + " but found " + found + ".");
    }
  }

  /** The optimiser's rule. */
  public UpdateRule rule() {
    return rule(optimizer, weightDecay);
  }

  private static UpdateRule rule(String optimizer, double decay) {
    return switch (optimizer) {
      case "sgd" -> new Sgd(0, false, decay);
      case "momentum" -> new Sgd(0.9, false, decay);
      case "nesterov" -> new Sgd(0.9, true, decay);
      case "adam" -> new Adam(0.9, 0.999, 1e-8, decay, false);
      case "adamw" -> Adam.w(decay == 0 ? 0.01 : decay);
      case "rmsprop" -> new RmsProp(0.99, 1e-8, 0, false, decay);
      case "adagrad" -> new Adagrad(0, 1e-10, 0, decay);
      default ->
          throw new BadInput(
              "--optimizer: expected sgd, momentum, nesterov, adam, adamw, rmsprop or adagrad but"
                  + " found '"
                  + optimizer
                  + "'.");
    };
  }

  /** The learning rate over time. */
  public Schedule rates(int stepsPerEpoch) {
    return rates(schedule, learningRate, epochs, patience, stepsPerEpoch);
  }

  private static Schedule rates(
      String schedule, double rate, int epochs, int patience, int stepsPerEpoch) {
    if (schedule.matches("exponential:(\\d+|\\d*\\.\\d+):[1-9]\\d{0,5}")) {
      String[] parts = schedule.split(":");
      return Schedule.exponential(rate, Double.parseDouble(parts[1]), Integer.parseInt(parts[2]));
    }
    return switch (schedule) {
      case "constant" -> Schedule.constant(rate);
      case "step" -> Schedule.step(rate, Math.max(1, epochs / 3), 0.1);
      case "exponential" -> Schedule.exponential(rate, 0.8, 4);
      case "cosine" -> Schedule.cosine(rate, 0, epochs);
      case "one-cycle" -> Schedule.oneCycle(rate, (long) epochs * stepsPerEpoch);
      case "plateau" -> new Plateau(rate, 0.5, Math.max(1, patience / 3), 0);
      default ->
          throw new BadInput(
              "--schedule: expected constant, step, exponential, exponential:F:N (times F an epoch"
                  + " after the first N), cosine, one-cycle or plateau but found '"
                  + schedule
                  + "'.");
    };
  }

  /** What the training loop needs of them. */
  public Options loop() {
    return new Options()
        .withEpochs(epochs)
        .withPatience(patience)
        .withSeed(seed)
        .withClip(clip == 0 ? Double.POSITIVE_INFINITY : clip)
        .withAverageDecay(average)
        .withAverageAfter(averageAfter);
  }

  /** Options as {@link #toMap} writes them down; what is not among them is a draft's own. */
  public static TrainingOptions of(Map<String, String> map) {
    return of(o -> {
      o.seed = Long.parseLong(map.getOrDefault("seed", "" + o.seed));
      o.epochs = Integer.parseInt(map.getOrDefault("epochs", "" + o.epochs));
      o.batchSize = Integer.parseInt(map.getOrDefault("batch_size", "" + o.batchSize));
      o.cell = map.getOrDefault("cell", o.cell);
      o.hidden = Integer.parseInt(map.getOrDefault("hidden", "" + o.hidden));
      o.layers = Integer.parseInt(map.getOrDefault("layers", "" + o.layers));
      o.dropout = Double.parseDouble(map.getOrDefault("dropout", "" + o.dropout));
      o.learningRate = Double.parseDouble(map.getOrDefault("learning_rate", "" + o.learningRate));
      o.optimizer = map.getOrDefault("optimizer", o.optimizer);
      o.schedule = map.getOrDefault("schedule", o.schedule);
      o.clip = Double.parseDouble(map.getOrDefault("clip", "" + o.clip));
      o.weightDecay = Double.parseDouble(map.getOrDefault("weight_decay", "" + o.weightDecay));
      o.average = Double.parseDouble(map.getOrDefault("average", "" + o.average));
      o.averageAfter = Integer.parseInt(map.getOrDefault("average_after", "" + o.averageAfter));
      o.patience = Integer.parseInt(map.getOrDefault("patience", "" + o.patience));
    });
  }

  /** The options by name, as they are written down with a model. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("seed", Long.toString(seed));
    map.put("epochs", Integer.toString(epochs));
    map.put("batch_size", Integer.toString(batchSize));
    map.put("cell", cell);
    map.put("hidden", Integer.toString(hidden));
    map.put("layers", Integer.toString(layers));
    map.put("dropout", Double.toString(dropout));
    map.put("learning_rate", Double.toString(learningRate));
    map.put("optimizer", optimizer);
    map.put("schedule", schedule);
    map.put("clip", Double.toString(clip));
    map.put("weight_decay", Double.toString(weightDecay));
    map.put("average", Double.toString(average));
    map.put("average_after", Integer.toString(averageAfter));
    map.put("patience", Integer.toString(patience));
    map.put("threads", Integer.toString(threads));
    return map;
  }
}
