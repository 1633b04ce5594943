package eddy.speed;

import eddy.recurrent.Cell;
import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.recurrent.Rnn;
import eddy.recurrent.Stepper;
import eddy.tensor.Array;
import eddy.tensor.Reductions;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** One recurrent layer with random weights and inputs, and its three uses as pieces of work. */
public final class RecurrentWork {
  /** Batch, steps, inputs and hidden units: from what fits a core's cache to what does not. */
  static final List<int[]> SIZES =
      List.of(
          new int[] {32, 50, 64, 64},
          new int[] {32, 50, 128, 256},
          new int[] {64, 50, 256, 512},
          new int[] {64, 30, 1024, 1024});

  /** Forward computes each product once; backward, one for the inputs and one for the weights. */
  private static final int PRODUCTS_OF_A_TRAINING_STEP = 3;

  private final Workspace workspace;
  private final Kind kind;
  private final Recurrent layer;
  private final Array input;
  private final double operations;
  private final Stepper stepper;
  private long steps;

  /** The cells that are measured. */
  public enum Kind {
    LSTM("LSTM", new Lstm()),
    GRU("GRU", new Gru()),
    RNN("Rnn", new Rnn());

    private final String label;
    private final Cell cell;

    Kind(String label, Cell cell) {
      this.label = label;
      this.cell = cell;
    }
  }

  /** A layer of one direction over a batch of sequences of equal lengths. */
  public RecurrentWork(
      Workspace workspace, Kind kind, int batch, int time, int inputSize, int hiddenSize) {
    this.workspace = workspace;
    this.kind = kind;
    SplittableRandom random = new SplittableRandom(1);
    layer = Recurrent.of(kind.cell, inputSize, hiddenSize).build(random);
    input = Array.zeros(batch, time, inputSize);
    for (int i = 0; i < input.data().length; i++) {
      input.data()[i] = random.nextFloat(-1, 1);
    }
    double weights =
        layer.parameters().entrySet().stream()
            .filter(parameter -> parameter.getKey().startsWith("weight"))
            .mapToDouble(parameter -> parameter.getValue().shape().size())
            .sum();
    operations = 2 * weights * batch * time;
    stepper = layer.stepper(workspace, batch);
  }

  /** All outputs of the sequences, from a state of zeros. */
  public Work forward() {
    return work("forward", operations, this::runForward);
  }

  /** Forward and backward with the gradients of weights, biases and inputs; no optimizer. */
  public Work training() {
    return work("training", PRODUCTS_OF_A_TRAINING_STEP * operations, this::runTraining);
  }

  /** Forward from the state in which the call before has ended, as in streaming. */
  public Work step() {
    return work("step", operations, this::runStep);
  }

  private Work work(String use, double operations, Runnable run) {
    int batch = input.shape().dimension(0);
    int time = input.shape().dimension(1);
    int inputSize = input.shape().dimension(2);
    int hiddenSize = layer.options().hiddenSize();
    return new Work(
        "%s_%s_%dx%d_%d_%d"
            .formatted(
                kind.name().toLowerCase(Locale.ROOT), use, batch, time, inputSize, hiddenSize),
        "%s %s, %d x %d, %d -> %d".formatted(kind.label, use, batch, time, inputSize, hiddenSize),
        operations,
        run);
  }

  private void runForward() {
    try (Tape tape = workspace.inference()) {
      layer.forward(Sequence.full(tape.constant(input)));
    }
  }

  private void runTraining() {
    try (Tape tape = workspace.training(1, steps++)) {
      Recurrent.Output out = layer.forward(Sequence.full(tape.variable(input)));
      tape.backward(Reductions.sum(out.sequence().values()));
    }
  }

  private void runStep() {
    stepper.step(input.data());
  }
}
