package eddy.recurrent;

import eddy.layer.Layer;
import eddy.tensor.Arrangement;
import eddy.tensor.Array;
import eddy.tensor.Elementwise;
import eddy.tensor.Parameter;
import eddy.tensor.Sequence;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

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
 * the shapes stand with each cell. All begin uniform between +-1/sqrt(H), PyTorch's default.
 */
public final class Recurrent implements Layer {
  private final Builder options;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final int outputSize;

  /**
   * What a recurrent layer returns.
   *
   * @param sequence the output of the last layer at every step, [B, T, D * W]; padding is zero
   * @param state each carried vector after the last true step, [L * D, B, W], the forward direction
   *     of a layer before its reverse
   */
  public record Output(Sequence sequence, List<Tensor> state) {}

  /** The options of a recurrent layer; each call returns a changed copy. */
  public record Builder(
      Cell cell,
      int inputSize,
      int hiddenSize,
      int layers,
      boolean isBidirectional,
      float dropout,
      boolean bias) {
    public Builder {
      if (cell.phases().isEmpty()) {
        throw new IllegalArgumentException(
            "Recurrent: expected a cell with one phase or more. A cell without a recurrent product"
                + " has Phase.pointwise().");
      }
      if (inputSize < 1 || hiddenSize < 1 || layers < 1) {
        throw new IllegalArgumentException(
            "Recurrent: expected sizes of one or more but got "
                + inputSize
                + " inputs, "
                + hiddenSize
                + " hidden units, "
                + layers
                + " layers.");
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException(
            "Recurrent: expected a dropout from 0 to below 1 but got " + dropout + ".");
      }
    }

    /** So many layers, each fed by the one below. */
    public Builder layers(int layers) {
      return new Builder(cell, inputSize, hiddenSize, layers, isBidirectional, dropout, bias);
    }

    /** A second run from the last true step to the first, its outputs beside the others. */
    public Builder bidirectional() {
      return new Builder(cell, inputSize, hiddenSize, layers, true, dropout, bias);
    }

    /** Dropout between layers, in training. */
    public Builder dropout(float probability) {
      return new Builder(cell, inputSize, hiddenSize, layers, isBidirectional, probability, bias);
    }

    /** Without the two bias vectors. */
    public Builder withoutBias() {
      return new Builder(cell, inputSize, hiddenSize, layers, isBidirectional, dropout, false);
    }

    /** Makes the layer with random weights. */
    public Recurrent build(RandomGenerator random) {
      return new Recurrent(this, random);
    }
  }

  /** Begins a layer of these cells, with one layer and one direction. */
  public static Builder of(Cell cell, int inputSize, int hiddenSize) {
    return new Builder(cell, inputSize, hiddenSize, 1, false, 0, true);
  }

  private Recurrent(Builder options, RandomGenerator random) {
    this.options = options;
    outputSize = options.cell.carried(options.hiddenSize)[0];
    for (int layer = 0; layer < options.layers; layer++) {
      int inputs = layer == 0 ? options.inputSize : directions() * outputSize;
      for (int direction = 0; direction < directions(); direction++) {
        addParameters(inputs, suffix(layer, direction), random);
      }
    }
  }

  private void addParameters(int inputs, String suffix, RandomGenerator random) {
    Cell cell = options.cell;
    int hidden = options.hiddenSize;
    int recurrent = cell.phases().stream().mapToInt(phase -> phase.blocks().size()).sum();
    add("weight_ih" + suffix, random, cell.inputBlocks() * hidden, inputs);
    if (recurrent > 0) {
      add("weight_hh" + suffix, random, recurrent * hidden, outputSize);
    }
    if (options.bias) {
      add("bias_ih" + suffix, random, cell.inputBlocks() * hidden);
      if (recurrent > 0) {
        add("bias_hh" + suffix, random, recurrent * hidden);
      }
    }
    if (cell.phases().getLast().projects()) {
      add("weight_hr" + suffix, random, outputSize, hidden);
    }
    for (String own : cell.ownParameters()) {
      add(own + suffix, random, hidden);
    }
  }

  private void add(String name, RandomGenerator random, int... shape) {
    float bound = (float) (1 / Math.sqrt(options.hiddenSize));
    Array value = Array.zeros(shape);
    for (int i = 0; i < value.data().length; i++) {
      value.data()[i] = random.nextFloat(-bound, bound);
    }
    parameters.put(name, new Parameter(value));
  }

  /** What it was built with. */
  public Builder options() {
    return options;
  }

  /** The number of features that it returns for each step: D * W. */
  public int outputSize() {
    return directions() * outputSize;
  }

  @Override
  public SequencedMap<String, Parameter> parameters() {
    return Collections.unmodifiableSequencedMap(parameters);
  }

  /** Runs over sequences from a state of zeros. */
  public Output forward(Sequence input) {
    return forward(input, List.of());
  }

  /**
   * Runs over sequences.
   *
   * @param input [B, T, I]
   * @param initial the carried vectors before the first step, each [L * D, B, W] as in {@link
   *     Output#state()}, or none for zeros; {@link State#on} makes them from an earlier call's
   */
  public Output forward(Sequence input, List<Tensor> initial) {
    requireInput(input.features(), input.values().shape());
    requireState(initial, input.batch());
    Layout layout = new Layout(input.lengths());
    int runs = options.layers * directions();
    int vectors = options.cell.carried(options.hiddenSize).length;
    Tensor[][] last = new Tensor[vectors][runs];
    Tensor x = Packing.pack(input.values(), layout);
    for (int layer = 0; layer < options.layers; layer++) {
      if (layer > 0) {
        x = Elementwise.dropout(x, options.dropout);
      }
      Tensor[] outputs = new Tensor[directions()];
      for (int direction = 0; direction < directions(); direction++) {
        int run = layer * directions() + direction;
        List<Tensor> before =
            initial.stream().map(state -> Packing.take(state, run, layout)).toList();
        Weights weights = weights(x.tape(), suffix(layer, direction));
        Tensor[] results = Engine.run(options.cell, weights, layout, direction == 1, x, before);
        outputs[direction] = results[0];
        for (int k = 0; k < vectors; k++) {
          last[k][run] = results[k + 1];
        }
      }
      x = outputs.length == 1 ? outputs[0] : Arrangement.concatenate(outputs);
    }
    List<Tensor> state = new ArrayList<>();
    for (Tensor[] vector : last) {
      state.add(Packing.stack(vector, layout));
    }
    return new Output(input.with(Packing.unpack(x, layout, input.time())), state);
  }

  /**
   * Takes one step under each of several inputs, always from the same state, as a parallel decoder
   * does: {@code output[r, s] = cell(inputs[r mod Q, s], state[r])}.
   *
   * <p>The recurrent product is formed once a state and the input product once an input, however
   * many pairs of them there are. Only for one layer and direction, and for cells whose one
   * recurrent product is that of the previous output and which work unit by unit.
   *
   * @param inputs Q rows of S inputs, [Q, S, I]; Q divides B
   * @param state each carried vector, [1, B, W]
   * @return [B, S, W]
   */
  public Tensor branch(Tensor inputs, List<Tensor> state) {
    if (options.layers > 1
        || options.isBidirectional
        || state.isEmpty()
        || !Branch.supports(options.cell, options.hiddenSize)) {
      throw new IllegalArgumentException(
          name()
              + ": branch expects a state, one layer, one direction, and a cell that works unit by"
              + " unit with a single recurrent product, that of the previous output.");
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
    return Branch.run(options.cell, weights(inputs.tape(), suffix(0, 0)), inputs, state);
  }

  private Weights weights(Tape tape, String suffix) {
    return new Weights(
        options.hiddenSize,
        outputSize,
        tape.parameter(parameters.get("weight_ih" + suffix)),
        existing(tape, "weight_hh" + suffix),
        existing(tape, "bias_ih" + suffix),
        existing(tape, "bias_hh" + suffix),
        existing(tape, "weight_hr" + suffix),
        options.cell.ownParameters().stream()
            .map(name -> tape.parameter(parameters.get(name + suffix)))
            .toList());
  }

  private List<Tensor> existing(Tape tape, String name) {
    return parameters.containsKey(name) ? List.of(tape.parameter(parameters.get(name))) : List.of();
  }

  private void requireInput(int features, Shape shape) {
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

  private void requireState(List<Tensor> state, int batch) {
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
      Shape expected = Shape.of(options.layers * directions(), batch, widths[k]);
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

  private int directions() {
    return options.isBidirectional ? 2 : 1;
  }

  private static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }
}
