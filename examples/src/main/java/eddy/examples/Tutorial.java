package eddy.examples;

import eddy.recurrent.Gru;
import eddy.recurrent.Lstm;
import eddy.recurrent.Recurrent;
import eddy.recurrent.Rnn;
import eddy.recurrent.State;
import eddy.tensor.Array;
import eddy.tensor.Pooling;
import eddy.tensor.Sequence;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import eddy.tensor.Workspace;
import java.util.SplittableRandom;

/** The shorter snippets of the tutorial. */
final class Tutorial {
  private Tutorial() {}

  /** The outputs [B, T, H] of a layer of tanh cells. */
  static Array layer(Array batch) {
    Recurrent rnn = Recurrent.of(new Rnn(), 1, 64).build(new SplittableRandom(1));
    try (Workspace workspace = new Workspace();
        Tape tape = workspace.inference()) {
      Sequence x = Sequence.full(tape.constant(batch));
      Recurrent.Output output = rnn.forward(x);
      return output.sequence().values().toArray();
    }
  }

  /** Other cells, the last output of each sequence, [B, 2 * 64]. */
  static Array cells(Array batch, int... lengths) {
    SplittableRandom random = new SplittableRandom(1);
    Recurrent lstm = Recurrent.of(new Lstm(), 1, 64).build(random);
    Recurrent gru =
        Recurrent.of(new Gru(), 64, 64).layers(2).bidirectional().dropout(0.2f).build(random);
    try (Workspace workspace = new Workspace();
        Tape tape = workspace.inference()) {
      Sequence x = new Sequence(tape.constant(batch), lengths);
      Sequence h = gru.forward(lstm.forward(x).sequence()).sequence();
      Tensor last = Pooling.last(h);
      return last.toArray();
    }
  }

  /** Feeds a long sequence in two pieces and returns the last output, [1, H]. */
  static Array carried(Recurrent layer, Array first, Array second) {
    State state;
    try (Workspace workspace = new Workspace()) {
      try (Tape tape = workspace.inference()) {
        state = State.of(layer.forward(Sequence.full(tape.constant(first))).state());
      }
      try (Tape tape = workspace.inference()) {
        Sequence next = Sequence.full(tape.constant(second));
        return Pooling.last(layer.forward(next, state.on(tape)).sequence()).toArray();
      }
    }
  }
}
