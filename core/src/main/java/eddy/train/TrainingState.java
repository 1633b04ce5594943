package eddy.train;

import eddy.tensor.Array;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a training needs to go on as if it had not been interrupted, as it stands between two
 * epochs.
 *
 * <p>Arrays: {@code parameters/NAME}, {@code best/NAME}, the optimiser's such as {@code
 * adam.exp_avg/NAME}, and {@code average/NAME} where weights are averaged. Counters hold numbers in
 * decimal, doubles such that they are read back exactly.
 *
 * @param arrays live when the trainer hands them out: write or {@link #copy} them before returning
 * @param counters by name
 */
public record TrainingState(SortedMap<String, Array> arrays, SortedMap<String, String> counters) {

  /** An independent copy. */
  public TrainingState copy() {
    SortedMap<String, Array> copies = new TreeMap<>();
    arrays.forEach((name, array) -> copies.put(name, array.copy()));
    return new TrainingState(copies, new TreeMap<>(counters));
  }

  /** A counter's text. */
  String counter(String name) {
    String value = counters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("TrainingState: expected a counter " + name + ".");
    }
    return value;
  }

  /** An array that must exist. */
  Array array(String name) {
    Array array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("TrainingState: expected an array " + name + ".");
    }
    return array;
  }
}
