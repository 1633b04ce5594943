package eddy.recurrent;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recurrent layer remembers between calls: a copy that outlives tapes.
 *
 * <p>S layers times directions, B sequences, W the width of the vector.
 *
 * @param vectors one [S, B, W] for each vector that the cell carries: h, or h and c; not modified
 */
public record State(List<Array> vectors) {
  public State {
    vectors = List.copyOf(vectors);
  }

  /** A copy of the state that a layer ended in. */
  public static State of(List<Tensor> vectors) {
    return new State(vectors.stream().map(Tensor::toArray).toList());
  }

  /** The state as tensors without a gradient: truncated back-propagation ends here. */
  public List<Tensor> on(Tape tape) {
    return vectors.stream().map(tape::constant).toList();
  }

  /** The number of sequences. */
  public int batch() {
    return vectors.getFirst().shape().dimension(1);
  }

  /** The state of some of the sequences, in the order of the indices; one may be taken twice. */
  public State select(int... sequences) {
    List<Array> selected = new ArrayList<>();
    for (Array vector : vectors) {
      int layers = vector.shape().dimension(0);
      int width = vector.shape().dimension(2);
      Array to = Array.zeros(layers, sequences.length, width);
      for (int s = 0; s < layers; s++) {
        for (int i = 0; i < sequences.length; i++) {
          int row = java.util.Objects.checkIndex(sequences[i], batch());
          System.arraycopy(
              vector.data(),
              (s * batch() + row) * width,
              to.data(),
              (s * sequences.length + i) * width,
              width);
        }
      }
      selected.add(to);
    }
    return new State(selected);
  }

  /** The states of several batches as one batch, in this order. */
  public static State join(List<State> states) {
    int batch = states.stream().mapToInt(State::batch).sum();
    List<Array> joined = new ArrayList<>();
    for (int k = 0; k < states.getFirst().vectors.size(); k++) {
      Shape shape = states.getFirst().vectors.get(k).shape();
      int layers = shape.dimension(0);
      int width = shape.dimension(2);
      Array to = Array.zeros(layers, batch, width);
      int row = 0;
      for (State state : states) {
        int rows = state.batch();
        for (int s = 0; s < layers; s++) {
          System.arraycopy(
              state.vectors.get(k).data(),
              s * rows * width,
              to.data(),
              (s * batch + row) * width,
              rows * width);
        }
        row += rows;
      }
      joined.add(to);
    }
    return new State(joined);
  }
}
