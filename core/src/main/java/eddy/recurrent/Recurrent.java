package eddy.recurrent;

import eddy.layer.Layer;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The layer for every recurrent network: a cell over time, in one or two directions, stacked.
 *
 * <p>B sequences, T steps, I inputs, H hidden units, W outputs of the cell (H, or its projection),
 * L layers, D directions.
 *
 * <pre>{@code
 * Recurrent lstm = Recurrent.of(new Lstm(), 40, 128).layers(2).bidirectional().build(random);
 * Recurrent.Output out = lstm.forward(Sequence.full(x));
 * }</pre>
 *
 * <p>Parameters, for each layer l and, with two directions, again with the suffix {@code _reverse}:
 * {@code weight_ih_l}, {@code weight_hh_l}, {@code bias_ih_l}, {@code bias_hh_l}, {@code
 * weight_hr_l} where the cell projects, and the cell's own. Names, shapes and order are PyTorch's;
 * the shapes stand with each cell. All begin uniform between +-1/sqrt(H), PyTorch's default. A
 * learnt initial state adds {@code initial_0_l}, {@code initial_1_l} ... [W], one for each carried
 * vector, zeros at first.
 */
public final class Recurrent implements Layer {
  private final RecurrentBuilder options;
  private final List<RunParameters> runs = new ArrayList<>();
  private final int outputSize;

  /** Of each run, in a prepared layer. */
  private final List<Packs> packs = new ArrayList<>();

  /**
   * What a recurrent layer returns.
   *
   * @param sequence the output of the last layer at every step, [B, T, D * W]; padding is zero
   * @param state each carried vector after the last true step, [L * D, B, W], the forward direction
   *     of a layer before its reverse
   */
  public record Output(Sequence sequence, List<Tensor> state) {}

  /**
   * The same time first.
   *
   * @param outputs of the last layer at every step, [T, B, D * W]
   * @param state as in {@link Output}
   */
  public record Steps(Tensor outputs, List<Tensor> state) {}

  /** Begins a layer of these cells, with one layer and one direction. */
  public static RecurrentBuilder of(Cell cell, int inputSize, int hiddenSize) {
    return new RecurrentBuilder(cell, inputSize, hiddenSize);
  }

  Recurrent(RecurrentBuilder options, RandomGenerator random) {
    this.options = options;
    outputSize = options.directions() * options.cell.carried(options.hiddenSize)[0];
    for (int layer = 0; layer < options.layers; layer++) {
      int inputs = layer == 0 ? options.inputSize : outputSize;
      for (int direction = 0; direction < options.directions(); direction++) {
        String suffix = "_l" + layer + (direction == 1 ? "_reverse" : "");
        runs.add(new RunParameters(options, inputs, suffix, random));
      }
    }
  }

  private Recurrent(Recurrent layer) {
    options = layer.options;
    outputSize = layer.outputSize;
    runs.addAll(layer.runs);
    runs.forEach(_ -> packs.add(Packs.forGood()));
  }

  /** What it was built with. */
  public RecurrentBuilder options() {
    return options;
  }

  /** The number of features that it returns for each step: D * W. */
  public int outputSize() {
    return outputSize;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    runs.forEach(run -> all.putAll(run.byName()));
    return all;
  }

  /** Runs over sequences from a state of zeros, or the learnt one. */
  public Output forward(Sequence input) {
    return forward(input, List.of());
  }

  /**
   * Runs over sequences.
   *
   * @param input [B, T, I]
   * @param initial the carried vectors before the first step, each [L * D, B, W] as in {@link
   *     Output#state()}, or none for zeros or the learnt one; {@link State#on} makes them from an
   *     earlier call's
   */
  public Output forward(Sequence input, List<Tensor> initial) {
    return new Loop(this, runs, packing(input.values().tape())).forward(input, initial);
  }

  /**
   * Runs over sequences of one length that lie time first, as other frameworks have them.
   *
   * @param input [T, B, I]
   * @param initial as for {@link #forward(Sequence, List)}
   */
  public Steps timeFirst(Tensor input, List<Tensor> initial) {
    if (input.shape().rank() != 3) {
      throw new IllegalArgumentException(
          name() + ": expected input [time, batch, features] but got " + input.shape() + ".");
    }
    return new Loop(this, runs, packing(input.tape())).timeFirst(input, initial);
  }

  /**
   * This layer for inference, with its weights packed once for all calls. Parameters that change
   * later may not reach it.
   */
  public Recurrent prepared() {
    return new Recurrent(this);
  }

  private Supplier<Packs> packing(Tape tape) {
    if (packs.isEmpty()) {
      return Packs::once;
    }
    if (tape.training()) {
      throw new IllegalStateException(
          name() + ": a prepared layer is for inference and can't be trained.");
    }
    return packs.iterator()::next;
  }

  /**
   * This layer for many short sequences on one tape, such as the single steps of a decoder, with
   * one mask of weight drop for all of them.
   */
  public Loop loop(Tape tape) {
    return new Loop(this, runs, () -> Packs.on(tape));
  }

  /**
   * A copy of this layer, as it is now, that takes one step at a time and keeps its state: from
   * zeros, or the learnt state.
   *
   * @param batch how many sequences it follows side by side
   * @throws IllegalArgumentException for a layer of two directions, which can't follow a stream, or
   *     with residual connections
   */
  public Stepper stepper(Workspace workspace, int batch) {
    try (Tape tape = workspace.inference()) {
      return stepper(tape, batch);
    }
  }

  /** The same where a tape is open; the stepper outlives it. */
  public Stepper stepper(Tape tape, int batch) {
    if (options.directions() > 1) {
      throw new IllegalArgumentException(
          name() + ": a layer of two directions needs the whole sequence and has no stepper.");
    }
    if (options.residual) {
      throw new IllegalArgumentException(
          name() + ": a layer with residual connections has no stepper.");
    }
    List<Weights> weights = runs.stream().map(run -> run.weights(tape, Packs.once())).toList();
    Layout ones = new Layout(IntStream.generate(() -> 1).limit(batch).toArray());
    Cell cell = options.cellFor(tape, ones);
    Stepper stepper = new Stepper(tape.processor(), batch, cell, weights);
    if (options.learntState) {
      stepper.state(learntState(tape, ones));
    }
    return stepper;
  }

  /** The learnt vectors before the first step, each [L * D, B, W]. */
  private State learntState(Tape tape, Layout ones) {
    List<Tensor> vectors = new ArrayList<>();
    int[] widths = options.cell.carried(options.hiddenSize);
    for (int k = 0; k < widths.length; k++) {
      int vector = k;
      Tensor[] layers =
          runs.stream()
              .map(run -> run.initialState(tape, ones.batch()).get(vector))
              .toArray(Tensor[]::new);
      vectors.add(Packing.stack(layers, ones));
    }
    return State.of(vectors);
  }

  /**
   * Takes one step under each of several inputs, always from the same state, as a parallel decoder
   * does: {@code output[r, s] = cell(inputs[r mod Q, s], state[r])}.
   *
   * <p>The recurrent product is formed once a state and the input product once an input, however
   * many pairs of them there are. Only for one layer and direction without recurrent dropout and
   * zoneout, and for cells whose one recurrent product is that of the previous output and which
   * work unit by unit.
   *
   * @param inputs Q rows of S inputs, [Q, S, I]; Q divides B
   * @param state each carried vector, [1, B, W]
   * @return [B, S, W]
   */
  public Tensor branch(Tensor inputs, List<Tensor> state) {
    if (options.layers > 1
        || options.bidirectional
        || state.isEmpty()
        || options.recurrentDropout > 0
        || options.zoneout.length > 0
        || !Branch.supports(options.cell, options.hiddenSize)) {
      throw new IllegalArgumentException(
          name()
              + ": branch expects a state, one layer, one direction, no recurrent dropout or zoneout,"
              + " and a cell that works unit by unit with a single recurrent product, that of the"
              + " previous output.");
    }
    requireInput(inputs.shape().last(), inputs.shape());
    int batch = state.getFirst().shape().dimension(1);
    requireState(state, batch);
    if (inputs.shape().rank() != 3 || batch % inputs.shape().dimension(0) != 0) {
      throw new IllegalArgumentException(
          "Recurrent: branch expects inputs [Q, S, "
              + options.inputSize
              + "] where Q divides the batch of "
              + batch
              + " but got "
              + inputs.shape()
              + ".");
    }
    return Branch.run(
        options.cell, runs.getFirst().weights(inputs.tape(), Packs.once()), inputs, state);
  }

  void requireInput(int features, Shape shape) {
    if (features != options.inputSize) {
      throw new IllegalArgumentException(
          name()
              + ": expected input [batch, time, "
              + options.inputSize
              + "] but got "
              + shape
              + ". The last dimension is inputSize.");
    }
  }

  void requireState(List<Tensor> state, int batch) {
    if (state.isEmpty()) {
      return;
    }
    int[] widths = options.cell.carried(options.hiddenSize);
    if (state.size() != widths.length) {
      throw new IllegalArgumentException(
          name()
              + ": expected a state of "
              + widths.length
              + " vectors but got "
              + state.size()
              + ".");
    }
    for (int k = 0; k < widths.length; k++) {
      Shape expected = Shape.of(runs.size(), batch, widths[k]);
      if (!state.get(k).shape().equals(expected)) {
        throw new IllegalArgumentException(
            name()
                + ": expected vector "
                + k
                + " of the state [layers * directions, batch, width] = "
                + expected
                + " but got "
                + state.get(k).shape()
                + ".");
      }
    }
  }

  private String name() {
    return options.cell.getClass().getSimpleName();
  }
}
