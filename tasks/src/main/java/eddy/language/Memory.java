package eddy.language;

import eddy.recurrent.State;
import eddy.tensor.Array;
import eddy.tensor.Tape;
import eddy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a language network remembers of the text so far: the state of each layer.
 *
 * @param layers none before the first token
 */
record Memory(List<State> layers) {
  /** That of a text that has not begun. */
  static final Memory EMPTY = new Memory(List.of());

  /** A copy of the states that the layers ended in. */
  static Memory of(List<List<Tensor>> states) {
    return new Memory(states.stream().map(State::of).toList());
  }

  /** The state of a layer on a tape, without a gradient; none before the first token. */
  List<Tensor> on(Tape tape, int layer) {
    return layers.isEmpty() ? List.of() : layers.get(layer).on(tape);
  }

  /** The arrays by layer and vector, as a checkpoint holds them. */
  SortedMap<String, Array> arrays() {
    SortedMap<String, Array> arrays = new TreeMap<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      List<Array> vectors = layers.get(layer).vectors();
      for (int k = 0; k < vectors.size(); k++) {
        arrays.put(name(layer, k), vectors.get(k));
      }
    }
    return arrays;
  }

  /** The opposite of {@link #arrays}. */
  static Memory of(SortedMap<String, Array> arrays) {
    List<State> layers = new ArrayList<>();
    while (arrays.containsKey(name(layers.size(), 0))) {
      List<Array> vectors = new ArrayList<>();
      while (arrays.containsKey(name(layers.size(), vectors.size()))) {
        vectors.add(arrays.get(name(layers.size(), vectors.size())));
      }
      layers.add(new State(vectors));
    }
    return new Memory(layers);
  }

  private static String name(int layer, int vector) {
    return "memory." + layer + "." + vector;
  }
}
