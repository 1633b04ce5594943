package eddy.recurrent;

import eddy.tensor.Elementwise;
import eddy.tensor.RowDropout;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The options of a recurrent layer; each call returns a changed copy. */
public final class RecurrentBuilder {
  final Cell cell;
  final int inputSize;
  final int hiddenSize;
  int layers = 1;
  boolean bidirectional;
  boolean residual;
  boolean bias = true;
  boolean learntState;
  float dropout;
  boolean locked;
  float weightDrop;
  float recurrentDropout;
  float[] zoneout = {};

  RecurrentBuilder(Cell cell, int inputSize, int hiddenSize) {
    if (cell.phases().isEmpty()) {
      throw new IllegalArgumentException(
          "Recurrent: expected a cell with one phase or more. A cell without a recurrent product"
              + " has Phase.pointwise().");
    }
    this.cell = cell;
    this.inputSize = size("inputs", inputSize);
    this.hiddenSize = size("hidden units", hiddenSize);
  }

  private RecurrentBuilder with(Consumer<RecurrentBuilder> change) {
    RecurrentBuilder copy = new RecurrentBuilder(cell, inputSize, hiddenSize);
    copy.layers = layers;
    copy.bidirectional = bidirectional;
    copy.residual = residual;
    copy.bias = bias;
    copy.learntState = learntState;
    copy.dropout = dropout;
    copy.locked = locked;
    copy.weightDrop = weightDrop;
    copy.recurrentDropout = recurrentDropout;
    copy.zoneout = zoneout;
    change.accept(copy);
    return copy;
  }

  /** So many layers, each fed by the one below. */
  public RecurrentBuilder layers(int layers) {
    return with(copy -> copy.layers = size("layers", layers));
  }

  /** A second run from the last true step to the first, its outputs beside the others. */
  public RecurrentBuilder bidirectional() {
    return with(copy -> copy.bidirectional = true);
  }

  /**
   * Each layer but the first adds what it was fed, before dropout, to its output.
   *
   * <p>Wu et al., "Google's neural machine translation system", 2016, section 3.1.
   */
  public RecurrentBuilder residual() {
    return with(copy -> copy.residual = true);
  }

  /** Without the two bias vectors. */
  public RecurrentBuilder withoutBias() {
    return with(copy -> copy.bias = false);
  }

  /** With parameters for the state before the first step, where no other is given. */
  public RecurrentBuilder learntState() {
    return with(copy -> copy.learntState = true);
  }

  /** Dropout between layers, in training, of each element by itself. */
  public RecurrentBuilder dropout(float probability) {
    return with(copy -> {
      copy.dropout = probability("dropout", probability);
      copy.locked = false;
    });
  }

  /**
   * Dropout between layers, in training, with one mask for all steps of a sequence, see {@link
   * RowDropout#locked}, which does the same to the input of the layer and to its output.
   */
  public RecurrentBuilder lockedDropout(float probability) {
    return with(copy -> {
      copy.dropout = probability("lockedDropout", probability);
      copy.locked = true;
    });
  }

  /**
   * Dropout of the recurrent weights {@code weight_hh}, in training, with one mask a call.
   *
   * <p>Merity, Keskar and Socher, "Regularizing and optimizing LSTM language models", ICLR 2018.
   */
  public RecurrentBuilder weightDrop(float probability) {
    return with(copy -> copy.weightDrop = probability("weightDrop", probability));
  }

  /**
   * Dropout of the output of the step before where recurrent products multiply it, in training,
   * with one mask for all steps of a sequence; what else the cell does with that output sees all of
   * it.
   *
   * <p>Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural
   * networks", NeurIPS 2016.
   */
  public RecurrentBuilder recurrentDropout(float probability) {
    if (!NoisyCell.canDrop(cell)) {
      throw new IllegalArgumentException(
          "Recurrent: recurrentDropout expects a cell that multiplies its previous output once and"
              + " does not project it; weightDrop is for every cell.");
    }
    return with(copy -> copy.recurrentDropout = probability("recurrentDropout", probability));
  }

  /**
   * Zoneout: in training each unit of a carried vector keeps its value of the step before with a
   * probability, drawn anew at each step; at inference it takes the mean of both by that
   * probability.
   *
   * <p>Krueger et al., "Zoneout: regularizing RNNs by randomly preserving hidden activations", ICLR
   * 2017.
   *
   * @param probabilities one for each carried vector: of h, and for an LSTM also of c
   */
  public RecurrentBuilder zoneout(float... probabilities) {
    int vectors = cell.carried(hiddenSize).length;
    if (probabilities.length != vectors) {
      throw new IllegalArgumentException(
          "Recurrent: expected a zoneout for each of the "
              + vectors
              + " carried vectors but got "
              + probabilities.length
              + ".");
    }
    for (float probability : probabilities) {
      probability("zoneout", probability);
    }
    return with(copy -> copy.zoneout = probabilities.clone());
  }

  /** The cell, surrounded by what is random in a run. */
  Cell cellFor(Tape tape, Layout layout) {
    return NoisyCell.around(cell, hiddenSize, layout, tape, recurrentDropout, zoneout);
  }

  /** Dropout between layers. */
  Tensor between(Tensor x, Layout layout) {
    return locked
        ? RowDropout.locked(x, layout.sequences(), dropout)
        : Elementwise.dropout(x, dropout);
  }

  /** What one layer does at one step. */
  public Cell cell() {
    return cell;
  }

  /** The number of hidden units of a layer. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** The number of layers. */
  public int layers() {
    return layers;
  }

  /** The number of directions: one or two. */
  public int directions() {
    return bidirectional ? 2 : 1;
  }

  /** Whether each layer but the first adds what it was fed to its output. */
  public boolean isResidual() {
    return residual;
  }

  /** The probabilities of zoneout, one for each carried vector, or none. */
  public float[] zoneouts() {
    return zoneout.clone();
  }

  /** Makes the layer with random weights. */
  public Recurrent build(RandomGenerator random) {
    return new Recurrent(this, random);
  }

  private static int size(String what, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "Recurrent: expected one or more " + what + " but got " + size + ".");
    }
    return size;
  }

  private static float probability(String what, float probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "Recurrent: expected a " + what + " from 0 to below 1 but got " + probability + ".");
    }
    return probability;
  }
}
