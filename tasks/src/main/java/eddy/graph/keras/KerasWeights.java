package eddy.graph.keras;

import eddy.tensor.Array;
import eddy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights of a recurrent layer of Keras: kernel [I, G * H], recurrent kernel [H, G * H] and,
 * unless it has none, bias [G * H] or [2, G * H].
 *
 * <p>Keras 1 keeps an array for each gate, {@code lstm_1_W_i}, {@code lstm_1_U_i}, ..., which are
 * put side by side.
 */
record KerasWeights(KerasConfig config, int units, int gates) {

  List<Array> of(Map<String, Array> named) {
    List<Array> all = new ArrayList<>(named.values());
    if (all.size() == 3 * gates && gates > 1) {
      all = joined(named);
    }
    int columns = gates * units;
    boolean fits = all.size() == 2 || all.size() == 3;
    for (int i = 0; fits && i < 2; i++) {
      Shape shape = all.get(i).shape();
      fits = shape.rank() == 2 && shape.last() == columns;
    }
    fits &= fits && all.get(1).shape().dimension(0) == units;
    fits &= all.size() == 2 || all.get(2).data().length % columns == 0;
    fits &= all.size() == 2 || all.get(2).data().length <= 2 * columns;
    if (!fits) {
      throw config.bad(
          "expected weights [I, %d], [%d, %d] and [%d] but found %s."
              .formatted(
                  columns, units, columns, columns, all.stream().map(Array::shape).toList()));
    }
    return all;
  }

  private List<Array> joined(Map<String, Array> named) {
    List<String> order = gates == 4 ? List.of("i", "f", "c", "o") : List.of("z", "r", "h");
    List<Array> all = new ArrayList<>();
    for (String kind : List.of("W", "U", "b")) {
      List<Array> parts = new ArrayList<>();
      for (String gate : order) {
        parts.add(
            named.entrySet().stream()
                .filter(each -> each.getKey().endsWith("_" + kind + "_" + gate))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> config.bad("lacks the weights " + kind + "_" + gate + ".")));
      }
      all.add(sideBySide(parts));
    }
    return all;
  }

  private Array sideBySide(List<Array> parts) {
    int rows = parts.getFirst().data().length / units;
    Array all = Array.zeros(rows, gates * units);
    for (int gate = 0; gate < gates; gate++) {
      float[] part = parts.get(gate).data();
      if (part.length != rows * units) {
        throw config.bad("the weights of its gates differ in size.");
      }
      for (int row = 0; row < rows; row++) {
        System.arraycopy(part, row * units, all.data(), (row * gates + gate) * units, units);
      }
    }
    return all;
  }
}
