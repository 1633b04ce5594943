package eddy.train;

import eddy.optim.Gradients;
import eddy.optim.MovingAverage;
import eddy.optim.Optimizer;
import eddy.optim.Schedule;
import eddy.tensor.Array;
import eddy.tensor.Parameter;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * The training loop: epochs of batches, validation, early stopping with the best weights kept (of
 * alike ones the last), checkpoints.
 *
 * <p>The same data, options and seed give the same weights to the bit, resumed or not. Frozen
 * parameters are those that the optimiser does not move.
 *
 * @param <B> a batch
 */
public final class Trainer<B> {
  /** What the names of the objective's own state begin with in a checkpoint. */
  private static final String OBJECTIVE = "objective/";

  private final Workspace workspace;
  private final SequencedMap<String, Parameter> parameters;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final Objective<B> objective;
  private final Options options;
  private final Gradients gradients;
  private final Optional<MovingAverage> average;
  private final SequencedMap<String, Array> bestWeights = new LinkedHashMap<>();

  private int epoch;
  private int batch;
  private double lossSum;
  private double seconds;
  private long batchesSeen;
  private double best = Double.POSITIVE_INFINITY;
  private int bestEpoch = -1;
  private int badEpochs;
  private double rate;
  private double norm = Double.NaN;
  private boolean stopped;

  /**
   * A trainer that begins with the present values of the parameters.
   *
   * @param parameters all of the model, frozen ones included
   * @param optimizer of those of them that train
   */
  public Trainer(
      Workspace workspace,
      SequencedMap<String, Parameter> parameters,
      Optimizer optimizer,
      Schedule schedule,
      Objective<B> objective,
      Options options) {
    this.workspace = workspace;
    this.parameters = new LinkedHashMap<>(parameters);
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.objective = objective;
    this.options = options;
    gradients = new Gradients(optimizer.parameters());
    average = average(optimizer.parameters(), options);
    parameters.forEach((name, parameter) -> bestWeights.put(name, parameter.value().copy()));
  }

  private static Optional<MovingAverage> average(
      SequencedMap<String, Parameter> parameters, Options options) {
    if (options.averageAfter() > 0) {
      return Optional.of(MovingAverage.afterStagnation(parameters, options.averageAfter()));
    }
    return options.averageDecay() > 0
        ? Optional.of(new MovingAverage(parameters, options.averageDecay()))
        : Optional.empty();
  }

  /**
   * Trains until all epochs are done, validation stops to improve, or the listener or an interrupt
   * of this thread (which is cleared) says stop; then the parameters are the best that validation
   * has seen. A stop hands a last checkpoint out; to train further, {@link #resume} it.
   *
   * @param validation the metric of the parameters as they are; lower is better
   * @throws Diverged if a loss, a gradient or the metric is no number
   */
  public Outcome run(TrainingData<B> data, DoubleSupplier validation, TrainingListener listener) {
    if (stopped) {
      throw new IllegalStateException(
          "Trainer: this training was stopped within an epoch. Resume it from a checkpoint first.");
    }
    while (goesOn()) {
      int batches = data.batches(epoch);
      if (!trainEpoch(data.epoch(epoch), batches, listener)) {
        stopped = true;
        return end(Outcome.End.STOPPED);
      }
      long start = System.nanoTime();
      double metric = validate(validation);
      schedule.validated(metric);
      average.ifPresent(a -> a.validated(metric));
      boolean improved = bestEpoch == epoch;
      seconds += (System.nanoTime() - start) * 1e-9;
      EpochReport report =
          new EpochReport(
              epoch, optimizer.steps(), lossSum / batches, metric, improved, rate, seconds);
      epoch++;
      batch = 0;
      lossSum = 0;
      seconds = 0;
      listener.epoch(report);
      if (!goesOn() || listener.wantsCheckpoint()) {
        listener.checkpoint(state());
      }
    }
    return end(badEpochs < options.patience() ? Outcome.End.COMPLETE : Outcome.End.PATIENCE);
  }

  private boolean goesOn() {
    return epoch < options.epochs() && badEpochs < options.patience();
  }

  /** Trains on what is left of an epoch, and returns whether it came to the end. */
  private boolean trainEpoch(Iterable<B> items, int batches, TrainingListener listener) {
    double before = seconds;
    long start = System.nanoTime();
    int number = 0;
    for (B item : items) {
      // Those that were trained on before a resume.
      if (number++ < batch) {
        continue;
      }
      rate = schedule.rate(optimizer.steps(), epoch);
      boolean last = batch + 1 == batches || (batch + 1) % options.accumulate() == 0;
      double loss = train(item, last);
      lossSum += loss;
      batchesSeen++;
      listener.batch(new BatchReport(epoch, batch, batches, optimizer.steps(), loss, norm, rate));
      batch++;
      seconds = before + (System.nanoTime() - start) * 1e-9;
      // Between two steps there are no gradients that a checkpoint would have to hold.
      if (last && (listener.stop() || Thread.interrupted())) {
        listener.checkpoint(state());
        return false;
      }
      if (last && batch < batches && listener.wantsCheckpoint()) {
        listener.checkpoint(state());
      }
    }
    if (number != batches || batches == 0) {
      throw new IllegalArgumentException(
          "Trainer: expected "
              + batches
              + " batches (one or more) in epoch "
              + epoch
              + " but got "
              + number
              + ".");
    }
    return true;
  }

  private double train(B item, boolean last) {
    try (Tape tape = workspace.training(options.seed(), batchesSeen)) {
      Tensor value = objective.loss(tape, item);
      double loss = value.scalar();
      requireFinite("the loss", loss);
      tape.backward(value);
      if (last) {
        step(tape);
      } else {
        gradients.accumulate(tape);
      }
      return loss;
    }
  }

  private void step(Tape tape) {
    gradients.complete(tape);
    double clipped = gradients.clip(options.clip());
    requireFinite("the gradient norm", clipped);
    norm = clipped;
    optimizer.step(gradients, rate);
    average.ifPresent(a -> a.update(tape));
  }

  private double validate(DoubleSupplier validation) {
    double metric;
    average.ifPresent(MovingAverage::swap);
    try {
      metric = validation.getAsDouble();
      badEpochs = metric < best ? 0 : badEpochs + 1;
      // Of epochs that are alike, the last has learnt most: an error rate says little of few items.
      if (metric <= best) {
        best = metric;
        bestEpoch = epoch;
        parameters.forEach((name, parameter) -> {
          float[] kept = bestWeights.get(name).data();
          System.arraycopy(parameter.data(), 0, kept, 0, kept.length);
        });
      }
    } finally {
      average.ifPresent(MovingAverage::swap);
    }
    if (Double.isNaN(metric)) {
      restoreBest();
      throw new Diverged(
          "Diverged in epoch "
              + (epoch + 1)
              + ": the validation metric is NaN though the training loss "
              + "is finite. Look for missing values in the validation data.");
    }
    return metric;
  }

  private Outcome end(Outcome.End end) {
    restoreBest();
    return new Outcome(end, epoch, optimizer.steps(), best, bestEpoch);
  }

  private void restoreBest() {
    parameters.forEach((name, parameter) -> parameter.set(name, bestWeights.get(name)));
  }

  private void requireFinite(String what, double value) {
    if (Double.isFinite(value)) {
      return;
    }
    restoreBest();
    String where =
        "Diverged in epoch "
            + (epoch + 1)
            + ", batch "
            + (batch + 1)
            + ": "
            + what
            + " is "
            + value
            + " (learning rate "
            + rate
            + ", last gradient norm "
            + (float) norm
            + "). ";
    throw new Diverged(
        where
            + (optimizer.steps() == 0
                ? "As it was the first step, look for missing, infinite or unscaled values in the"
                    + " data."
                : "The learning rate is probably too high: try a tenth of it, or clip the gradient"
                    + " norm at 1. If that does not help, look for missing values in the data.")
            + (bestEpoch < 0
                ? " The initial weights are restored."
                : " The weights of epoch " + bestEpoch + ", the best so far, are restored."));
  }

  private TrainingState state() {
    SortedMap<String, Array> arrays = new TreeMap<>(optimizer.state());
    parameters.forEach((name, parameter) -> arrays.put("parameters/" + name, parameter.value()));
    bestWeights.forEach((name, array) -> arrays.put("best/" + name, array));
    average.ifPresent(a -> arrays.putAll(a.state()));
    SortedMap<String, String> counters = new TreeMap<>();
    TrainingState own = objective.state();
    own.arrays().forEach((name, array) -> arrays.put(OBJECTIVE + name, array));
    own.counters().forEach((name, text) -> counters.put(OBJECTIVE + name, text));
    counters.put("epoch", Integer.toString(epoch));
    counters.put("batch", Integer.toString(batch));
    counters.put("loss_sum", Double.toString(lossSum));
    counters.put("seconds", Double.toString(seconds));
    counters.put("rate", Double.toString(rate));
    counters.put("batches", Long.toString(batchesSeen));
    counters.put("steps", Long.toString(optimizer.steps()));
    counters.put("best", Double.toString(best));
    counters.put("best_epoch", Integer.toString(bestEpoch));
    counters.put("bad_epochs", Integer.toString(badEpochs));
    counters.put("schedule", schedule.state());
    average.ifPresent(a -> counters.put("average", a.counters()));
    return new TrainingState(arrays, counters);
  }

  /**
   * Goes on from a checkpoint: {@link #run} then gives the same bits as a training that was never
   * interrupted.
   *
   * @param state of a trainer with the same parameters, optimiser, schedule and options; copied
   */
  public void resume(TrainingState state) {
    gradients.reset();
    stopped = false;
    parameters.forEach((name, parameter) -> {
      parameter.set(name, state.array("parameters/" + name));
      bestWeights.put(name, state.array("best/" + name).copy());
    });
    optimizer.restore(state.arrays(), Long.parseLong(state.counter("steps")));
    average.ifPresent(a -> a.restore(state.arrays(), state.counter("average")));
    objective.restore(state.below(OBJECTIVE));
    epoch = Integer.parseInt(state.counter("epoch"));
    batch = Integer.parseInt(state.counter("batch"));
    lossSum = Double.parseDouble(state.counter("loss_sum"));
    seconds = Double.parseDouble(state.counter("seconds"));
    rate = Double.parseDouble(state.counter("rate"));
    batchesSeen = Long.parseLong(state.counter("batches"));
    best = Double.parseDouble(state.counter("best"));
    bestEpoch = Integer.parseInt(state.counter("best_epoch"));
    badEpochs = Integer.parseInt(state.counter("bad_epochs"));
    schedule.restore(state.counter("schedule"));
  }
}
