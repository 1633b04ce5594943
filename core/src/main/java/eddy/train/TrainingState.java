package eddy.train;

import eddy.tensor.Array;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a training needs to go on as if it had not been interrupted, as it stands between two
 * steps.
 *
 * <p>Arrays: {@code parameters/NAME}, {@code best/NAME}, the optimiser's such as {@code
 * adam.exp_avg/NAME}, {@code average/NAME} where weights are averaged, and {@code objective/NAME}
 * for what the objective carries from batch to batch. Counters hold numbers in decimal, doubles
 * such that they are read back exactly.
 *
 * @param arrays live when the trainer hands them out: write or {@link #copy} them before returning
 * @param counters by name
 */
public record TrainingState(SortedMap<String, Array> arrays, SortedMap<String, String> counters) {

  /** The state of what has nothing to remember. */
  static final TrainingState NOTHING =
      new TrainingState(Collections.emptySortedMap(), Collections.emptySortedMap());

  /** An independent copy. */
  public TrainingState copy() {
    SortedMap<String, Array> copies = new TreeMap<>();
    arrays.forEach((name, array) -> copies.put(name, array.copy()));
    return new TrainingState(copies, new TreeMap<>(counters));
  }

  /** What stands under names that begin like this, by the rest of the name. */
  TrainingState below(String prefix) {
    return new TrainingState(below(arrays, prefix), below(counters, prefix));
  }

  private static <T> SortedMap<String, T> below(SortedMap<String, T> all, String prefix) {
    SortedMap<String, T> some = new TreeMap<>();
    all.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        some.put(name.substring(prefix.length()), value);
      }
    });
    return some;
  }

  /** A counter's text. */
  public String counter(String name) {
    String value = counters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("TrainingState: expected a counter " + name + ".");
    }
    return value;
  }

  /** An array that must exist. */
  public Array array(String name) {
    Array array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("TrainingState: expected an array " + name + ".");
    }
    return array;
  }
}
