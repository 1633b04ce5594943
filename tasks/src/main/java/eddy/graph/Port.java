package eddy.graph;

import java.util.List;

/**
 * An input or an output of a graph.
 *
 * @param shape a number for each dimension whose size is fixed, a name for each that is free, such
 *     as {@code batch} or {@code time}; those of one name are of one size
 */
public record Port(String name, Type type, List<String> shape) {
  /** The only dimension of a port of which nothing is known, not even how many it has. */
  public static final String ANY = "...";

  public Port {
    shape = List.copyOf(shape);
  }

  /** A port with these dimensions. */
  public static Port of(String name, Type type, String... shape) {
    return new Port(name, type, List.of(shape));
  }

  /** Whether a dimension of this name or number is free. */
  public static boolean free(String dimension) {
    return !dimension.matches("\\d{1,10}");
  }
}
