package eddy.recurrent;

import eddy.recurrent.Recurrent.Output;
import eddy.tensor.Arrangement;
import eddy.tensor.Elementwise;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
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
    Recurrent.Builder options = layer.options();
    Layout layout = new Layout(input.lengths());
    Tape tape = input.values().tape();
    int vectors = options.cell.carried(options.hiddenSize).length;
    Tensor[][] last = new Tensor[vectors][runs.size()];
    Tensor x = Packing.pack(input.values(), layout);
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
                ? runs.get(run).initialState(tape, input.batch())
                : initial.stream().map(state -> Packing.take(state, run, layout)).toList();
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
    List<Tensor> state = new ArrayList<>();
    for (Tensor[] vector : last) {
      state.add(Packing.stack(vector, layout));
    }
    return new Output(input.with(Packing.unpack(x, layout, input.time())), state);
  }
}
