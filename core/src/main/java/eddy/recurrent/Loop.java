package eddy.recurrent;

import eddy.recurrent.Recurrent.Output;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A recurrent layer inside a loop on one tape, such as a decoder that takes one step at a time: its
 * weights are thinned out once, by weight drop, and packed once, however many sequences follow one
 * another. {@link Recurrent#loop} makes it.
 */
public final class Loop {
  private final Recurrent layer;
  private final List<RunParameters> runs;
  private final Supplier<Packs> packs;

  /** Of each run, from the first call on. */
  private final List<Weights> weights = new ArrayList<>();

  Loop(Recurrent layer, List<RunParameters> runs, Supplier<Packs> packs) {
    this.layer = layer;
    this.runs = runs;
    this.packs = packs;
  }

  /** Runs over sequences, see {@link Recurrent#forward(Sequence, List)}. */
  public Output forward(Sequence input, List<Tensor> initial) {
    layer.requireInput(input.features(), input.values().shape());
    layer.requireState(initial, input.batch());
    Layout layout = new Layout(input.lengths());
    List<Tensor> state = new ArrayList<>();
    Tensor y = run(Packing.pack(input.values(), layout), layout, initial, state);
    return new Output(input.with(Packing.unpack(y, layout, input.time())), state);
  }

  /** Runs over sequences of one length that lie time first, see {@link Recurrent#timeFirst}. */
  Recurrent.Steps timeFirst(Tensor input, List<Tensor> initial) {
    int time = input.shape().dimension(0);
    int batch = input.shape().dimension(1);
    layer.requireInput(input.shape().last(), input.shape());
    layer.requireState(initial, batch);
    int[] lengths = new int[batch];
    Arrays.fill(lengths, time);
    List<Tensor> state = new ArrayList<>();
    // Without padding, time first is how the engine lays out its rows.
    Tensor rows = Arrangement.reshape(input, time * batch, input.shape().last());
    Tensor y = run(rows, new Layout(lengths), initial, state);
    return new Recurrent.Steps(Arrangement.reshape(y, time, batch, y.shape().last()), state);
  }

  /**
   * Runs over the rows of a layout.
   *
   * @param state takes each carried vector after the last step
   */
  private Tensor run(Tensor rows, Layout layout, List<Tensor> initial, List<Tensor> state) {
    RecurrentBuilder options = layer.options();
    Tape tape = rows.tape();
    int vectors = options.cell.carried(options.hiddenSize).length;
    Tensor[][] last = new Tensor[vectors][runs.size()];
    Tensor x = rows;
    for (int layer = 0; layer < options.layers(); layer++) {
      Tensor below = x;
      if (layer > 0) {
        x = options.between(x, layout);
      }
      Tensor[] outputs = new Tensor[options.directions()];
      for (int direction = 0; direction < options.directions(); direction++) {
        int run = layer * options.directions() + direction;
        List<Tensor> before =
            initial.isEmpty()
                ? runs.get(run).initialState(tape, layout.batch())
                : initial.stream().map(vector -> Packing.take(vector, run, layout)).toList();
        if (weights.size() == run) {
          weights.add(runs.get(run).weights(tape, packs.get()));
        }
        Cell cell = options.cellFor(tape, layout);
        Tensor[] results = Engine.run(cell, weights.get(run), layout, direction == 1, x, before);
        outputs[direction] = results[0];
        for (int k = 0; k < vectors; k++) {
          last[k][run] = results[k + 1];
        }
      }
      x = outputs.length == 1 ? outputs[0] : Arrangement.concatenate(outputs);
      x = options.residual && layer > 0 ? Elementwise.add(x, below) : x;
    }
    for (Tensor[] vector : last) {
      state.add(Packing.stack(vector, layout));
    }
    return x;
  }
}
